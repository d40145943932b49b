#pragma once

#include "graph_fixture.h"
#include "model.h"

#include <memory>
#include <string_view>

namespace omnigraph::exec::testing {

/// The schema that random graphs and random queries speak of: two keyed types that share ids, one
/// without key, one that stays empty, and edges within and between them.
extern const std::string_view kRandomSchema;

/// A small random graph, made by several commits of every mode so that it has several fragments and
/// deleted rows, and what it should hold.
struct RandomGraph {
  Model model;
  std::unique_ptr<GraphFixture> graph;
};

RandomGraph make_random_graph(omnigraph::testing::SeededRandom& random);

}  // namespace omnigraph::exec::testing

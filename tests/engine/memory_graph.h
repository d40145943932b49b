#pragma once

#include "engine/initialize.h"
#include "omnigraph/graph.h"
#include "storage/object_store.h"
#include "testing/testing.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::engine::testing {

/// Makes an empty graph in `store`.
void make_graph(storage::ObjectStore& store, std::string_view schema_source,
                Leftovers leftovers = Leftovers::refuse);

/// A handle as of another process. `store` outlives it.
std::unique_ptr<Graph> open_graph(storage::ObjectStore& store);

/// Loads JSON lines, as one commit.
LoadReceipt load_lines(Graph& graph, LoadMode mode, std::string_view lines);

/// The rows of a read as JSON, in its order.
std::vector<std::string> rows_of(Graph& graph, const std::string& source,
                                 const std::string& params_json = "");

/// All that readers see of the types that `kDumpSchema` declares, as text.
extern const std::string_view kDumpSchema;
std::string dump(Graph& graph);

}  // namespace omnigraph::engine::testing

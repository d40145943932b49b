#pragma once

#include "testing/testing.h"

#include <string>

namespace omnigraph::exec::testing {

/// A query over `kRandomSchema` as text, and its arguments.
struct RandomQuery {
  std::string source;
  std::string params_json;
};

/// A well-typed read of up to four top-level variables: bindings, traversals of all kinds, filters,
/// nested `not` blocks, projections or aggregates, order and limit.
RandomQuery make_random_query(omnigraph::testing::SeededRandom& random);

}  // namespace omnigraph::exec::testing

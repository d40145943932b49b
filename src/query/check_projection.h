#pragma once

#include "query/check_context.h"
#include "query/scope.h"

#include <vector>

namespace omnigraph::query {

/// Checks `return` from left to right (GQ-27, GQ-28) and names its columns (GQ-74).
std::vector<Projection> check_projections(const CheckContext& context, const Scope& scope,
                                          const std::vector<ProjectionItem>& items);

}  // namespace omnigraph::query

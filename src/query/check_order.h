#pragma once

#include "query/check_context.h"
#include "query/scope.h"

#include <vector>

namespace omnigraph::query {

/// Checks `order` (GQ-30, GQ-86) against the projections of `read`, then what ranks need: T21, T17,
/// T18. `read` has its projections, `limit` and `is_aggregate` already.
std::vector<OrderKey> check_order(const CheckContext& context, const Scope& scope,
                                  const ReadBody& body, const CheckedRead& read);

}  // namespace omnigraph::query

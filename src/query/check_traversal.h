#pragma once

#include "query/check_context.h"
#include "query/scope.h"

namespace omnigraph::query {

/// Checks a traversal, infers which way its edge lies, and introduces its variables (GQ-23, GQ-31).
/// Throws T4, T15, T22, T23 or T5, in this order.
Traversal check_traversal(const CheckContext& context, Scope& scope, const TraversalClause& clause);

}  // namespace omnigraph::query

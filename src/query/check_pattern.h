#pragma once

#include "query/check_context.h"
#include "query/scope.h"

#include <vector>

namespace omnigraph::query {

/// Checks the clauses of `match` in text order (GQ-20 to GQ-26) and resolves them. The scope keeps
/// what they introduce, for `return` and `order`.
Pattern check_match(const CheckContext& context, Scope& scope, const std::vector<Clause>& clauses);

}  // namespace omnigraph::query

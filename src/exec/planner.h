#pragma once

#include "exec/evaluate.h"
#include "exec/operators.h"
#include "query/checked_query.h"

#include <memory>

namespace omnigraph::exec {

/// The operators that produce the rows of `pattern`: a key look-up or the most selective scan
/// first, then traversals in the direction that multiplies least, checks and conditions as soon as
/// their variables are bound, cartesian products last, and `not` blocks as anti-joins on the rows
/// that are left. `scope` outlives the plan.
std::unique_ptr<Operator> plan_pattern(const query::Pattern& pattern, const Scope& scope);

}  // namespace omnigraph::exec

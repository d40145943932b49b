#pragma once

#include "exec/graph_view.h"
#include "exec/result.h"
#include "expr/value.h"
#include "query/checked_query.h"

#include <vector>

namespace omnigraph::exec {

/// Runs a read on a snapshot. `parameters` are the bound arguments, one for each declared
/// parameter; `now_millis` is what `now()` means. The query was checked against the view's catalog.
Result execute(const query::CheckedRead& read, const GraphView& view,
               const std::vector<expr::Value>& parameters, std::int64_t now_millis);

}  // namespace omnigraph::exec

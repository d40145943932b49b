#pragma once

#include "query/ast.h"
#include "query/token_cursor.h"

#include <vector>

namespace omnigraph::query {

/// `{ clause… }`: the body of `match` or `not`, at least one clause.
std::vector<Clause> parse_clauses(TokenCursor& cursor);

}  // namespace omnigraph::query

#pragma once

#include "query/ast.h"

#include <string_view>
#include <vector>

namespace omnigraph::query {

/// Parses a `.gq` source: any number of query declarations (GQ-1), of any names.
/// Throws `Error` (bad_request) `parse error: …` with line and column for the first mistake, also
/// for one in a query that nobody will select (GQ-100).
std::vector<QueryDeclaration> parse_source(std::string_view source);

}  // namespace omnigraph::query

#pragma once

#include "query/ast.h"

#include <optional>
#include <span>
#include <string_view>

namespace omnigraph::query {

/// The query that a caller means (GQ-99): the first of that name or, without a name, the only one.
/// Throws `Error` (bad_request) if there is none, or if there are multiple queries and no name. The
/// reference points into `queries`.
const QueryDeclaration& select_query(std::span<const QueryDeclaration> queries,
                                     std::optional<std::string_view> name);

}  // namespace omnigraph::query

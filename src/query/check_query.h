#pragma once

#include "query/ast.h"
#include "query/checked_query.h"
#include "schema/catalog.h"

#include <string_view>

namespace omnigraph::query {

/// Resolves every name of a query and checks every type, before any data is read (GQ-20, GQ-21).
///
/// Throws `Error` (bad_request) for the first mistake: `type error: T6: …`, some without a code
/// (GQ-33), or `invalid date text …` (GQ-7); the place follows on lines of its own. `source` is
/// what the query was parsed from; without it, messages have no place.
CheckedQuery check_query(const QueryDeclaration& query, const schema::Catalog& catalog,
                         std::string_view source);

}  // namespace omnigraph::query

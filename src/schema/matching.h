#pragma once

#include "omnigraph/schema.h"
#include "schema/ast.h"
#include "schema/catalog.h"

#include <string_view>
#include <vector>

namespace omnigraph::schema {

/// Gives what `desired` has in common with `accepted` the identities it has there: type ids,
/// incarnations and property ids of what has the same name, or is renamed by a hint (SCH-74). All
/// else keeps id 0. `desired` was built from `ast`, read from `source`.
///
/// Returns the hints that were ignored because the new name existed already (SCH-76). Throws
/// `Error` (bad_request) with every hint that cannot be resolved (SCH-75), each with its place.
std::vector<SchemaDiagnostic> match_identities(const Catalog& accepted, const SchemaAst& ast,
                                               std::string_view source, Catalog& desired);

}  // namespace omnigraph::schema

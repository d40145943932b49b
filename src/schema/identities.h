#pragma once

#include "schema/catalog.h"

#include <string>

namespace omnigraph::schema {

/// Gives every type, property and table of `catalog` that has id 0 its stable identity, in the
/// order of SCH-60, counting on from `next_identity_id`; ids that are there stay. For `init`
/// nothing has an id; a migration fills in those of what it matched first.
///
/// `domain` is the graph's identity domain, a ULID in upper case. Throws `Error` (internal) if it
/// is not one, and `Error` (conflict) once the 64-bit counter is exhausted.
void allocate_identities(Catalog& catalog, std::string domain);

}  // namespace omnigraph::schema

#pragma once

#include "schema/migration.h"

namespace omnigraph::schema::testing {

/// The accepted catalog after the steps of `migration`, each taken at its word; unsupported ones
/// too, as if they could be carried out. What a step does not spell out (the content of a new type,
/// whether a constraint stands on its property) comes from the desired catalog. Identities of new
/// things are left out, so compare shapes.
Catalog carried_out(Catalog accepted, const Migration& migration);

}  // namespace omnigraph::schema::testing

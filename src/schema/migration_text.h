#pragma once

#include "schema/migration.h"

#include <string>

namespace omnigraph::schema {

/// The step for people (SCH-104): `add property 'T.p' (String?) on node 'T'`.
std::string step_text(const MigrationStep& step);

/// The constraint as a body spells it: `@unique(a, b)`, `@range(p, 0..9)`. What it writes reads
/// back to the same constraint.
std::string constraint_text(const Constraint& constraint);

/// `kind:Type`, as diagnostics name a declaration.
std::string entity_name(DeclarationKind kind, std::string_view type_name);
/// `kind:Type.property`.
std::string entity_name(DeclarationKind kind, std::string_view type_name,
                        std::string_view property_name);

/// The type as steps show it: enums are `Enum(a|b)`.
std::string step_type_text(const PropertyType& type);

}  // namespace omnigraph::schema

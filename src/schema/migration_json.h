#pragma once

#include "schema/migration.h"

#include <string>
#include <string_view>

namespace omnigraph::schema {

/// The `kind` of SCH-79, or of D-35 for what the specification's first table does not have.
std::string_view step_kind(const Change& change);

/// The step as compact JSON: its kind, then the members of SCH-79 in that order. Steps of tier
/// `validated` that can be carried out end with `"code"`, if they have one, and `"tier"`.
std::string step_json(const MigrationStep& step);

}  // namespace omnigraph::schema

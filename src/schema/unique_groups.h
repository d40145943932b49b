#pragma once

#include "schema/catalog.h"

#include <string>
#include <vector>

namespace omnigraph::schema {

/// The groups of columns whose tuples no two entities of `type` may share (SCH-43): those of its
/// `@unique` constraints, in their order, each sorted by name. A group that equals the key is left
/// out: ids see to that.
std::vector<std::vector<std::string>> unique_groups(const EntityType& type);

}  // namespace omnigraph::schema

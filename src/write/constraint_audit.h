#pragma once

#include "schema/catalog.h"
#include "table/table.h"
#include "write/value_rules.h"

#include <cstddef>
#include <string>
#include <vector>

namespace omnigraph::write {

/// An entity that a whole table should not hold.
struct Violation {
  std::string entity_id;
  std::string message;  ///< as a write that makes it reports it
};

/// The first `most` live rows of `table`, in its order, that break a constraint of `type`; columns
/// are found by the names of the properties. Of `@unique` and `@key` these are the rows whose tuple
/// another one before them has. Others than `@key`, `@unique`, `@range` and `@check` cannot be
/// broken.
///
/// Reads only the columns in question, a morsel at a time; uniqueness takes 16 bytes a row.
std::vector<Violation> audit_constraint(const table::Table& table, const schema::EntityType& type,
                                        const schema::Constraint& constraint, std::size_t most);

/// The same for rules about values, such as the members of an enum.
std::vector<Violation> audit_values(const table::Table& table, const ValueRules& rules,
                                    std::size_t most);

/// The first `most` sources, in the order of their first live edges, that have too many or too few
/// of them; they are named by their ids. Nodes without edges are none (SCH-47). Takes memory by
/// source.
std::vector<Violation> audit_cardinality(const table::Table& edges, const schema::EdgeType& type,
                                         std::size_t most);

}  // namespace omnigraph::write

#pragma once

#include "commit/snapshot.h"
#include "schema/migration.h"

namespace omnigraph::write {

/// The tables of types as they will be, with the columns and values that the new schema gives them.
class FutureTables {
 public:
  virtual ~FutureTables() = default;
  /// The table of a node or edge type by its new name; null if the type is new.
  virtual const table::Table* find(schema::DeclarationKind kind, std::string_view type) const = 0;
};

/// Checks the steps of tier `validated` against the data. Throws `Error` (bad_request) for the
/// first step that these stand against, naming the first ten entities that do.
void validate_steps(const schema::Migration& migration, const FutureTables& tables);

}  // namespace omnigraph::write

#pragma once

#include "columnar/array.h"
#include "table/table_state.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

// A table state is stored with the columns that its table had then, and read with those of a later
// schema. So a schema change that adds, renames or drops columns touches no table, and an old state
// is read as the schema of today says.

namespace omnigraph::table {

/// A column that a schema gives a table.
struct SchemaColumn {
  columnar::Field field;
  /// Field metadata by which the column is known whatever its name; empty for the system columns,
  /// which are known by name.
  std::map<std::string, std::string> identity;
  /// What rows have that were written without the column: an array of one value, or null for null.
  columnar::ArrayPtr fill = nullptr;
};

/// A column of a view whose values are not simply those of the column with the same id.
struct ColumnSource {
  std::int32_t field_id = -1;   ///< in the view
  std::int32_t stored_id = -1;  ///< in the files; another one if the type differs
  columnar::ArrayPtr fill;
};

/// A state with the columns of a schema.
struct ColumnView {
  /// The same rows; its fields are those of the schema, in that order. Fields that the stored state
  /// lacks have ids that it has not used, and so have those of another type: what is written with
  /// them can be stored.
  TableStatePtr state;
  /// The fields that the files were written with; null if they are those of `state`.
  std::shared_ptr<const std::vector<lance::Field>> stored_fields;
  std::vector<ColumnSource> sources;
};

/// `stored` as a schema with `columns` has it. Throws `Error` (internal) if a column is stored with
/// a type whose values the wanted one does not hold.
ColumnView view_columns(const TableStatePtr& stored, std::span<const SchemaColumn> columns);

}  // namespace omnigraph::table

#pragma once

#include "columnar/array.h"
#include "table/table_state.h"

#include <string_view>
#include <vector>

namespace omnigraph::table {

class Table;

/// The id of every row of a table, by position; copied only where the file is not mapped.
class IdColumn {
 public:
  /// `table` outlives the column.
  explicit IdColumn(const Table& table);

  std::string_view at(Position position) const;
  /// One array a fragment.
  const std::vector<columnar::ArrayPtr>& arrays() const { return arrays_; }

 private:
  const Table& table_;
  std::vector<columnar::ArrayPtr> arrays_;
};

}  // namespace omnigraph::table

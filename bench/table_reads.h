#pragma once

#include "table/table.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace omnigraph::bench {

/// The reads that are measured, all that knows how a table is read.

/// Every value of every column: the count, sums of numbers and days, and of texts the sum of the
/// lengths and the greatest, as fields of a result.
std::vector<std::string> scan_all(const table::Table& table);

/// One array a column, all of equal length.
using Columns = std::vector<columnar::ArrayPtr>;

/// `id` and `total` of the rows that the filter of table_rows.h passes.
Columns scan_filtered(const table::Table& table);

/// All columns of the rows at `positions`.
Columns take_rows(const table::Table& table, std::span<const table::Position> positions);

/// `total` and `name` of the row with this id, which exists.
Columns look_up(const table::Table& table, std::string_view id);

}  // namespace omnigraph::bench

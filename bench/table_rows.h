#pragma once

#include "columnar/batch.h"

#include <cstdint>
#include <string>

namespace omnigraph::bench {

/// The rows of the table measurements: made from the row's number alone, so that every system gets
/// the same without a file between. `bench/peers/table_rows.mjs` is the same in JavaScript and SQL.
///
///     id      utf8     p0000000 and on: 'p' and the number in 7 digits
///     amount  int64    below 1,000,000
///     age     int32    below 100
///     total   int64    up to 2^39
///     score   float64  multiples of 1/8, so that sums are exact in any order
///     weight  float32  multiples of 1/4
///     name    utf8     one of 32 words
///     label   utf8     two words and a number
///     email   utf8     name and row number
///     day     date32   9,000 days from 2000-01-01 on
columnar::Schema table_schema();

/// Rows `first … first + count - 1`.
columnar::Batch table_rows(std::uint32_t first, std::uint32_t count);

/// The id of row `row`.
std::string row_id(std::uint32_t row);

/// 32 bits that look random, for each `row` and `salt`.
std::uint32_t mixed(std::uint32_t row, std::uint32_t salt);

/// Bytes of the values: numbers at their width, texts without offsets.
std::uint64_t row_bytes(const columnar::Batch& batch);

/// What the filtered scan asks for: 1 % of the amounts, and names with a prefix.
inline constexpr std::int64_t kFilterFrom = 500'000;
inline constexpr std::int64_t kFilterTo = 509'999;
inline constexpr char kFilterPrefix[] = "s";

}  // namespace omnigraph::bench

#pragma once

#include "columnar/array.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

namespace omnigraph::exec {

/// One key to sort by: nulls are smaller than every value (GQ-82).
struct SortKey {
  columnar::ArrayPtr values;
  bool descending = false;
};

/// Tells whether row `a` comes before row `b` when all keys are equal.
using TieBreak = std::function<bool(std::uint32_t a, std::uint32_t b)>;

/// The first `limit` of `count` rows in the order of `keys`, then of `tie_break`: O(n log limit).
std::vector<std::uint32_t> sorted_rows(std::size_t count, std::span<const SortKey> keys,
                                       const TieBreak& tie_break, std::size_t limit);

/// The order of two values of a column, nulls first.
std::weak_ordering compare_nullable(const columnar::Array& array, std::size_t a, std::size_t b);

}  // namespace omnigraph::exec

#include "exec/sort.h"

#include "expr/compare.h"

#include <algorithm>
#include <numeric>

namespace omnigraph::exec {

std::weak_ordering compare_nullable(const columnar::Array& array, std::size_t a, std::size_t b) {
  if (array.is_null(a) || array.is_null(b)) {
    return array.is_valid(a) <=> array.is_valid(b);
  }
  return expr::compare_values(array, a, array, b);
}

std::vector<std::uint32_t> sorted_rows(std::size_t count, std::span<const SortKey> keys,
                                       const TieBreak& tie_break, std::size_t limit) {
  auto before = [&](std::uint32_t a, std::uint32_t b) {
    for (const SortKey& key : keys) {
      std::weak_ordering order = compare_nullable(*key.values, a, b);
      if (order != 0) {
        return (order < 0) != key.descending;
      }
    }
    return tie_break(a, b);
  };
  std::vector<std::uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), 0U);
  if (limit < count) {
    auto end = rows.begin() + static_cast<std::ptrdiff_t>(limit);
    std::partial_sort(rows.begin(), end, rows.end(), before);
    rows.resize(limit);
  } else {
    std::sort(rows.begin(), rows.end(), before);
  }
  return rows;
}

}  // namespace omnigraph::exec

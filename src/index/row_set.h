#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace omnigraph::index {

/// A set of rows or positions as bits, for asking about many.
class RowSet {
 public:
  explicit RowSet(std::span<const std::uint32_t> rows) {
    if (!rows.empty()) {
      words_.resize(std::size_t{*std::max_element(rows.begin(), rows.end())} / 64 + 1);
    }
    for (std::uint32_t row : rows) {
      words_[row / 64] |= std::uint64_t{1} << (row % 64);
    }
  }

  bool empty() const { return words_.empty(); }
  bool contains(std::uint32_t row) const {
    return row / 64 < words_.size() && (words_[row / 64] >> (row % 64) & 1) != 0;
  }

 private:
  std::vector<std::uint64_t> words_;
};

}  // namespace omnigraph::index

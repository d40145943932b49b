#pragma once

#include "base/hash.h"
#include "columnar/array.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace omnigraph::index {

/// Hashes in ascending order that lie elsewhere, their halves in two arrays of one length.
///
/// Hashes are uniform, so the place of one follows from its value: a look-up reads a cache line or
/// two. If the order is broken, as it may be in a damaged file, look-ups stay in bounds and miss.
struct HashSpan {
  std::span<const std::uint64_t> high;
  std::span<const std::uint64_t> low;

  std::size_t size() const { return high.size(); }
  Hash128 operator[](std::size_t i) const { return {high[i], low[i]}; }

  /// The first place whose hash is not below `hash`; `size()` if there is none.
  std::size_t lower_bound(const Hash128& hash) const;

  HashSpan subspan(std::size_t first, std::size_t count) const {
    return {high.subspan(first, count), low.subspan(first, count)};
  }
};

/// The hashes of the rows of a file in ascending order, and the row of each; equal hashes by row.
/// Immutable and safe to share between threads.
class SortedHashes {
 public:
  SortedHashes() = default;
  /// `hashes` are those of rows 0, 1, …: fewer than 2^32 - 1. 1 M take about 50 ms.
  explicit SortedHashes(std::span<const Hash128> hashes);

  /// Of `ids`, text without nulls, as segments of that seed hash them: what a key segment of
  /// ascending form does not hold.
  static SortedHashes of(const columnar::Array& ids, std::uint64_t seed);

  HashSpan hashes() const { return {high_, low_}; }
  std::span<const std::uint32_t> rows() const { return rows_; }
  std::size_t size() const { return rows_.size(); }

 private:
  std::vector<std::uint64_t> high_;
  std::vector<std::uint64_t> low_;
  std::vector<std::uint32_t> rows_;
};

/// Appends the hashes of `texts`, which has no nulls.
void append_hashes(const columnar::Array& texts, std::uint64_t seed, std::vector<Hash128>& hashes);

}  // namespace omnigraph::index

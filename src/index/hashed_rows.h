#pragma once

#include "base/hash.h"
#include "index/segment_cursor.h"
#include "index/sorted_hashes.h"

#include <cstdint>
#include <span>
#include <string>

namespace omnigraph::index {

/// Rows of a file by a hash of something in them, as segments store them; a part of a segment that
/// begins at a multiple of 8:
///
///     rows sorted by (high, low, row):
///       u64 high[count]   u64 low[count]   u32 row[count]   padding to 8
///     u64 blocks          blocks x 32 bytes of filter
///
/// The filter is a split block Bloom filter (Putze, Sanders, Singler 2007; as in Apache
/// Parquet), about 10 bits a hash, and answers most misses in one line.
///
/// Refers to the bytes it was taken from. Immutable; safe to use from any thread.
class HashedRows {
 public:
  HashedRows() = default;

  /// The stored form of rows that are sorted like that.
  static void append(std::string& out, const HashSpan& hashes, std::span<const std::uint32_t> rows);

  /// Takes `count` rows of a file that has `row_count`. Throws `Error` (internal), as the cursor
  /// does, if they are damaged or not all in the file.
  static HashedRows take(SegmentCursor& cursor, std::uint64_t count, std::uint64_t row_count);

  /// False only if no row has that hash.
  bool may_contain(const Hash128& hash) const;
  /// The rows, ascending, that have that hash.
  std::span<const std::uint32_t> find(const Hash128& hash) const;

  /// The hashes in ascending order, and the row of each.
  HashSpan hashes() const { return hashes_; }
  std::span<const std::uint32_t> rows() const { return rows_; }

 private:
  HashSpan hashes_;
  std::span<const std::uint32_t> rows_;
  std::span<const std::uint32_t> filter_;  // 8 words a block
};

}  // namespace omnigraph::index

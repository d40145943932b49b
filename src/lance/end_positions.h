#pragma once

#include "columnar/buffer.h"
#include "lance/byte_source.h"
#include "lance/page_reader.h"

#include <cstdint>
#include <span>
#include <vector>

namespace omnigraph::lance {

/// The end positions of strings or lists in one page (LNC-102, LNC-103): u64 ends without a leading
/// 0, a null's raised by `adjustment`.
struct EndPositions {
  ByteRange range;
  std::uint64_t adjustment = 0;
  /// What the ends count, bytes or items; none is higher.
  std::uint64_t limit = 0;
};

/// Values `first …` of a page, as an Arrow array wants them. Everything in it has been checked.
struct DecodedOffsets {
  columnar::Buffer offsets;  ///< count + 1 i64, ascending, at most the limit
  columnar::Buffer validity;
  std::size_t null_count = 0;
  /// Whether a null has something below it, as foreign writers leave it.
  bool has_hidden_values = false;

  std::int64_t front() const { return offsets.as<std::int64_t>().front(); }
  std::int64_t back() const { return offsets.as<std::int64_t>().back(); }
};

/// Decodes `count` ends from `first` on. Without nulls they are used in place where the file
/// allows: then the eight bytes before them are zero, and they are aligned (FileOutput sees to it).
DecodedOffsets read_offsets(const PagePlace& place, const EndPositions& ends, std::uint64_t first,
                            std::uint64_t count);

/// One value: from `begin` to `end`, which counts as the limit does. Nulls are empty.
struct ValueSpan {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  bool is_null = false;
};

/// `first … first + count - 1`, to read value by value what cannot be read as a whole.
std::vector<std::uint32_t> consecutive_rows(std::uint64_t first, std::uint64_t count);

/// The spans of `rows`, checked.
std::vector<ValueSpan> take_spans(const PagePlace& place, const EndPositions& ends,
                                  std::span<const std::uint32_t> rows);

}  // namespace omnigraph::lance

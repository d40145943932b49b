#pragma once

#include "columnar/array.h"
#include "lance/byte_source.h"

#include <cstdint>
#include <span>
#include <vector>

namespace omnigraph::lance {

/// Decodes the values of one field of a data file. Safe to use from any thread.
class ColumnReader {
 public:
  virtual ~ColumnReader() = default;

  virtual std::uint64_t length() const = 0;
  /// Values `first … first + count - 1`, which exist.
  virtual columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const = 0;
  /// The values of `rows`, which exist, in that order; rows may repeat.
  virtual columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const = 0;
  /// Appends the parts of the file that `read` of the same rows will use, as far as they are known
  /// without reading any.
  virtual void append_ranges(std::uint64_t first, std::uint64_t count,
                             std::vector<ByteRange>& ranges) const = 0;
  /// Whether all pages of these values are plain (PageReader).
  virtual bool is_plain(std::uint64_t, std::uint64_t) const { return false; }
};

}  // namespace omnigraph::lance

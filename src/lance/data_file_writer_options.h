#pragma once

#include <cstddef>
#include <cstdint>

namespace omnigraph::lance {

/// What a writer does to save space.
enum class Compression : std::uint8_t {
  none,     ///< every value plain
  compact,  ///< each page in the smallest form that readers of 2.0 understand, where that pays
};

struct DataFileWriterOptions {
  Compression compression = Compression::compact;
  /// Decoded bytes from which on a page is full. Pages that may be compressed are decoded as a
  /// whole, so a single value costs a page: this much, or, as full pages wait for a multiple of
  /// `page_rows`, up to 16 times as much (`PageCuts`).
  std::size_t page_bytes = std::size_t{256} << 10;
  /// The same for columns that are never compressed: vectors and booleans, or all (LNC-97).
  std::size_t plain_page_bytes = std::size_t{8} << 20;
  /// Full pages end at multiples of this many rows of the file, so that readers that go in steps of
  /// as many meet one page a step. Vectors, the items of lists and pages of very large values do
  /// not wait for one.
  std::size_t page_rows = 8192;
};

}  // namespace omnigraph::lance

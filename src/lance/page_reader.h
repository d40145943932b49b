#pragma once

#include "columnar/array.h"
#include "lance/byte_source.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace omnigraph::lance {

/// Where a page is, for reading and for messages.
struct PagePlace {
  ByteSource* source = nullptr;
  /// `data/x.omni, field 'name'`
  std::string description;
  /// Whether the file's checksums vouch for its texts; those of others are checked to be UTF-8.
  bool is_trusted = false;
};

/// Throws `Error` (internal): the page at `place` is corrupt because of `problem`.
[[noreturn]] void throw_corrupt(const PagePlace& place, std::string_view problem);

/// Throws `Error` (internal) unless `bytes`, an amount that a corrupt file may claim at no cost, is
/// a sane result of one read. `place` says where.
void check_decoded_size(const PagePlace& place, std::uint64_t bytes);

/// Decodes one page of a column. Positions count from the start of the page and are checked by the
/// caller. Safe to use from any thread.
class PageReader {
 public:
  virtual ~PageReader() = default;

  virtual columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const = 0;
  virtual columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const = 0;
  virtual void append_ranges(std::uint64_t first, std::uint64_t count,
                             std::vector<ByteRange>& ranges) const = 0;
  /// Whether a read costs no more than the values that it returns: in a mapped file they are used
  /// in place, or nearly so. Other pages are worth keeping once they are decoded.
  virtual bool is_plain() const { return false; }
};

}  // namespace omnigraph::lance

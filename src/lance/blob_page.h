#pragma once

#include "lance/page_reader.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace omnigraph::lance {

/// Reads blob values that lie anywhere in the file of `place`; nothing stands for null. Throws
/// `Error` (internal) naming `place` if one lies outside of it.
columnar::ArrayPtr fetch_blob_values(const PagePlace& place,
                                     std::span<const std::optional<ByteRange>> places);

/// A page of blob descriptors, two u64 a row; the values lie anywhere in the file (LNC-110).
class BlobPage final : public PageReader {
 public:
  BlobPage(PagePlace place, ByteRange descriptors)
      : place_(std::move(place)), descriptors_(descriptors) {}

  /// Reads the values too.
  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;
  bool is_plain() const override { return true; }

 private:
  PagePlace place_;
  ByteRange descriptors_;
};

}  // namespace omnigraph::lance

#pragma once

#include "lance/page_reader.h"
#include "lance/structural/leaf_type.h"

namespace omnigraph::lance {

/// A page of packed structures of 2.0 (LNC-109): rows of fixed width one behind the other.
class PackedRowPage final : public PageReader {
 public:
  /// `rows` holds the whole page.
  PackedRowPage(PagePlace place, LeafType type, ByteRange rows)
      : place_(std::move(place)), type_(std::move(type)), rows_(rows) {}

  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;

 private:
  std::uint64_t width() const { return type_.stored_bits() / 8; }
  columnar::ArrayPtr make(columnar::Buffer rows, std::uint64_t count) const;

  PagePlace place_;
  LeafType type_;
  ByteRange rows_;
};

}  // namespace omnigraph::lance

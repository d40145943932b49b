#include "lance/packed_row_page.h"

#include "lance/compression/value_decoder.h"
#include "lance/gathered_bytes.h"

namespace omnigraph::lance {

using columnar::ArrayPtr;
using columnar::Buffer;

ArrayPtr PackedRowPage::make(Buffer rows, std::uint64_t count) const {
  return make_leaf_array(type_, fixed_values(std::move(rows), type_.stored_bits(), count, place_),
                         place_);
}

ArrayPtr PackedRowPage::read(std::uint64_t first, std::uint64_t count) const {
  return make(place_.source->read({rows_.offset + first * width(), count * width()}), count);
}

ArrayPtr PackedRowPage::take(std::span<const std::uint32_t> rows) const {
  GatheredBytes stored(*place_.source, rows_, rows.size(), [&](std::size_t i) {
    return ByteRange{rows[i] * width(), width()};
  });
  Bytes taken(rows.size() * width());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    copy_bytes(taken.data() + i * width(), stored.at(rows[i] * width()), width());
  }
  return make(Buffer::take(std::move(taken)), rows.size());
}

void PackedRowPage::append_ranges(std::uint64_t first, std::uint64_t count,
                                  std::vector<ByteRange>& ranges) const {
  ranges.push_back({rows_.offset + first * width(), count * width()});
}

}  // namespace omnigraph::lance

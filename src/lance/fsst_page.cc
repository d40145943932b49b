#include "lance/compression/value_decoder.h"
#include "lance/utf8.h"
#include "lance/value_pages.h"

namespace omnigraph::lance {

using columnar::Array;
using columnar::ArrayPtr;

ArrayPtr FsstPage::read(std::uint64_t first, std::uint64_t count) const {
  return decode(*compressed_->read(first, count));
}

ArrayPtr FsstPage::take(std::span<const std::uint32_t> rows) const {
  return decode(*compressed_->take(rows));
}

// Nulls are empty, so they stay what they are.
ArrayPtr FsstPage::decode(const Array& compressed) const {
  DecodedValues stored;
  stored.count = compressed.length();
  stored.bytes = compressed.parts().values;
  std::span<const std::int64_t> ends = compressed.offsets();
  stored.offsets.assign(ends.begin(), ends.end());
  DecodedValues decoded = decode_fsst(symbols_, stored, place_);
  Array::Parts parts;
  parts.type = type_;
  parts.length = compressed.length();
  if (compressed.null_count() > 0) {
    columnar::BitmapBuilder valid;
    valid.append_from(compressed.parts().validity.data(), compressed.parts().offset, parts.length);
    parts.validity = columnar::Buffer::take(valid.finish());
    parts.null_count = compressed.null_count();
  }
  parts.offsets = columnar::Buffer::take(std::move(decoded.offsets));
  parts.values = std::move(decoded.bytes);
  ArrayPtr text = Array::make(std::move(parts));
  check_utf8(*text, place_);
  return text;
}

void FsstPage::append_ranges(std::uint64_t first, std::uint64_t count,
                             std::vector<ByteRange>& ranges) const {
  compressed_->append_ranges(first, count, ranges);
}

}  // namespace omnigraph::lance

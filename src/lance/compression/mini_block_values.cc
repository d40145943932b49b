#include "columnar/bitmap.h"
#include "lance/compression/value_decoder.h"

#include <utility>

namespace omnigraph::lance {
namespace {

using columnar::Buffer;

// Walks down the encodings of one chunk; each takes the buffers that it needs, in order.
class ChunkDecoder {
 public:
  ChunkDecoder(std::vector<Buffer> buffers, const PagePlace& place)
      : buffers_(std::move(buffers)), place_(place) {}

  DecodedValues decode(const StoredEncoding& encoding, std::uint64_t count) {
    switch (encoding.kind) {
      case EncodingKind::flat:
        return fixed_values(next(), encoding.bits, count, place_);
      case EncodingKind::variable:
        return string_values(next(), 0, 0, encoding.bits, count, place_);
      case EncodingKind::inline_bitpacking:
        return decode_inline_bitpacking(next().bytes(), encoding.bits, count, place_);
      case EncodingKind::fsst:
        return decode_fsst(*encoding.symbols, decode(encoding.values(), count), place_);
      case EncodingKind::rle: {
        Buffer values = next();
        return expand_runs(values.bytes(), encoding.bits, next().bytes(), count, place_);
      }
      case EncodingKind::byte_stream_split:
        return join_bytes(encoding, count);
      case EncodingKind::general:
        return decode_general(encoding, count);
      case EncodingKind::fixed_size_list:
        return decode_lists(encoding, count);
      case EncodingKind::packed_struct:
        return decode_packed(encoding, count);
      default:
        refuse_encoding(encoding, "a chunk", place_);
    }
  }

 private:
  Buffer next() {
    if (next_ >= buffers_.size()) {
      throw_corrupt(place_, "a chunk has too few buffers");
    }
    return std::move(buffers_[next_++]);
  }

  DecodedValues decode_general(const StoredEncoding& encoding, std::uint64_t count) {
    if (next_ >= buffers_.size()) {
      throw_corrupt(place_, "a chunk has too few buffers");
    }
    buffers_[next_] = Buffer::take(decompress(encoding.scheme, buffers_[next_].bytes(), place_));
    return decode(encoding.values(), count);
  }

  // Byte j of value i lies at j * count + i.
  DecodedValues join_bytes(const StoredEncoding& encoding, std::uint64_t count) {
    DecodedValues split = fixed_values(next(), encoding.bits, count, place_);
    std::uint64_t width = encoding.bits / 8;
    Bytes joined(count * width);
    for (std::uint64_t j = 0; j < width; ++j) {
      const std::byte* from = split.bytes.data() + j * count;
      for (std::uint64_t i = 0; i < count; ++i) {
        joined[i * width + j] = from[i];
      }
    }
    return fixed_values(Buffer::take(std::move(joined)), encoding.bits, count, place_);
  }

  DecodedValues decode_lists(const StoredEncoding& encoding, std::uint64_t count) {
    std::uint64_t items = count * encoding.items_per_value;
    Buffer validity;
    if (encoding.has_validity) {
      validity = fixed_values(next(), 1, items, place_).bytes;
    }
    DecodedValues values;
    if (encoding.bits != 0) {
      values = decode(encoding.values(), items);
    }
    values.count = count;
    values.bits = encoding.bits;
    values.item_validity = std::move(validity);
    return values;
  }

  DecodedValues decode_packed(const StoredEncoding& encoding, std::uint64_t count) {
    DecodedValues rows = fixed_values(next(), encoding.bits, count, place_);
    for (const StoredEncoding::PackedField& field : encoding.fields) {
      rows.field_bits.push_back(field.bits);
    }
    return rows;
  }

  std::vector<Buffer> buffers_;
  std::size_t next_ = 0;
  const PagePlace& place_;
};

}  // namespace

DecodedValues decode_mini_block(const StoredEncoding& encoding, std::vector<Buffer> buffers,
                                std::uint64_t count, const PagePlace& place) {
  return ChunkDecoder(std::move(buffers), place).decode(encoding, count);
}

}  // namespace omnigraph::lance

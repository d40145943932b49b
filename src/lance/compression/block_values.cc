#include "lance/compression/fastlanes.h"
#include "lance/compression/value_decoder.h"

#include <algorithm>

namespace omnigraph::lance {
namespace {

using columnar::Buffer;

DecodedValues decode_constant(const StoredEncoding& encoding, std::uint64_t count,
                              const PagePlace& place) {
  // Levels are the only use; they are 16 bits wide whatever the value's own size.
  constexpr std::uint64_t kBits = 16;
  if (encoding.constant.size() > kBits / 8) {
    refuse_encoding(encoding, "a block of wide values", place);
  }
  check_decoded_size(place, count * (kBits / 8));
  std::uint16_t value = 0;
  copy_bytes(&value, encoding.constant.data(), encoding.constant.size());
  return fixed_values(Buffer::take(std::vector<std::uint16_t>(count, value)), kBits, count, place);
}

// Full blocks, then the rest: raw words, or one more block (LNC-155).
DecodedValues decode_out_of_line(const StoredEncoding& encoding, ByteSpan stored,
                                 std::uint64_t count, const PagePlace& place) {
  std::uint64_t width = encoding.bits / 8;
  check_decoded_size(place, count * width);
  std::uint64_t full = count / kFastLanesValues;
  std::uint64_t rest = count % kFastLanesValues;
  std::uint64_t block = fastlanes_block_bytes(encoding.packed_bits);
  bool is_raw = stored.size() == full * block + rest * width;
  std::uint64_t blocks = full + (is_raw || rest == 0 ? 0 : 1);
  if (!is_raw && stored.size() < blocks * block) {
    throw_corrupt(place, "packed values are cut off");
  }
  Bytes values(count * width);
  for (std::uint64_t i = 0; i < blocks; ++i) {
    std::uint64_t size = std::min<std::uint64_t>(kFastLanesValues, count - i * kFastLanesValues);
    DecodedValues part = unpack_block(stored.subspan(i * block, block), encoding.bits,
                                      encoding.packed_bits, size, place);
    copy_bytes(values.data() + i * kFastLanesValues * width, part.bytes.data(), size * width);
  }
  if (is_raw && rest > 0) {
    copy_bytes(values.data() + full * kFastLanesValues * width, stored.data() + full * block,
               rest * width);
  }
  return fixed_values(Buffer::take(std::move(values)), encoding.bits, count, place);
}

// The width of the integers, where the bytes start, offsets, the bytes.
DecodedValues decode_strings(Buffer stored, std::uint64_t count, const PagePlace& place) {
  std::uint64_t bits = stored.size() < 4 ? 0 : load_little_endian<std::uint32_t>(stored.data());
  std::uint64_t width = bits / 8;
  if ((bits != 32 && bits != 64) || stored.size() < 2 * width) {
    throw_corrupt(place, "a block of texts has no header");
  }
  std::uint64_t start = width == 4 ? load_little_endian<std::uint32_t>(stored.data() + width)
                                   : load_little_endian<std::uint64_t>(stored.data() + width);
  return string_values(std::move(stored), 2 * width, start, bits, count, place);
}

DecodedValues decode_runs(const StoredEncoding& encoding, ByteSpan stored, std::uint64_t count,
                          const PagePlace& place) {
  constexpr std::size_t kPrefix = sizeof(std::uint64_t);
  std::uint64_t size =
      stored.size() < kPrefix ? stored.size() : load_little_endian<std::uint64_t>(stored.data());
  if (stored.size() < kPrefix || size > stored.size() - kPrefix) {
    throw_corrupt(place, "run lengths are cut off");
  }
  return expand_runs(stored.subspan(kPrefix, size), encoding.bits, stored.subspan(kPrefix + size),
                     count, place);
}

}  // namespace

DecodedValues decode_block(const StoredEncoding& encoding, Buffer buffer, std::uint64_t count,
                           const PagePlace& place) {
  switch (encoding.kind) {
    case EncodingKind::flat:
      return fixed_values(std::move(buffer), encoding.bits, count, place);
    case EncodingKind::constant:
      return decode_constant(encoding, count, place);
    case EncodingKind::inline_bitpacking:
      return decode_inline_bitpacking(buffer.bytes(), encoding.bits, count, place);
    case EncodingKind::out_of_line_bitpacking:
      return decode_out_of_line(encoding, buffer.bytes(), count, place);
    case EncodingKind::variable:
      return decode_strings(std::move(buffer), count, place);
    case EncodingKind::fsst:
      return decode_fsst(*encoding.symbols,
                         decode_block(encoding.values(), std::move(buffer), count, place), place);
    case EncodingKind::rle:
      return decode_runs(encoding, buffer.bytes(), count, place);
    case EncodingKind::general:
      return decode_block(encoding.values(),
                          Buffer::take(decompress(encoding.scheme, buffer.bytes(), place)), count,
                          place);
    default:
      refuse_encoding(encoding, "a block", place);
  }
}

}  // namespace omnigraph::lance

#include "lance/value_compressor.h"

#include "lance/compression/bit_string.h"

#include <algorithm>
#include <bit>

namespace omnigraph::lance {
namespace {

constexpr std::size_t kLeastSaving = 512;
// Of the plain size: what a page must save, and what one of its buffers must.
constexpr std::size_t kPageShare = 5;
constexpr std::size_t kBufferShare = 16;

template <typename T>
std::uint64_t widest(ByteSpan values) {
  T all = 0;
  for (std::size_t at = 0; at < values.size(); at += sizeof(T)) {
    all |= load_little_endian<T>(values.data() + at);
  }
  return std::max<std::uint64_t>(1, std::bit_width(all));
}

// The bits that every value fits in. A negative one has its highest bit set and needs all.
std::uint64_t needed_bits(ByteSpan values, std::uint64_t bits) {
  switch (bits) {
    case 8:
      return widest<std::uint8_t>(values);
    case 32:
      return widest<std::uint32_t>(values);
    default:
      return widest<std::uint64_t>(values);
  }
}

}  // namespace

bool is_worth_decoding(std::size_t plain, std::size_t stored) {
  return stored + std::max(kLeastSaving, plain / kPageShare) <= plain;
}

EncodedValues ValueCompressor::compress(ByteSpan values, std::uint64_t bits) {
  EncodedValues result;
  result.bits = bits;
  result.plain = values;
  if (is_enabled() && values.size() > kLeastSaving) {
    std::string frame = zstd_.compress(values);
    if (frame.size() + values.size() / kBufferShare <= values.size()) {
      result.form = EncodedValues::Form::zstd;
      result.stored = std::move(frame);
    }
  }
  return result;
}

EncodedValues ValueCompressor::compress_integers(ByteSpan values, std::uint64_t bits) {
  EncodedValues result = compress(values, bits);
  if (!is_enabled() || values.empty()) {
    return result;
  }
  std::uint64_t packed_bits = needed_bits(values, bits);
  std::size_t width = bits / 8;
  std::size_t packed_bytes = bit_string_bytes(values.size() / width, packed_bits);
  // Bits are unpacked faster than frames: those must be smaller for certain.
  if (packed_bits < bits && packed_bytes < result.size() + result.size() / kBufferShare) {
    result.form = EncodedValues::Form::packed;
    result.packed_bits = packed_bits;
    result.stored.clear();
    append_bit_string(result.stored, values, width, packed_bits);
  }
  return result;
}

}  // namespace omnigraph::lance

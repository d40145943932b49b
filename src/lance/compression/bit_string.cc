#include "lance/compression/bit_string.h"

namespace omnigraph::lance {
namespace {

constexpr std::uint64_t kBitsPerByte = 8;
constexpr std::uint64_t kWordBits = 64;

std::uint64_t load_value(const std::byte* at, std::size_t width) {
  switch (width) {
    case 1:
      return load_little_endian<std::uint8_t>(at);
    case 4:
      return load_little_endian<std::uint32_t>(at);
    case 8:
      return load_little_endian<std::uint64_t>(at);
    default: {
      std::uint64_t value = 0;
      copy_bytes(&value, at, width);
      return value;
    }
  }
}

}  // namespace

void append_bit_string(std::string& out, ByteSpan values, std::size_t width, std::uint64_t bits) {
  const std::size_t count = values.size() / width;
  const std::size_t end = out.size() + bit_string_bytes(count, bits);
  out.reserve(end + sizeof(std::uint64_t));
  std::uint64_t word = 0;
  std::uint64_t used = 0;  // bits of the word
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t value = load_value(values.data() + i * width, width);
    word |= value << used;
    used += bits;
    if (used >= kWordBits) {
      append_little_endian(out, word);
      used -= kWordBits;
      word = used == 0 ? 0 : value >> (bits - used);
    }
  }
  append_little_endian(out, word);
  out.resize(end);
}

std::vector<std::uint64_t> read_bit_string(ByteSpan stored, std::uint64_t first_bit,
                                           std::uint64_t bits, std::uint64_t count) {
  constexpr std::size_t kSlack = 2 * sizeof(std::uint64_t);
  Bytes padded(stored.size() + kSlack);
  copy_bytes(padded.data(), stored.data(), stored.size());
  std::uint64_t mask = bits == kWordBits ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  std::vector<std::uint64_t> values(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    std::uint64_t bit = first_bit + i * bits;
    const std::byte* at = padded.data() + bit / kBitsPerByte;
    std::uint64_t shift = bit % kBitsPerByte;
    std::uint64_t value = load_little_endian<std::uint64_t>(at) >> shift;
    if (shift + bits > kWordBits) {
      value |= static_cast<std::uint64_t>(at[8]) << (kWordBits - shift);
    }
    values[i] = value & mask;
  }
  return values;
}

}  // namespace omnigraph::lance

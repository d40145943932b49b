#include "index/packed_array.h"

#include <bit>

namespace omnigraph::index {

std::uint32_t PackedArray::width_for(std::uint32_t largest) {
  return static_cast<std::uint32_t>(std::bit_width(largest));
}

std::uint64_t PackedArray::stored_bytes(std::uint64_t count, std::uint32_t width) {
  return width == 0 ? 0 : ((count * width + 7) / 8 + 7 + 7) / 8 * 8;
}

void PackedArray::append(std::string& out, std::span<const std::uint32_t> values,
                         std::uint32_t width) {
  std::size_t end = out.size() + static_cast<std::size_t>(stored_bytes(values.size(), width));
  out.reserve(end);
  std::uint64_t pending = 0;
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < values.size() && width > 0; ++i) {
    pending |= std::uint64_t{values[i]} << bits;
    bits += width;
    if (bits >= 32) {
      append_little_endian(out, static_cast<std::uint32_t>(pending));
      pending >>= 32;
      bits -= 32;
    }
  }
  for (; bits > 0; bits -= bits < 8 ? bits : 8) {
    out.push_back(static_cast<char>(pending & 0xff));
    pending >>= 8;
  }
  out.resize(end, '\0');
}

std::vector<std::uint32_t> PackedArray::unpack() const {
  std::vector<std::uint32_t> values(count_);
  if (width_ == 0) {
    return values;
  }
  std::uint64_t bit = 0;
  for (std::uint32_t& value : values) {
    auto word = load_little_endian<std::uint64_t>(bytes_ + (bit >> 3));
    value = static_cast<std::uint32_t>(word >> (bit & 7) & mask_);
    bit += width_;
  }
  return values;
}

}  // namespace omnigraph::index

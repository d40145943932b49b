#include "columnar/bitmap.h"

#include <bit>
#include <utility>

namespace omnigraph::columnar {

std::size_t count_set_bits(const std::byte* bitmap, std::size_t first, std::size_t count) {
  std::size_t set = 0;
  std::size_t end = first + count;
  for (; first < end && (first & 7) != 0; ++first) {
    set += get_bit(bitmap, first) ? 1 : 0;
  }
  for (; first + 64 <= end; first += 64) {
    set += static_cast<std::size_t>(
        std::popcount(load_little_endian<std::uint64_t>(bitmap + first / 8)));
  }
  for (; first < end; ++first) {
    set += get_bit(bitmap, first) ? 1 : 0;
  }
  return set;
}

void BitmapBuilder::append(std::size_t count, bool bit) {
  for (; count > 0 && (size_ & 7) != 0; --count) {
    append(bit);
  }
  bytes_.insert(bytes_.end(), count / 8, bit ? std::byte{0xFF} : std::byte{0});
  size_ += count / 8 * 8;
  set_ += bit ? count / 8 * 8 : 0;
  for (count %= 8; count > 0; --count) {
    append(bit);
  }
}

void BitmapBuilder::append_from(const std::byte* bitmap, std::size_t first, std::size_t count) {
  if ((size_ & 7) == 0 && (first & 7) == 0) {
    std::size_t whole = count / 8;
    bytes_.insert(bytes_.end(), bitmap + first / 8, bitmap + first / 8 + whole);
    set_ += count_set_bits(bitmap, first, whole * 8);
    size_ += whole * 8;
    first += whole * 8;
    count -= whole * 8;
  }
  for (std::size_t i = 0; i < count; ++i) {
    append(get_bit(bitmap, first + i));
  }
}

Bytes BitmapBuilder::finish() {
  size_ = 0;
  set_ = 0;
  return std::exchange(bytes_, {});
}

}  // namespace omnigraph::columnar

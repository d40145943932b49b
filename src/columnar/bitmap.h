#pragma once

#include "base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace omnigraph::columnar {

/// Bit `i` of an Arrow bitmap: least significant bit of each byte first.
inline bool get_bit(const std::byte* bitmap, std::size_t i) {
  return (static_cast<unsigned>(bitmap[i >> 3]) >> (i & 7) & 1) != 0;
}

inline std::size_t bytes_for_bits(std::size_t bits) { return (bits + 7) / 8; }

/// The number of set bits among `count` from `first` on.
std::size_t count_set_bits(const std::byte* bitmap, std::size_t first, std::size_t count);

/// Builds a bitmap bit by bit.
class BitmapBuilder {
 public:
  void append(bool bit) {
    if ((size_ & 7) == 0) {
      bytes_.push_back(std::byte{0});
    }
    if (bit) {
      bytes_.back() |= static_cast<std::byte>(1U << (size_ & 7));
      ++set_;
    }
    ++size_;
  }
  void append(std::size_t count, bool bit);
  /// Appends `count` bits of `bitmap` from `first` on.
  void append_from(const std::byte* bitmap, std::size_t first, std::size_t count);

  std::size_t size() const { return size_; }
  std::size_t set_count() const { return set_; }
  /// The bitmap so far; the builder is empty afterwards.
  Bytes finish();

 private:
  Bytes bytes_;
  std::size_t size_ = 0;
  std::size_t set_ = 0;
};

}  // namespace omnigraph::columnar

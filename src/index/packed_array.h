#pragma once

#include "base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace omnigraph::index {

/// Numbers below 2^32 in as many bits each as the largest needs.
///
/// Value `i` is the bits `i * width … (i + 1) * width - 1` of the bytes, least significant first.
/// Behind the last stand at least seven bytes, so that eight can be read where any value begins;
/// then zeros up to a multiple of 8. A width of 0 means that all values are 0 and takes no bytes.
class PackedArray {
 public:
  PackedArray() = default;
  /// `bytes` are `stored_bytes(count, width)`, `width` is at most 32.
  PackedArray(const std::byte* bytes, std::size_t count, std::uint32_t width)
      : bytes_(bytes), count_(count), width_(width), mask_((std::uint64_t{1} << width) - 1) {}

  /// The width for values up to `largest`.
  static std::uint32_t width_for(std::uint32_t largest);
  static std::uint64_t stored_bytes(std::uint64_t count, std::uint32_t width);
  static void append(std::string& out, std::span<const std::uint32_t> values, std::uint32_t width);

  std::size_t size() const { return count_; }

  std::uint32_t operator[](std::size_t i) const {
    if (width_ == 0) {
      return 0;
    }
    std::uint64_t bit = std::uint64_t{i} * width_;
    auto word = load_little_endian<std::uint64_t>(bytes_ + (bit >> 3));
    return static_cast<std::uint32_t>(word >> (bit & 7) & mask_);
  }

  /// All values; several in a nanosecond.
  std::vector<std::uint32_t> unpack() const;

 private:
  const std::byte* bytes_ = nullptr;
  std::size_t count_ = 0;
  std::uint32_t width_ = 0;
  std::uint64_t mask_ = 0;
};

}  // namespace omnigraph::index

#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace omnigraph::lance {

/// Bytes of `count` values of `bits` each, one behind the other without gaps.
inline constexpr std::uint64_t bit_string_bytes(std::uint64_t count, std::uint64_t bits) {
  return (count * bits + 7) / 8;
}

/// Appends the little-endian `values`, of `width` bytes each and below 2^bits, as one bit string,
/// the least significant bit first. `bits` is 1 to 64.
void append_bit_string(std::string& out, ByteSpan values, std::size_t width, std::uint64_t bits);

/// `count` values of `bits` (1 to 64) from bit `first_bit` on; `stored` has them.
std::vector<std::uint64_t> read_bit_string(ByteSpan stored, std::uint64_t first_bit,
                                           std::uint64_t bits, std::uint64_t count);

}  // namespace omnigraph::lance

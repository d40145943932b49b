#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <span>

namespace omnigraph::lance {

/// Values in one FastLanes block.
inline constexpr std::size_t kFastLanesValues = 1024;

/// Bytes of a block whose values were packed to `bits` each, whatever their width in memory.
inline constexpr std::size_t fastlanes_block_bytes(std::size_t bits) {
  return kFastLanesValues * bits / 8;
}

/// Unpacks one block in the FastLanes order (LNC-164; Afroozeh and Boncz, "The FastLanes
/// Compression Layout", 2023). `packed` has `fastlanes_block_bytes(bits)` bytes; `bits` is at most
/// the width of `T`, which is an unsigned integer of 8, 16, 32 or 64 bits.
template <typename T>
void unpack_fastlanes(const std::byte* packed, std::size_t bits,
                      std::span<T, kFastLanesValues> out);

/// The reverse, for values below 2^bits.
template <typename T>
void pack_fastlanes(std::span<const T, kFastLanesValues> values, std::size_t bits,
                    std::byte* packed);

}  // namespace omnigraph::lance

#include "lance/compression/fastlanes.h"

#include <array>

namespace omnigraph::lance {
namespace {

constexpr std::array<std::size_t, 8> kOrder = {0, 4, 2, 6, 1, 5, 3, 7};

template <typename T>
constexpr std::size_t kWidth = sizeof(T) * 8;
template <typename T>
constexpr std::size_t kLanes = kFastLanesValues / kWidth<T>;

// The position of lane 0 of a row among the values.
std::size_t first_value(std::size_t row) { return kOrder[row / 8] * 16 + row % 8 * 128; }

template <typename T>
T low_bits(std::size_t bits) {
  return bits == kWidth<T> ? static_cast<T>(~T{0}) : static_cast<T>((T{1} << bits) - 1);
}

}  // namespace

template <typename T>
void unpack_fastlanes(const std::byte* packed, std::size_t bits,
                      std::span<T, kFastLanesValues> out) {
  if (bits == 0) {
    std::fill(out.begin(), out.end(), T{0});
    return;
  }
  const T mask = low_bits<T>(bits);
  std::array<T, kLanes<T>> low{};
  std::array<T, kLanes<T>> high{};
  for (std::size_t row = 0; row < kWidth<T>; ++row) {
    std::size_t word = row * bits / kWidth<T>;
    std::size_t shift = row * bits % kWidth<T>;
    T* values = out.data() + first_value(row);
    std::memcpy(low.data(), packed + word * sizeof(low), sizeof(low));
    if (shift + bits <= kWidth<T>) {
      for (std::size_t lane = 0; lane < kLanes<T>; ++lane) {
        values[lane] = static_cast<T>(low[lane] >> shift) & mask;
      }
    } else {
      std::memcpy(high.data(), packed + (word + 1) * sizeof(high), sizeof(high));
      for (std::size_t lane = 0; lane < kLanes<T>; ++lane) {
        T rest = static_cast<T>(high[lane] << (kWidth<T> - shift));
        values[lane] = static_cast<T>((low[lane] >> shift) | rest) & mask;
      }
    }
  }
}

template <typename T>
void pack_fastlanes(std::span<const T, kFastLanesValues> values, std::size_t bits,
                    std::byte* packed) {
  if (bits == 0) {
    return;
  }
  std::memset(packed, 0, fastlanes_block_bytes(bits));
  auto merge = [packed](std::size_t word, std::size_t lane, T value) {
    std::byte* at = packed + (word * kLanes<T> + lane) * sizeof(T);
    T old = load_little_endian<T>(at);
    old = static_cast<T>(old | value);
    std::memcpy(at, &old, sizeof(T));
  };
  for (std::size_t row = 0; row < kWidth<T>; ++row) {
    std::size_t word = row * bits / kWidth<T>;
    std::size_t shift = row * bits % kWidth<T>;
    for (std::size_t lane = 0; lane < kLanes<T>; ++lane) {
      T value = values[first_value(row) + lane];
      merge(word, lane, static_cast<T>(value << shift));
      if (shift + bits > kWidth<T>) {
        merge(word + 1, lane, static_cast<T>(value >> (kWidth<T> - shift)));
      }
    }
  }
}

#define OMNIGRAPH_FASTLANES(T)                                       \
  template void unpack_fastlanes<T>(const std::byte*, std::size_t,   \
                                    std::span<T, kFastLanesValues>); \
  template void pack_fastlanes<T>(std::span<const T, kFastLanesValues>, std::size_t, std::byte*)
OMNIGRAPH_FASTLANES(std::uint8_t);
OMNIGRAPH_FASTLANES(std::uint16_t);
OMNIGRAPH_FASTLANES(std::uint32_t);
OMNIGRAPH_FASTLANES(std::uint64_t);
#undef OMNIGRAPH_FASTLANES

}  // namespace omnigraph::lance

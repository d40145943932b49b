#include "lance/memory_values.h"

#include "columnar/bitmap.h"

#include <cmath>
#include <limits>
#include <vector>

namespace omnigraph::lance {
namespace {

using columnar::Buffer;

// IEEE 754 binary16 to binary32.
float widen_half(std::uint16_t half) {
  int exponent = half >> 10 & 0x1F;
  int fraction = half & 0x3FF;
  float magnitude = 0;
  if (exponent == 0x1F) {
    magnitude = fraction == 0 ? std::numeric_limits<float>::infinity()
                              : std::numeric_limits<float>::quiet_NaN();
  } else if (exponent == 0) {
    magnitude = std::ldexp(static_cast<float>(fraction), -24);
  } else {
    magnitude = std::ldexp(static_cast<float>(fraction + 0x400), exponent - 25);
  }
  return (half & 0x8000) != 0 ? -magnitude : magnitude;
}

template <typename From, typename To>
Buffer widen(ByteSpan stored, std::size_t count) {
  std::vector<To> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = static_cast<To>(load_little_endian<From>(stored.data() + i * sizeof(From)));
  }
  return Buffer::take(std::move(values));
}

Buffer widen_values(ByteSpan stored, std::size_t count, Widening widening, std::uint64_t bits) {
  switch (widening) {
    case Widening::sign_extend:
      return bits == 8 ? widen<std::int8_t, std::int32_t>(stored, count)
                       : widen<std::int16_t, std::int32_t>(stored, count);
    case Widening::zero_extend:
      return bits == 8 ? widen<std::uint8_t, std::uint32_t>(stored, count)
                       : widen<std::uint16_t, std::uint32_t>(stored, count);
    case Widening::half_float: {
      std::vector<float> values(count);
      for (std::size_t i = 0; i < count; ++i) {
        values[i] = widen_half(load_little_endian<std::uint16_t>(stored.data() + i * 2));
      }
      return Buffer::take(std::move(values));
    }
    case Widening::none:
      break;
  }
  return {};
}

}  // namespace

Buffer to_memory(const columnar::Type& type, Buffer stored, std::size_t count, Widening widening,
                 std::uint64_t bits) {
  if (widening != Widening::none) {
    return widen_values(stored.bytes(), count, widening, bits);
  }
  std::size_t alignment = type.bit_width() == 64  ? sizeof(std::uint64_t)
                          : type.bit_width() == 1 ? 1
                          : type.is_variable()    ? 1
                                                  : sizeof(std::uint32_t);
  if (stored.is_aligned_for(alignment)) {
    return stored;
  }
  return Buffer::take(Bytes(stored.bytes().begin(), stored.bytes().end()));
}

Buffer nan_where_null(ByteSpan stored, const Buffer& validity, std::size_t count) {
  std::vector<float> items(count);
  copy_bytes(items.data(), stored.data(), count * sizeof(float));
  for (std::size_t i = 0; i < count; ++i) {
    if (!columnar::get_bit(validity.data(), i)) {
      items[i] = std::numeric_limits<float>::quiet_NaN();
    }
  }
  return Buffer::take(std::move(items));
}

}  // namespace omnigraph::lance

#include "columnar/bitmap.h"
#include "lance/gathered_bytes.h"
#include "lance/value_pages.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Buffer;
using columnar::bytes_for_bits;

constexpr std::uint64_t kBitsPerByte = 8;

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

Buffer aligned_copy(const Buffer& buffer) {
  return Buffer::take(Bytes(buffer.bytes().begin(), buffer.bytes().end()));
}

Bytes take_bits(ByteSource& source, ByteRange bitmap, std::span<const std::uint32_t> rows,
                std::size_t& set_count) {
  GatheredBytes stored(source, bitmap, rows.size(), [&rows](std::size_t i) {
    return ByteRange{rows[i] / kBitsPerByte, 1};
  });
  columnar::BitmapBuilder bits;
  for (std::uint32_t row : rows) {
    bits.append(columnar::get_bit(stored.at(row / kBitsPerByte), row % kBitsPerByte));
  }
  set_count = bits.set_count();
  return bits.finish();
}

template <std::size_t Width>
void gather(const GatheredBytes& from, std::span<const std::uint32_t> rows, std::byte* out) {
  for (std::uint32_t row : rows) {
    std::memcpy(out, from.at(std::uint64_t{row} * Width), Width);
    out += Width;
  }
}

}  // namespace

// The stored rows that a read touches: they start at a byte of the bitmaps.
struct FixedWidthPage::Window {
  std::uint64_t begin = 0;
  std::uint64_t rows = 0;
  ByteRange values;
  ByteRange validity;
};

FixedWidthPage::Window FixedWidthPage::window(std::uint64_t first, std::uint64_t count) const {
  Window window;
  window.begin = first / kBitsPerByte * kBitsPerByte;
  window.rows = first + count - window.begin;
  window.values = {layout_.values.offset + window.begin * layout_.bits / kBitsPerByte,
                   bytes_for_bits(window.rows * layout_.bits)};
  if (layout_.validity) {
    window.validity = {layout_.validity->offset + window.begin / kBitsPerByte,
                       bytes_for_bits(window.rows)};
  }
  return window;
}

ArrayPtr FixedWidthPage::read(std::uint64_t first, std::uint64_t count) const {
  Window part = window(first, count);
  std::vector<ByteRange> ranges{part.values};
  if (layout_.validity) {
    ranges.push_back(part.validity);
  }
  std::vector<Buffer> buffers = place_.source->read_many(ranges);
  Array::Parts parts;
  parts.type = layout_.type;
  parts.offset = first - part.begin;
  parts.length = count;
  if (layout_.validity) {
    parts.null_count =
        count - columnar::count_set_bits(buffers[1].data(), parts.offset, parts.length);
    if (parts.null_count > 0) {
      parts.validity = std::move(buffers[1]);
    }
  }
  parts.values = finish_values(std::move(buffers[0]), part.begin, part.rows);
  return Array::make(std::move(parts));
}

// Brings the stored values of `count` rows from `first` on into the form that they have in memory.
Buffer FixedWidthPage::finish_values(Buffer stored, std::uint64_t first, std::size_t count) const {
  if (layout_.widening != Widening::none) {
    return widen_values(stored.bytes(), count, layout_.widening, layout_.bits);
  }
  if (layout_.item_validity) {
    std::uint32_t dimension = layout_.type.dimension();
    std::vector<float> items(count * dimension);
    std::memcpy(items.data(), stored.data(), items.size() * sizeof(float));
    // `first` is a multiple of 8, so the items start at a byte.
    Buffer validity =
        place_.source->read({layout_.item_validity->offset + first * dimension / kBitsPerByte,
                             bytes_for_bits(items.size())});
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!columnar::get_bit(validity.data(), i)) {
        items[i] = std::numeric_limits<float>::quiet_NaN();
      }
    }
    return Buffer::take(std::move(items));
  }
  std::size_t alignment = layout_.type.bit_width() == 64  ? sizeof(std::uint64_t)
                          : layout_.type.bit_width() == 1 ? 1
                                                          : sizeof(std::uint32_t);
  return stored.is_aligned_for(alignment) ? stored : aligned_copy(stored);
}

Bytes FixedWidthPage::take_values(std::span<const std::uint32_t> rows) const {
  std::uint64_t width = layout_.bits / kBitsPerByte;
  GatheredBytes stored(*place_.source, layout_.values, rows.size(), [&rows, width](std::size_t i) {
    return ByteRange{rows[i] * width, width};
  });
  Bytes values(rows.size() * width);
  switch (width) {
    case 4:
      gather<4>(stored, rows, values.data());
      break;
    case 8:
      gather<8>(stored, rows, values.data());
      break;
    default:
      for (std::size_t i = 0; i < rows.size(); ++i) {
        std::memcpy(values.data() + i * width, stored.at(rows[i] * width), width);
      }
      break;
  }
  return values;
}

ArrayPtr FixedWidthPage::take(std::span<const std::uint32_t> rows) const {
  Array::Parts parts;
  parts.type = layout_.type;
  parts.length = rows.size();
  std::size_t set = 0;
  if (layout_.item_validity) {
    // Rare, and only in foreign files: row by row.
    std::vector<ArrayPtr> values;
    for (std::uint32_t row : rows) {
      values.push_back(read(row, 1));
    }
    return columnar::concatenate(values, layout_.type);
  }
  if (layout_.validity) {
    Bytes validity = take_bits(*place_.source, *layout_.validity, rows, set);
    parts.null_count = rows.size() - set;
    if (parts.null_count > 0) {
      parts.validity = Buffer::take(std::move(validity));
    }
  }
  if (layout_.bits == 1) {
    parts.values = Buffer::take(take_bits(*place_.source, layout_.values, rows, set));
  } else {
    parts.values = finish_values(Buffer::take(take_values(rows)), 0, rows.size());
  }
  return Array::make(std::move(parts));
}

void FixedWidthPage::append_ranges(std::uint64_t first, std::uint64_t count,
                                   std::vector<ByteRange>& ranges) const {
  Window part = window(first, count);
  ranges.push_back(part.values);
  if (layout_.validity) {
    ranges.push_back(part.validity);
  }
  if (layout_.item_validity) {
    ranges.push_back(*layout_.item_validity);
  }
}

}  // namespace omnigraph::lance

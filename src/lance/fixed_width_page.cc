#include "columnar/bitmap.h"
#include "lance/gathered_bytes.h"
#include "lance/memory_values.h"
#include "lance/value_pages.h"

#include <cstring>
#include <limits>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Buffer;
using columnar::bytes_for_bits;

constexpr std::uint64_t kBitsPerByte = 8;

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
    copy_bytes(out, from.at(std::uint64_t{row} * Width), Width);
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
  parts.offsets = offsets(part.rows);
  return Array::make(std::move(parts));
}

// Brings the stored values of `count` rows from `first` on into the form that they have in memory.
Buffer FixedWidthPage::finish_values(Buffer stored, std::uint64_t first, std::size_t count) const {
  if (layout_.item_validity) {
    std::uint32_t dimension = layout_.type.dimension();
    // `first` is a multiple of 8, so the items start at a byte.
    Buffer validity =
        place_.source->read({layout_.item_validity->offset + first * dimension / kBitsPerByte,
                             bytes_for_bits(count * dimension)});
    return nan_where_null(stored.bytes(), validity, count * dimension);
  }
  return to_memory(layout_.type, std::move(stored), count, layout_.widening, layout_.bits);
}

// Those of byte strings that all have one size; other types have none.
Buffer FixedWidthPage::offsets(std::size_t count) const {
  if (!layout_.type.is_variable()) {
    return {};
  }
  std::vector<std::int64_t> ends(count + 1);
  for (std::size_t i = 0; i <= count; ++i) {
    ends[i] = static_cast<std::int64_t>(i * (layout_.bits / kBitsPerByte));
  }
  return Buffer::take(std::move(ends));
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
        copy_bytes(values.data() + i * width, stored.at(rows[i] * width), width);
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
    parts.offsets = offsets(rows.size());
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

ArrayPtr EmptyVectorPage::read(std::uint64_t first, std::uint64_t count) const {
  return take(consecutive_rows(first, count));
}

ArrayPtr EmptyVectorPage::take(std::span<const std::uint32_t> rows) const {
  std::size_t items = rows.size() * type_.dimension();
  check_decoded_size(place_, items * sizeof(float));
  Array::Parts parts;
  parts.type = type_;
  parts.length = rows.size();
  if (validity_) {
    std::size_t set = 0;
    Bytes validity = take_bits(*place_.source, *validity_, rows, set);
    parts.null_count = rows.size() - set;
    if (parts.null_count > 0) {
      parts.validity = Buffer::take(std::move(validity));
    }
  }
  parts.values = Buffer::take(std::vector<float>(items, std::numeric_limits<float>::quiet_NaN()));
  return Array::make(std::move(parts));
}

void EmptyVectorPage::append_ranges(std::uint64_t, std::uint64_t,
                                    std::vector<ByteRange>& ranges) const {
  if (validity_) {
    ranges.push_back(*validity_);
  }
}

}  // namespace omnigraph::lance

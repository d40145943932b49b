#include "lance/packed_integer_page.h"

#include "columnar/bitmap.h"
#include "columnar/builder.h"
#include "lance/compression/bit_string.h"
#include "lance/compression/fastlanes.h"
#include "lance/compression/value_decoder.h"
#include "lance/structural/leaf_type.h"
#include "lance/structural/row_groups.h"

#include <algorithm>

namespace omnigraph::lance {
namespace {

using columnar::ArrayPtr;
using columnar::Buffer;

constexpr std::uint64_t kBitsPerByte = 8;

void extend_signs(std::vector<std::uint64_t>& values, std::uint64_t bits) {
  std::uint64_t sign = std::uint64_t{1} << (bits - 1);
  for (std::uint64_t& value : values) {
    value = (value ^ sign) - sign;
  }
}

// The values with as many bytes as one has in a file that does not pack them.
Buffer narrow(const std::vector<std::uint64_t>& values, std::uint64_t bits) {
  std::size_t width = bits / kBitsPerByte;
  Bytes narrowed(values.size() * width);
  for (std::size_t i = 0; i < values.size(); ++i) {
    copy_bytes(narrowed.data() + i * width, &values[i], width);
  }
  return Buffer::take(std::move(narrowed));
}

}  // namespace

std::uint64_t packed_size(const PackedIntegers& integers, std::uint64_t count) {
  if (integers.packing == IntegerPacking::consecutive) {
    return bit_string_bytes(count, integers.packed_bits);
  }
  std::uint64_t blocks = (count + kFastLanesValues - 1) / kFastLanesValues;
  return blocks * fastlanes_block_bytes(integers.packed_bits);
}

PackedIntegerPage::Window PackedIntegerPage::window(std::uint64_t first,
                                                    std::uint64_t count) const {
  std::uint64_t unit =
      integers_.packing == IntegerPacking::consecutive ? kBitsPerByte : kFastLanesValues;
  Window window;
  window.first = first / unit * unit;
  window.bytes = {integers_.values.offset + packed_size(integers_, window.first),
                  packed_size(integers_, first + count - window.first)};
  return window;
}

ArrayPtr PackedIntegerPage::read(std::uint64_t first, std::uint64_t count) const {
  const std::uint64_t bits = integers_.type.stored.bits;
  check_decoded_size(place_, count * sizeof(std::uint64_t));
  Window part = window(first, count);
  Buffer stored = place_.source->read(part.bytes);
  DecodedValues values;
  values.count = count;
  values.bits = bits;
  if (integers_.packing == IntegerPacking::consecutive) {
    std::vector<std::uint64_t> unpacked = read_bit_string(
        stored.bytes(), (first - part.first) * integers_.packed_bits, integers_.packed_bits, count);
    if (integers_.is_signed) {
      extend_signs(unpacked, integers_.packed_bits);
    }
    values.bytes = narrow(unpacked, bits);
  } else {
    Bytes unpacked;
    std::uint64_t block = fastlanes_block_bytes(integers_.packed_bits);
    std::uint64_t needed = first - part.first + count;
    for (std::uint64_t done = 0; done < needed; done += kFastLanesValues) {
      DecodedValues some =
          unpack_block(stored.bytes().subspan(done / kFastLanesValues * block, block), bits,
                       integers_.packed_bits, kFastLanesValues, place_);
      unpacked.insert(unpacked.end(), some.bytes.bytes().begin(), some.bytes.bytes().end());
    }
    std::uint64_t width = bits / kBitsPerByte;
    Buffer whole = Buffer::take(std::move(unpacked));
    values.bytes = whole.slice((first - part.first) * width, count * width);
  }
  Buffer validity;
  if (integers_.validity) {
    Buffer bitmap = place_.source->read({integers_.validity->offset + first / kBitsPerByte,
                                         columnar::bytes_for_bits(first % kBitsPerByte + count)});
    columnar::BitmapBuilder valid;
    valid.append_from(bitmap.data(), first % kBitsPerByte, count);
    validity = Buffer::take(valid.finish());
  }
  LeafType leaf{integers_.type.type, integers_.type, {}};
  return finish_leaf(make_leaf_array(leaf, std::move(values), place_), std::move(validity), place_);
}

ArrayPtr PackedIntegerPage::take(std::span<const std::uint32_t> rows) const {
  if (rows.empty()) {
    return columnar::Builder(integers_.type.type).finish();
  }
  return take_in_groups(
      rows,
      [](std::uint32_t row) {
        return std::pair<std::size_t, std::size_t>(row / kFastLanesValues, row / kFastLanesValues);
      },
      [this](std::uint64_t first, std::uint64_t count) { return read(first, count); },
      integers_.type.type);
}

void PackedIntegerPage::append_ranges(std::uint64_t first, std::uint64_t count,
                                      std::vector<ByteRange>& ranges) const {
  ranges.push_back(window(first, count).bytes);
  if (integers_.validity) {
    ranges.push_back(*integers_.validity);
  }
}

}  // namespace omnigraph::lance

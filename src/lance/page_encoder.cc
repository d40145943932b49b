#include "lance/page_encoder.h"

#include "columnar/bitmap.h"
#include "lance/proto/data_file.pb.h"

#include <array>
#include <cstring>
#include <string>
#include <vector>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::BitmapBuilder;
using columnar::TypeId;
using proto::ArrayEncoding;

void set_flat(ArrayEncoding& out, std::uint64_t bits, std::uint32_t buffer) {
  proto::Flat& flat = *out.mutable_flat();
  flat.set_bits_per_value(bits);
  flat.mutable_buffer()->set_index(buffer);
}

void set_flat_without_nulls(ArrayEncoding& out, std::uint64_t bits, std::uint32_t buffer) {
  set_flat(*out.mutable_nullable()->mutable_no_nulls()->mutable_values(), bits, buffer);
}

// Bits `first … first + count - 1` as a bitmap of its own, with zeros behind.
Bytes copy_bits(const std::byte* bitmap, std::size_t first, std::size_t count) {
  BitmapBuilder bits;
  bits.append_from(bitmap, first, count);
  return bits.finish();
}

std::size_t value_width(const columnar::Type& type) {
  return type.id() == TypeId::vector ? type.dimension() * sizeof(float) : type.bit_width() / 8;
}

// The values of a page without nulls, where they lie in the array.
ByteSpan stored_values(const Array& array) {
  std::size_t width = value_width(array.type());
  return array.parts().values.bytes().subspan(array.parts().offset * width, array.length() * width);
}

// The values with zeros where there are nulls: what memory held there must not reach a file.
Bytes values_with_zeros(const Array& array) {
  if (array.type().id() == TypeId::boolean) {
    BitmapBuilder bits;
    for (std::size_t i = 0; i < array.length(); ++i) {
      bits.append(array.is_valid(i) && array.boolean_at(i));
    }
    return bits.finish();
  }
  ByteSpan stored = stored_values(array);
  Bytes values(stored.begin(), stored.end());
  std::size_t width = value_width(array.type());
  for (std::size_t i = 0; i < array.length(); ++i) {
    if (array.is_null(i)) {
      std::memset(values.data() + i * width, 0, width);
    }
  }
  return values;
}

void set_values(ArrayEncoding& out, const columnar::Type& type, std::uint32_t buffer) {
  if (type.id() == TypeId::vector) {
    proto::FixedSizeList& list = *out.mutable_fixed_size_list();
    list.set_dimension(type.dimension());
    set_flat_without_nulls(*list.mutable_items(), 32, buffer);
  } else {
    set_flat(out, type.bit_width(), buffer);
  }
}

void encode_fixed_width(const Array& array, FileOutput& output, PageList& pages) {
  ArrayEncoding encoding;
  if (array.null_count() == 0) {
    set_values(*encoding.mutable_nullable()->mutable_no_nulls()->mutable_values(), array.type(), 0);
    std::array<ByteRange, 1> buffers{};
    if (array.type().id() == TypeId::boolean) {
      buffers[0] = output.append_buffer(
          copy_bits(array.parts().values.data(), array.parts().offset, array.length()));
    } else {
      buffers[0] = output.append_buffer(stored_values(array));
    }
    pages.add(array.length(), encoding, buffers);
    return;
  }
  proto::SomeNulls& nulls = *encoding.mutable_nullable()->mutable_some_nulls();
  set_flat(*nulls.mutable_validity(), 1, 0);
  set_values(*nulls.mutable_values(), array.type(), 1);
  std::array<ByteRange, 2> buffers{};
  buffers[0] = output.append_buffer(
      copy_bits(array.parts().validity.data(), array.parts().offset, array.length()));
  buffers[1] = output.append_buffer(values_with_zeros(array));
  pages.add(array.length(), encoding, buffers);
}

// End positions as LNC-102 and LNC-103 store them: a null's is raised by `adjustment`.
std::vector<std::uint64_t> raise_nulls(std::span<const std::uint64_t> ends, const Bytes& validity,
                                       std::uint64_t adjustment) {
  std::vector<std::uint64_t> stored(ends.begin(), ends.end());
  for (std::size_t i = 0; i < stored.size(); ++i) {
    stored[i] += columnar::get_bit(validity.data(), i) ? 0 : adjustment;
  }
  return stored;
}

void encode_text(const Array& array, FileOutput& output, PageList& pages) {
  std::vector<std::uint64_t> ends(array.length());
  std::string packed;  // only if something must be left out
  std::span<const std::int64_t> offsets = array.offsets();
  auto base = static_cast<std::size_t>(offsets.front());
  ByteSpan bytes =
      array.parts().values.bytes().subspan(base, static_cast<std::size_t>(offsets.back()) - base);
  if (array.null_count() == 0) {
    for (std::size_t i = 0; i < ends.size(); ++i) {
      ends[i] = static_cast<std::uint64_t>(offsets[i + 1]) - base;
    }
  } else {
    // A null may own bytes in memory; in a file it must not.
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (array.is_valid(i)) {
        packed += array.text_at(i);
      }
      ends[i] = packed.size();
    }
    bytes = as_bytes(packed);
  }
  std::uint64_t adjustment = bytes.size() + 1;
  if (array.null_count() > 0) {
    ends = raise_nulls(
        ends, copy_bits(array.parts().validity.data(), array.parts().offset, array.length()),
        adjustment);
  }
  ArrayEncoding encoding;
  proto::Binary& binary = *encoding.mutable_binary();
  set_flat_without_nulls(*binary.mutable_indices(), 64, 0);
  set_flat(*binary.mutable_bytes(), 8, 1);
  binary.set_null_adjustment(adjustment);
  std::array<ByteRange, 2> buffers{};
  buffers[0] = output.append_buffer(std::as_bytes(std::span(ends)));
  buffers[1] = output.append_buffer(bytes);
  pages.add(array.length(), encoding, buffers);
}

}  // namespace

void encode_page(const Array& array, FileOutput& output, PageList& pages) {
  if (array.null_count() == array.length()) {
    ArrayEncoding encoding;
    encoding.mutable_nullable()->mutable_all_nulls();
    pages.add(array.length(), encoding, {});
  } else if (array.type().is_variable()) {
    encode_text(array, output, pages);
  } else {
    encode_fixed_width(array, output, pages);
  }
}

void encode_list_page(std::span<const std::uint64_t> ends, const Bytes& validity,
                      std::uint64_t items, FileOutput& output, PageList& pages) {
  std::uint64_t adjustment = items + 1;
  std::vector<std::uint64_t> stored = raise_nulls(ends, validity, adjustment);
  ArrayEncoding encoding;
  proto::List& list = *encoding.mutable_list();
  set_flat_without_nulls(*list.mutable_offsets(), 64, 0);
  list.set_null_offset_adjustment(adjustment);
  list.set_num_items(items);
  std::array<ByteRange, 1> buffers{output.append_buffer(std::as_bytes(std::span(stored)))};
  pages.add(ends.size(), encoding, buffers);
}

void encode_structure_page(std::uint64_t rows, PageList& pages) {
  ArrayEncoding encoding;
  encoding.mutable_structure();
  pages.add(rows, encoding, {});
}

void encode_blob_page(std::span<const std::uint64_t> descriptors, FileOutput& output,
                      PageList& pages) {
  ArrayEncoding encoding;
  proto::PackedStruct& packed = *encoding.mutable_packed_struct();
  set_flat_without_nulls(*packed.add_inner(), 64, 0);
  set_flat_without_nulls(*packed.add_inner(), 64, 0);
  packed.mutable_buffer();
  std::array<ByteRange, 1> buffers{output.append_buffer(std::as_bytes(descriptors))};
  pages.add(descriptors.size() / 2, encoding, buffers);
}

}  // namespace omnigraph::lance

#include "lance/page_encoder.h"

#include "columnar/bitmap.h"
#include "lance/encoding_messages.h"
#include "lance/proto/data_file.pb.h"
#include "lance/text_page_encoder.h"

#include <array>
#include <cstring>
#include <vector>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::BitmapBuilder;
using columnar::TypeId;
using proto::ArrayEncoding;

// Bits `first … first + count - 1` as a bitmap of its own, with zeros behind.
Bytes copy_bits(const std::byte* bitmap, std::size_t first, std::size_t count) {
  BitmapBuilder bits;
  bits.append_from(bitmap, first, count);
  return bits.finish();
}

std::size_t value_width(const columnar::Type& type) {
  return type.id() == TypeId::vector ? type.dimension() * sizeof(float) : type.bit_width() / 8;
}

// The values of a page, where they lie in the array.
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

void describe_fixed_width(ArrayEncoding& out, const columnar::Type& type,
                          const EncodedValues& values, std::uint32_t buffer) {
  if (type.id() == TypeId::vector) {
    describe_vectors(out, type.dimension(), buffer);
  } else {
    describe_values(out, values, buffer);
  }
}

}  // namespace

// Vectors and booleans stay plain: vectors are searched in place, and booleans are small.
EncodedValues PageEncoder::encoded_values(const Array& array, ByteSpan values) {
  EncodedValues plain;
  plain.bits = array.type().bit_width();
  plain.plain = values;
  if (array.type().id() == TypeId::vector || array.type().id() == TypeId::boolean) {
    return plain;
  }
  EncodedValues compressed = array.type().is_floating()
                                 ? compressor_.compress(values, plain.bits)
                                 : compressor_.compress_integers(values, plain.bits);
  return is_worth_decoding(plain.size(), compressed.size()) ? compressed : plain;
}

void PageEncoder::encode_fixed_width(const Array& array, PageList& pages) {
  ArrayEncoding encoding;
  proto::Nullable& nullable = *encoding.mutable_nullable();
  const Array::Parts& parts = array.parts();
  bool has_nulls = array.null_count() > 0;
  Bytes copy;
  if (has_nulls) {
    copy = values_with_zeros(array);
  } else if (array.type().id() == TypeId::boolean) {
    copy = copy_bits(parts.values.data(), parts.offset, array.length());
  }
  EncodedValues values = encoded_values(array, copy.empty() ? stored_values(array) : copy);
  std::vector<ByteRange> buffers;
  if (has_nulls) {
    proto::SomeNulls& nulls = *nullable.mutable_some_nulls();
    describe_flat(*nulls.mutable_validity(), 1, 0);
    describe_fixed_width(*nulls.mutable_values(), array.type(), values, 1);
    buffers.push_back(
        output_.append_buffer(copy_bits(parts.validity.data(), parts.offset, array.length())));
  } else {
    describe_fixed_width(*nullable.mutable_no_nulls()->mutable_values(), array.type(), values, 0);
  }
  buffers.push_back(output_.append_buffer(values.bytes()));
  pages.add(array.length(), encoding, buffers);
}

void PageEncoder::encode(const Array& array, PageList& pages) {
  if (array.null_count() == array.length()) {
    ArrayEncoding encoding;
    encoding.mutable_nullable()->mutable_all_nulls();
    pages.add(array.length(), encoding, {});
  } else if (array.type().is_variable()) {
    encode_text_page(array, compressor_, output_, pages);
  } else {
    encode_fixed_width(array, pages);
  }
}

void PageEncoder::encode_list(std::span<const std::uint64_t> ends, const Bytes& validity,
                              std::uint64_t items, PageList& pages) {
  std::uint64_t adjustment = items + 1;
  std::vector<std::uint64_t> stored(ends.begin(), ends.end());
  raise_nulls(stored, validity, adjustment);
  EncodedValues offsets;
  offsets.bits = 64;
  offsets.plain = std::as_bytes(std::span(stored));
  EncodedValues compressed = compressor_.compress_integers(offsets.plain, offsets.bits);
  if (is_worth_decoding(offsets.size(), compressed.size())) {
    offsets = std::move(compressed);
  }
  ArrayEncoding encoding;
  proto::List& list = *encoding.mutable_list();
  describe_valid(*list.mutable_offsets(), offsets, 0);
  list.set_null_offset_adjustment(adjustment);
  list.set_num_items(items);
  std::array<ByteRange, 1> buffers{output_.append_buffer(offsets.bytes())};
  pages.add(ends.size(), encoding, buffers);
}

void PageEncoder::encode_blobs(std::span<const std::uint64_t> descriptors, PageList& pages) {
  ArrayEncoding encoding;
  proto::PackedStruct& packed = *encoding.mutable_packed_struct();
  for (int i = 0; i < 2; ++i) {
    describe_flat(*packed.add_inner()->mutable_nullable()->mutable_no_nulls()->mutable_values(), 64,
                  0);
  }
  packed.mutable_buffer();
  std::array<ByteRange, 1> buffers{output_.append_buffer(std::as_bytes(descriptors))};
  pages.add(descriptors.size() / 2, encoding, buffers);
}

void encode_structure_page(std::uint64_t rows, PageList& pages) {
  ArrayEncoding encoding;
  encoding.mutable_structure();
  pages.add(rows, encoding, {});
}

}  // namespace omnigraph::lance

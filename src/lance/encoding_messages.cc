#include "lance/encoding_messages.h"

#include "lance/proto/data_file.pb.h"

namespace omnigraph::lance {

void describe_flat(proto::ArrayEncoding& out, std::uint64_t bits, std::uint32_t buffer) {
  proto::Flat& flat = *out.mutable_flat();
  flat.set_bits_per_value(bits);
  flat.mutable_buffer()->set_index(buffer);
}

void describe_values(proto::ArrayEncoding& out, const EncodedValues& values, std::uint32_t buffer) {
  if (values.form == EncodedValues::Form::packed) {
    proto::Bitpacked& packed = *out.mutable_bitpacked();
    packed.set_compressed_bits_per_value(values.packed_bits);
    packed.set_uncompressed_bits_per_value(values.bits);
    packed.mutable_buffer()->set_index(buffer);
    return;
  }
  describe_flat(out, values.bits, buffer);
  if (values.form == EncodedValues::Form::zstd) {
    out.mutable_flat()->mutable_compression()->set_scheme("zstd");
  }
}

void describe_valid(proto::ArrayEncoding& out, const EncodedValues& values, std::uint32_t buffer) {
  describe_values(*out.mutable_nullable()->mutable_no_nulls()->mutable_values(), values, buffer);
}

void describe_vectors(proto::ArrayEncoding& out, std::uint32_t dimension, std::uint32_t buffer) {
  proto::FixedSizeList& list = *out.mutable_fixed_size_list();
  list.set_dimension(dimension);
  describe_flat(*list.mutable_items()->mutable_nullable()->mutable_no_nulls()->mutable_values(), 32,
                buffer);
}

}  // namespace omnigraph::lance

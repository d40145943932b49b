#include "lance/compression/stored_encoding.h"

#include "base/throw_error.h"
#include "lance/logical_type.h"
#include "lance/message_codec.h"
#include "lance/proto/structural.pb.h"

#include <fmt/format.h>

#include <algorithm>

namespace omnigraph::lance {
namespace {

using proto21::CompressiveEncoding;

constexpr int kMaxDepth = 16;
// A value of a fixed width: a vector of the highest dimension, of the widest items.
constexpr std::uint64_t kMaxValueBits = std::uint64_t{kMaxDimension} * 64;
constexpr int kMaxPackedFields = 4096;

class EncodingParser {
 public:
  explicit EncodingParser(const PagePlace& place) : place_(place) {}

  StoredEncoding parse(const CompressiveEncoding& message, int depth) const {
    if (depth > kMaxDepth) {
      throw_corrupt(place_, "encodings are nested more than 16 deep");
    }
    switch (message.kind_case()) {
      case CompressiveEncoding::kFlat:
        return parse_flat(message.flat());
      case CompressiveEncoding::kVariable:
        return parse_variable(message.variable());
      case CompressiveEncoding::kConstant:
        return parse_constant(message.constant());
      case CompressiveEncoding::kOutOfLineBitpacking:
        return parse_out_of_line(message.out_of_line_bitpacking());
      case CompressiveEncoding::kInlineBitpacking:
        return parse_inline(message.inline_bitpacking());
      case CompressiveEncoding::kFsst:
        return parse_fsst(message.fsst(), depth);
      case CompressiveEncoding::kRle:
        return parse_rle(message.rle(), depth);
      case CompressiveEncoding::kByteStreamSplit:
        return parse_byte_stream_split(message.byte_stream_split(), depth);
      case CompressiveEncoding::kGeneral:
        return parse_general(message.general(), depth);
      case CompressiveEncoding::kFixedSizeList:
        return parse_fixed_size_list(message.fixed_size_list(), depth);
      case CompressiveEncoding::kPackedStruct:
        return parse_packed_struct(message.packed_struct(), depth);
      case CompressiveEncoding::kVariablePackedStruct:
        return parse_variable_packed_struct(message.variable_packed_struct(), depth);
      case CompressiveEncoding::kDictionary:
        refuse("dictionary");
      case CompressiveEncoding::KIND_NOT_SET:
        break;
    }
    refuse(fmt::format("number {}", first_field_number(message)));
  }

 private:
  [[noreturn]] void refuse(std::string_view what) const {
    throw_internal("{}: encoding {} cannot be read", place_.description, what);
  }

  void require_uncompressed(bool compressed, const proto21::BufferCompression& compression) const {
    if (compressed && compression.scheme() != 0) {
      refuse(fmt::format("with buffer compression {} of its own", compression.scheme()));
    }
  }

  std::uint64_t value_bits(std::uint64_t bits) const {
    if ((bits != 1 && bits % 8 != 0) || bits == 0 || bits > kMaxValueBits) {
      throw_corrupt(place_, fmt::format("values of {} bits", bits));
    }
    return bits;
  }

  std::uint64_t word_bits(std::uint64_t bits) const {
    if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
      throw_corrupt(place_, fmt::format("words of {} bits", bits));
    }
    return bits;
  }

  StoredEncoding parse_flat(const proto21::Flat& flat) const {
    require_uncompressed(flat.has_data(), flat.data());
    StoredEncoding encoding;
    encoding.bits = value_bits(flat.bits_per_value());
    return encoding;
  }

  std::uint64_t flat_bits(const CompressiveEncoding& message, std::string_view where) const {
    if (!message.has_flat()) {
      refuse(fmt::format("other than flat within {}", where));
    }
    require_uncompressed(message.flat().has_data(), message.flat().data());
    return message.flat().bits_per_value();
  }

  StoredEncoding parse_variable(const proto21::Variable& variable) const {
    require_uncompressed(variable.has_values(), variable.values());
    StoredEncoding encoding;
    encoding.kind = EncodingKind::variable;
    encoding.bits = flat_bits(variable.offsets(), "variable");
    if (encoding.bits != 32 && encoding.bits != 64) {
      throw_corrupt(place_, fmt::format("offsets of {} bits", encoding.bits));
    }
    return encoding;
  }

  static StoredEncoding parse_constant(const proto21::Constant& constant) {
    StoredEncoding encoding;
    encoding.kind = EncodingKind::constant;
    encoding.constant = constant.value();
    return encoding;
  }

  StoredEncoding parse_out_of_line(const proto21::OutOfLineBitpacking& packing) const {
    StoredEncoding encoding;
    encoding.kind = EncodingKind::out_of_line_bitpacking;
    encoding.bits = word_bits(packing.uncompressed_bits_per_value());
    encoding.packed_bits = flat_bits(packing.values(), "out_of_line_bitpacking");
    if (encoding.packed_bits > encoding.bits) {
      throw_corrupt(place_, fmt::format("values of {} bits are packed to {}", encoding.bits,
                                        encoding.packed_bits));
    }
    return encoding;
  }

  StoredEncoding parse_inline(const proto21::InlineBitpacking& packing) const {
    require_uncompressed(packing.has_values(), packing.values());
    StoredEncoding encoding;
    encoding.kind = EncodingKind::inline_bitpacking;
    encoding.bits = word_bits(packing.uncompressed_bits_per_value());
    return encoding;
  }

  StoredEncoding parse_fsst(const proto21::Fsst& fsst, int depth) const {
    StoredEncoding encoding;
    encoding.kind = EncodingKind::fsst;
    encoding.symbols = std::make_shared<const FsstDecoder>(as_bytes(fsst.symbol_table()), place_);
    encoding.inner.push_back(parse(fsst.values(), depth + 1));
    return encoding;
  }

  StoredEncoding parse_rle(const proto21::RunLength& rle, int depth) const {
    StoredEncoding encoding;
    encoding.kind = EncodingKind::rle;
    encoding.inner.push_back(parse(rle.values(), depth + 1));
    if (encoding.values().kind != EncodingKind::flat || encoding.values().bits % 8 != 0 ||
        flat_bits(rle.run_lengths(), "rle") != 8) {
      refuse("other than flat within rle");
    }
    encoding.bits = encoding.values().bits;
    return encoding;
  }

  StoredEncoding parse_byte_stream_split(const proto21::ByteStreamSplit& split, int depth) const {
    StoredEncoding encoding = parse(split.values(), depth + 1);
    if (encoding.kind != EncodingKind::flat || encoding.bits % 8 != 0) {
      refuse("other than flat within byte_stream_split");
    }
    encoding.kind = EncodingKind::byte_stream_split;
    return encoding;
  }

  StoredEncoding parse_general(const proto21::General& general, int depth) const {
    StoredEncoding encoding;
    encoding.kind = EncodingKind::general;
    switch (general.compression().scheme()) {
      case 1:
        encoding.scheme = GeneralScheme::lz4;
        break;
      case 2:
        encoding.scheme = GeneralScheme::zstd;
        break;
      default:
        refuse(fmt::format("general with compression {}", general.compression().scheme()));
    }
    encoding.inner.push_back(parse(general.values(), depth + 1));
    return encoding;
  }

  StoredEncoding parse_fixed_size_list(const proto21::FixedSizeList& list, int depth) const {
    if (list.items_per_value() == 0 || list.items_per_value() > kMaxDimension) {
      throw_corrupt(place_, fmt::format("lists of {} items", list.items_per_value()));
    }
    StoredEncoding encoding;
    encoding.kind = EncodingKind::fixed_size_list;
    encoding.items_per_value = static_cast<std::uint32_t>(list.items_per_value());
    encoding.has_validity = list.has_validity();
    encoding.inner.push_back(parse(list.values(), depth + 1));
    // Items that are all null are not stored: a constant, of no bits.
    bool all_null = encoding.values().kind == EncodingKind::constant && encoding.has_validity &&
                    encoding.values().constant.empty();
    if (!all_null &&
        (encoding.values().kind != EncodingKind::flat || encoding.values().bits > 64)) {
      refuse("other than flat within fixed_size_list");
    }
    encoding.bits = encoding.values().bits * encoding.items_per_value;
    return encoding;
  }

  StoredEncoding parse_packed_struct(const proto21::PackedStruct& packed, int depth) const {
    StoredEncoding encoding;
    encoding.kind = EncodingKind::packed_struct;
    if (packed.bits_per_value_size() > kMaxPackedFields) {
      throw_corrupt(place_, "a packed structure has too many fields");
    }
    for (std::uint64_t bits : packed.bits_per_value()) {
      if (value_bits(bits) % 8 != 0) {
        refuse("packed_struct with fields of single bits");
      }
      encoding.fields.push_back({bits, 0, {}});
      encoding.bits += bits;
    }
    StoredEncoding rows = parse(packed.values(), depth + 1);
    if (rows.kind != EncodingKind::flat || rows.bits != encoding.bits) {
      throw_corrupt(place_, "a packed structure is not as wide as its fields");
    }
    return encoding;
  }

  StoredEncoding parse_variable_packed_struct(const proto21::VariablePackedStruct& packed,
                                              int depth) const {
    StoredEncoding encoding;
    encoding.kind = EncodingKind::variable_packed_struct;
    if (packed.fields_size() > kMaxPackedFields) {
      throw_corrupt(place_, "a packed structure has too many fields");
    }
    for (const proto21::VariablePackedField& message : packed.fields()) {
      StoredEncoding::PackedField field;
      if (message.has_bits_per_value()) {
        field.bits = value_bits(message.bits_per_value());
        if (field.bits % 8 != 0) {
          refuse("variable_packed_struct with fields of single bits");
        }
      } else {
        field.length_bits = word_bits(message.bits_per_length());
      }
      field.values = parse(message.value(), depth + 1);
      encoding.fields.push_back(std::move(field));
    }
    return encoding;
  }

  const PagePlace& place_;
};

}  // namespace

StoredEncoding parse_encoding(const CompressiveEncoding& message, const PagePlace& place) {
  return EncodingParser(place).parse(message, 1);
}

}  // namespace omnigraph::lance

#include "lance/page_decoder.h"

#include "base/throw_error.h"
#include "columnar/bitmap.h"
#include "lance/compressed_page.h"
#include "lance/dictionary_builder.h"
#include "lance/message_codec.h"
#include "lance/packed_integer_page.h"
#include "lance/packed_row_page.h"
#include "lance/proto/data_file.pb.h"
#include "lance/value_pages.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

namespace omnigraph::lance {
namespace {

using columnar::Type;
using columnar::TypeId;
using proto::ArrayEncoding;

constexpr int kMaxDepth = 16;
constexpr std::uint64_t kMaxFieldBits = std::uint64_t{1} << 32;

std::string encoding_name(const ArrayEncoding& encoding) {
  switch (encoding.kind_case()) {
    case ArrayEncoding::kFlat:
      return "flat";
    case ArrayEncoding::kNullable:
      return "nullable";
    case ArrayEncoding::kFixedSizeList:
      return "fixed_size_list";
    case ArrayEncoding::kList:
      return "list";
    case ArrayEncoding::kStructure:
      return "struct";
    case ArrayEncoding::kBinary:
      return "binary";
    case ArrayEncoding::kDictionary:
      return "dictionary";
    case ArrayEncoding::kFsst:
      return "fsst";
    case ArrayEncoding::kPackedStruct:
      return "packed_struct";
    case ArrayEncoding::kBitpacked:
      return "bitpacked";
    case ArrayEncoding::kFixedSizeBinary:
      return "fixed_size_binary";
    case ArrayEncoding::kBitpackedForNonNegative:
      return "bitpacked_for_non_neg";
    case ArrayEncoding::KIND_NOT_SET:
      break;
  }
  return fmt::format("number {}", first_field_number(encoding));
}

[[noreturn]] void refuse(const PageMetadata& page, const ArrayEncoding& encoding,
                         std::string_view expected) {
  throw_internal("{}: encoding {} cannot be read where {} is expected", page.place.description,
                 encoding_name(encoding), expected);
}

// Looks through `nullable` that says there are no nulls.
const ArrayEncoding& without_nulls(const ArrayEncoding& encoding) {
  bool wrapped = encoding.has_nullable() && encoding.nullable().has_no_nulls();
  return wrapped ? encoding.nullable().no_nulls().values() : encoding;
}

ByteRange page_buffer(const PageMetadata& page, const proto::PageBuffer& buffer,
                      std::uint64_t needed_bytes) {
  if (buffer.type() != 0) {
    throw_internal("{}: buffers of type {} cannot be read", page.place.description, buffer.type());
  }
  if (buffer.index() >= page.buffers.size()) {
    throw_corrupt(page.place, fmt::format("a page has no buffer {}", buffer.index()));
  }
  ByteRange range = page.buffers[buffer.index()];
  if (range.size < needed_bytes) {
    throw_corrupt(page.place, fmt::format("a buffer has {} of {} bytes", range.size, needed_bytes));
  }
  return range;
}

// The buffer of `count` values of `bits` each, which must be flat.
ByteRange flat_buffer(const PageMetadata& page, const ArrayEncoding& encoding, std::uint64_t bits,
                      std::uint64_t count) {
  const ArrayEncoding& values = without_nulls(encoding);
  if (!values.has_flat()) {
    refuse(page, values, "flat");
  }
  const proto::Flat& flat = values.flat();
  if (flat.bits_per_value() != bits) {
    throw_internal("{}: flat values of {} bits cannot be read where {} are expected",
                   page.place.description, flat.bits_per_value(), bits);
  }
  if (parse_scheme(flat.compression().scheme(), page.place) != GeneralScheme::none) {
    throw_internal("{}: compression cannot be read here", page.place.description);
  }
  return page_buffer(page, flat.buffer(), columnar::bytes_for_bits(count * bits));
}

// All bytes of a flat buffer; their number is the buffer's own.
ByteRange byte_buffer(const PageMetadata& page, const ArrayEncoding& encoding) {
  return flat_buffer(page, encoding, 8, 0);
}

// Chooses the reader of a page by walking down its encoding.
class ValuePageDecoder {
 public:
  ValuePageDecoder(const PageMetadata& page, std::uint64_t length) : page_(page), length_(length) {}

  std::unique_ptr<PageReader> decode(const ValueType& type, const ArrayEncoding& encoding,
                                     std::optional<ByteRange> validity, int depth) const {
    if (depth > kMaxDepth) {
      throw_corrupt(page_.place, "encodings are nested more than 16 deep");
    }
    switch (encoding.kind_case()) {
      case ArrayEncoding::kNullable:
        return decode_nullable(type, encoding.nullable(), validity, depth);
      case ArrayEncoding::kFlat:
        return decode_flat(type, encoding, validity);
      case ArrayEncoding::kFixedSizeList:
        return decode_fixed_size_list(type, encoding, validity, depth);
      case ArrayEncoding::kBinary:
        return decode_binary(type, encoding, validity);
      case ArrayEncoding::kDictionary:
        return decode_dictionary(type, encoding, validity, depth);
      case ArrayEncoding::kFsst:
        return decode_fsst_page(type, encoding, validity);
      case ArrayEncoding::kBitpacked:
        return decode_packed(type, encoding, validity, IntegerPacking::consecutive);
      case ArrayEncoding::kBitpackedForNonNegative:
        return decode_packed(type, encoding, validity, IntegerPacking::fastlanes);
      case ArrayEncoding::kFixedSizeBinary:
        return decode_fixed_size_binary(type, encoding, validity);
      default:
        refuse(page_, encoding, to_string(type.type));
    }
  }

 private:
  std::unique_ptr<PageReader> decode_nullable(const ValueType& type,
                                              const proto::Nullable& nullable,
                                              std::optional<ByteRange> validity, int depth) const {
    if (nullable.has_all_nulls()) {
      return std::make_unique<NullPage>(page_.place, type.type);
    }
    if (nullable.has_no_nulls()) {
      return decode(type, nullable.no_nulls().values(), validity, depth + 1);
    }
    if (!nullable.has_some_nulls() || validity) {
      throw_corrupt(page_.place, "its nulls are described twice, or not at all");
    }
    validity = flat_buffer(page_, nullable.some_nulls().validity(), 1, length_);
    return decode(type, nullable.some_nulls().values(), validity, depth + 1);
  }

  std::unique_ptr<PageReader> decode_flat(const ValueType& type, const ArrayEncoding& encoding,
                                          std::optional<ByteRange> validity) const {
    if (type.dimension != 0 || type.stored.bits == 0) {
      refuse(page_, encoding, to_string(type.type));
    }
    FixedWidthLayout layout;
    layout.type = type.type;
    layout.bits = type.stored.bits;
    layout.widening = type.stored.widening;
    layout.values = flat_buffer(page_, encoding, layout.bits, length_);
    layout.validity = validity;
    return std::make_unique<FixedWidthPage>(page_.place, std::move(layout));
  }

  std::unique_ptr<PageReader> decode_fixed_size_list(const ValueType& type,
                                                     const ArrayEncoding& encoding,
                                                     std::optional<ByteRange> validity,
                                                     int depth) const {
    const proto::FixedSizeList& list = encoding.fixed_size_list();
    if (type.dimension == 0 || list.dimension() != type.dimension) {
      refuse(page_, encoding, to_string(type.type));
    }
    std::uint64_t item_count = length_ * type.dimension;
    if (type.type.id() == TypeId::list) {
      ValueType items{type.type.item().type, type.stored, 0};
      return std::make_unique<FixedSizeListPage>(
          page_.place, type.type, type.dimension, validity,
          ValuePageDecoder(page_, item_count).decode(items, list.items(), {}, depth + 1));
    }
    if (list.items().nullable().has_all_nulls()) {
      return std::make_unique<EmptyVectorPage>(page_.place, type.type, validity);
    }
    FixedWidthLayout layout;
    layout.type = type.type;
    layout.bits = std::uint64_t{type.stored.bits} * type.dimension;
    layout.validity = validity;
    const ArrayEncoding* items = &list.items();
    if (items->has_nullable() && items->nullable().has_some_nulls()) {
      const proto::SomeNulls& nulls = items->nullable().some_nulls();
      layout.item_validity = flat_buffer(page_, nulls.validity(), 1, item_count);
      items = &nulls.values();
    }
    layout.values = flat_buffer(page_, *items, type.stored.bits, item_count);
    return std::make_unique<FixedWidthPage>(page_.place, std::move(layout));
  }

  std::unique_ptr<PageReader> decode_binary(const ValueType& type, const ArrayEncoding& encoding,
                                            std::optional<ByteRange> validity) const {
    const proto::Binary& binary = encoding.binary();
    if (!type.type.is_variable() || validity) {
      refuse(page_, encoding, to_string(type.type));
    }
    EndPositions ends;
    ends.range = flat_buffer(page_, binary.indices(), 64, length_);
    ends.adjustment = binary.null_adjustment();
    ByteRange bytes = byte_buffer(page_, binary.bytes());
    ends.limit = bytes.size;
    return std::make_unique<TextPage>(page_.place, type.type, ends, bytes);
  }

  std::unique_ptr<PageReader> decode_fsst_page(const ValueType& type, const ArrayEncoding& encoding,
                                               std::optional<ByteRange> validity) const {
    const proto::Fsst& fsst = encoding.fsst();
    if (!type.type.is_variable() || !fsst.binary().has_binary()) {
      refuse(page_, encoding, to_string(type.type));
    }
    // Compressed texts are no texts.
    ValueType bytes{Type(TypeId::binary), {TypeId::binary, 0, Widening::none}, 0};
    return std::make_unique<FsstPage>(page_.place, type.type,
                                      FsstDecoder(as_bytes(fsst.symbol_table()), page_.place),
                                      decode_binary(bytes, fsst.binary(), validity));
  }

  std::unique_ptr<PageReader> decode_packed(const ValueType& type, const ArrayEncoding& encoding,
                                            std::optional<ByteRange> validity,
                                            IntegerPacking packing) const {
    const proto::Bitpacked& packed = packing == IntegerPacking::consecutive
                                         ? encoding.bitpacked()
                                         : encoding.bitpacked_for_non_negative();
    std::uint64_t bits = type.stored.bits;
    if (type.dimension != 0 || bits < 8 || bits > 64 ||
        packed.uncompressed_bits_per_value() != bits || packed.compressed_bits_per_value() > bits ||
        packed.compressed_bits_per_value() == 0) {
      refuse(page_, encoding, to_string(type.type));
    }
    PackedIntegers integers;
    integers.type = type;
    integers.packing = packing;
    integers.packed_bits = packed.compressed_bits_per_value();
    integers.is_signed = packing == IntegerPacking::consecutive && packed.is_signed();
    integers.values = page_buffer(page_, packed.buffer(), packed_size(integers, length_));
    integers.validity = validity;
    return std::make_unique<PackedIntegerPage>(page_.place, std::move(integers));
  }

  std::unique_ptr<PageReader> decode_fixed_size_binary(const ValueType& type,
                                                       const ArrayEncoding& encoding,
                                                       std::optional<ByteRange> validity) const {
    const proto::FixedSizeBinary& binary = encoding.fixed_size_binary();
    if (type.type.id() != TypeId::binary ||
        type.stored.bits != std::uint64_t{binary.byte_width()} * 8 || binary.byte_width() == 0) {
      refuse(page_, encoding, to_string(type.type));
    }
    FixedWidthLayout layout;
    layout.type = type.type;
    layout.bits = type.stored.bits;
    layout.values = flat_buffer(page_, binary.bytes(), 8, length_ * binary.byte_width());
    layout.validity = validity;
    return std::make_unique<FixedWidthPage>(page_.place, std::move(layout));
  }

  std::unique_ptr<PageReader> decode_dictionary(const ValueType& type,
                                                const ArrayEncoding& encoding,
                                                std::optional<ByteRange> validity,
                                                int depth) const {
    const proto::Dictionary& dictionary = encoding.dictionary();
    std::uint32_t item_count = dictionary.num_dictionary_items();
    if (!type.type.is_variable() || validity) {
      refuse(page_, encoding, to_string(type.type));
    }
    if (item_count > kMaxDictionaryItems) {
      throw_corrupt(page_.place, fmt::format("a dictionary of {} items", item_count));
    }
    return std::make_unique<DictionaryPage>(
        page_.place, type.type, flat_buffer(page_, dictionary.indices(), 8, length_),
        ValuePageDecoder(page_, item_count).decode(type, dictionary.items(), {}, depth + 1),
        item_count);
  }

  const PageMetadata& page_;
  std::uint64_t length_;
};

}  // namespace

ValueType value_type_of(const Field& field) {
  std::string text = logical_type(field);
  if (std::optional<FixedSizeListType> list = parse_fixed_size_list(text)) {
    return {field.type, parse_scalar_type(list->item).value_or(StoredScalar{}), list->dimension};
  }
  return {field.type, parse_scalar_type(text).value_or(StoredScalar{}), 0};
}

std::unique_ptr<PageReader> decode_value_page(const PageMetadata& page, const ValueType& type,
                                              const ArrayEncoding& encoding) {
  auto plain = std::make_shared<ArrayEncoding>(encoding);
  BufferForms forms = extract_forms(*plain, page.length, page.place);
  if (!forms.empty()) {
    auto decode = [type, plain](const PageMetadata& restored) {
      return decode_value_page(restored, type, *plain);
    };
    return std::make_unique<CompressedPage>(page, std::move(forms), decode,
                                            CompressedPage::Items());
  }
  return ValuePageDecoder(page, page.length).decode(type, encoding, std::nullopt, 1);
}

ListPageReader decode_list_page(const PageMetadata& page, const Type& type,
                                const ArrayEncoding& encoding, const ListItems& items) {
  auto plain = std::make_shared<ArrayEncoding>(without_nulls(encoding));
  if (!plain->has_list()) {
    refuse(page, *plain, "list");
  }
  std::uint64_t item_count = plain->list().num_items();
  if (item_count > items.column.length() - items.first) {
    throw_corrupt(page.place, "its lists have more items than there are");
  }
  BufferForms forms = extract_forms(*plain, page.length, page.place);
  auto decode = [type, plain, items](const PageMetadata& restored) -> std::unique_ptr<PageReader> {
    EndPositions ends;
    ends.range = flat_buffer(restored, plain->list().offsets(), 64, restored.length);
    ends.adjustment = plain->list().null_offset_adjustment();
    ends.limit = plain->list().num_items();
    return std::make_unique<ListPage>(restored.place, type, ends, items.column, items.first);
  };
  if (forms.empty()) {
    return {decode(page), item_count};
  }
  CompressedPage::Items used{&items.column, items.first, item_count};
  return {std::make_unique<CompressedPage>(page, std::move(forms), decode, used), item_count};
}

ByteRange decode_blob_page(const PageMetadata& page, const ArrayEncoding& encoding) {
  if (!encoding.has_packed_struct() || encoding.packed_struct().inner_size() != 2) {
    refuse(page, encoding, "a packed struct of position and size");
  }
  for (const ArrayEncoding& inner : encoding.packed_struct().inner()) {
    const ArrayEncoding& values = without_nulls(inner);
    if (!values.has_flat() || values.flat().bits_per_value() != 64) {
      refuse(page, values, "flat of 64 bits");
    }
  }
  return page_buffer(page, encoding.packed_struct().buffer(), page.length * 16);
}

std::unique_ptr<PageReader> decode_packed_page(const PageMetadata& page, const LeafType& type,
                                               const ArrayEncoding& encoding) {
  const ArrayEncoding& stored = without_nulls(encoding);
  if (!stored.has_packed_struct() ||
      static_cast<std::size_t>(stored.packed_struct().inner_size()) != type.fields.size()) {
    refuse(page, stored, to_string(type.type));
  }
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    const ArrayEncoding* inner = &without_nulls(stored.packed_struct().inner(static_cast<int>(i)));
    std::uint64_t count = 1;
    if (inner->has_fixed_size_list()) {
      count = inner->fixed_size_list().dimension();
      inner = &without_nulls(inner->fixed_size_list().items());
    }
    std::uint64_t bits = inner->flat().bits_per_value();
    bool agrees = inner->has_flat() && bits % 8 == 0 && bits > 0 && bits <= kMaxFieldBits &&
                  bits * count == type.fields[i].stored_bits();
    if (!agrees) {
      refuse(page, *inner, to_string(type.fields[i].type));
    }
  }
  return std::make_unique<PackedRowPage>(
      page.place, type,
      page_buffer(page, stored.packed_struct().buffer(), page.length * (type.stored_bits() / 8)));
}

void check_structure_page(const PageMetadata& page, const ArrayEncoding& encoding) {
  const ArrayEncoding& stored = without_nulls(encoding);
  if (!stored.has_structure()) {
    refuse(page, stored, "struct");
  }
}

}  // namespace omnigraph::lance

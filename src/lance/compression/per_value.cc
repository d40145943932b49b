#include "columnar/bitmap.h"
#include "lance/compression/value_decoder.h"

#include <fmt/format.h>

namespace omnigraph::lance {
namespace {

using columnar::Buffer;

// A slot is the validity of the items, if they may be null, and the items; each in whole bytes.
DecodedValues split_lists(const StoredEncoding& encoding, const DecodedValues& slots,
                          const PagePlace& place) {
  std::size_t validity =
      encoding.has_validity ? columnar::bytes_for_bits(encoding.items_per_value) : 0;
  std::size_t items = columnar::bytes_for_bits(encoding.bits);
  if (slots.bits != (validity + items) * 8) {
    throw_corrupt(
        place, fmt::format("lists of {} items in {} bits", encoding.items_per_value, slots.bits));
  }
  columnar::BitmapBuilder valid;
  columnar::BitmapBuilder item_bits;
  Bytes values;
  for (std::uint64_t i = 0; i < slots.count; ++i) {
    const std::byte* at = slots.bytes.data() + i * (validity + items);
    if (validity > 0) {
      valid.append_from(at, 0, encoding.items_per_value);
    }
    if (encoding.bits % 8 != 0) {
      item_bits.append_from(at + validity, 0, encoding.bits);
    } else {
      values.insert(values.end(), at + validity, at + validity + items);
    }
  }
  DecodedValues lists;
  lists.count = slots.count;
  lists.bits = encoding.bits;
  lists.bytes = Buffer::take(encoding.bits % 8 != 0 ? item_bits.finish() : std::move(values));
  if (validity > 0) {
    lists.item_validity = Buffer::take(valid.finish());
  }
  return lists;
}

DecodedValues decompress_each(const StoredEncoding& encoding, const DecodedValues& slots,
                              const PagePlace& place) {
  Bytes all;
  DecodedValues values;
  values.count = slots.count;
  values.offsets.push_back(0);
  for (std::uint64_t i = 0; i < slots.count; ++i) {
    Bytes raw = decompress(encoding.scheme, as_bytes(slots.text_at(i)), place);
    check_decoded_size(place, all.size() + raw.size());
    all.insert(all.end(), raw.begin(), raw.end());
    values.offsets.push_back(static_cast<std::int64_t>(all.size()));
  }
  values.bytes = Buffer::take(std::move(all));
  return values;
}

// The fields of all rows, taken apart.
class PackedSplitter {
 public:
  PackedSplitter(const StoredEncoding& encoding, const PagePlace& place)
      : encoding_(encoding), place_(place), bytes_(encoding.fields.size()) {
    ends_.resize(encoding.fields.size(), {0});
    for (const StoredEncoding::PackedField& field : encoding.fields) {
      row_bytes_ += sizeof(std::int64_t) + field.bits / 8;
    }
  }

  void add(ByteSpan row) {
    // A null has nothing in its slot.
    bool is_null = row.empty();
    decoded_bytes_ += row_bytes_;
    check_decoded_size(place_, decoded_bytes_);
    for (std::size_t i = 0; i < bytes_.size(); ++i) {
      const StoredEncoding::PackedField& field = encoding_.fields[i];
      if (is_null) {
        bytes_[i].resize(bytes_[i].size() + field.bits / 8);
      } else {
        ByteSpan value = take(row, field.bits != 0 ? field.bits / 8 : take_length(row, field));
        bytes_[i].insert(bytes_[i].end(), value.begin(), value.end());
      }
      ends_[i].push_back(static_cast<std::int64_t>(bytes_[i].size()));
    }
    if (!row.empty()) {
      throw_corrupt(place_, "a packed structure is longer than its fields");
    }
  }

  DecodedValues finish(std::uint64_t count) {
    DecodedValues rows;
    rows.count = count;
    for (std::size_t i = 0; i < bytes_.size(); ++i) {
      DecodedValues slots;
      slots.count = count;
      slots.bits = encoding_.fields[i].bits;
      slots.bytes = Buffer::take(std::move(bytes_[i]));
      if (slots.bits == 0) {
        slots.offsets = std::move(ends_[i]);
      }
      rows.fields.push_back(decode_per_value(encoding_.fields[i].values, std::move(slots), place_));
    }
    return rows;
  }

 private:
  ByteSpan take(ByteSpan& row, std::uint64_t size) const {
    if (size > row.size()) {
      throw_corrupt(place_, "a packed structure is shorter than its fields");
    }
    ByteSpan taken = row.first(size);
    row = row.subspan(size);
    return taken;
  }

  std::uint64_t take_length(ByteSpan& row, const StoredEncoding::PackedField& field) const {
    std::uint64_t length = 0;
    ByteSpan stored = take(row, field.length_bits / 8);
    copy_bytes(&length, stored.data(), stored.size());
    return length;
  }

  const StoredEncoding& encoding_;
  const PagePlace& place_;
  std::vector<Bytes> bytes_;
  std::vector<std::vector<std::int64_t>> ends_;
  std::uint64_t row_bytes_ = 0;  // of a row whose texts are empty
  std::uint64_t decoded_bytes_ = 0;
};

DecodedValues split_packed(const StoredEncoding& encoding, const DecodedValues& slots,
                           const PagePlace& place) {
  PackedSplitter splitter(encoding, place);
  for (std::uint64_t i = 0; i < slots.count; ++i) {
    splitter.add(as_bytes(slots.text_at(i)));
  }
  return splitter.finish(slots.count);
}

}  // namespace

DecodedValues decode_per_value(const StoredEncoding& encoding, DecodedValues slots,
                               const PagePlace& place) {
  bool fixed = encoding.kind == EncodingKind::flat ||
               encoding.kind == EncodingKind::packed_struct ||
               encoding.kind == EncodingKind::fixed_size_list;
  if (fixed != (slots.bits != 0)) {
    refuse_encoding(encoding, fixed ? "slots of varying size" : "slots of fixed size", place);
  }
  switch (encoding.kind) {
    case EncodingKind::fixed_size_list:
      return split_lists(encoding, slots, place);
    case EncodingKind::flat:
    case EncodingKind::packed_struct:
      if (encoding.bits != slots.bits) {
        throw_corrupt(place,
                      fmt::format("values of {} bits in slots of {}", encoding.bits, slots.bits));
      }
      for (const StoredEncoding::PackedField& field : encoding.fields) {
        slots.field_bits.push_back(field.bits);
      }
      return slots;
    case EncodingKind::variable:
      return slots;
    case EncodingKind::fsst:
      return decode_fsst(*encoding.symbols,
                         decode_per_value(encoding.values(), std::move(slots), place), place);
    case EncodingKind::general:
      return decode_per_value(encoding.values(), decompress_each(encoding, slots, place), place);
    case EncodingKind::variable_packed_struct:
      return split_packed(encoding, slots, place);
    default:
      refuse_encoding(encoding, "slots", place);
  }
}

}  // namespace omnigraph::lance

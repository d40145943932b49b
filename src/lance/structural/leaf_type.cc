#include "lance/structural/leaf_type.h"

#include "base/throw_error.h"
#include "columnar/bitmap.h"
#include "columnar/builder.h"
#include "lance/memory_values.h"
#include "lance/utf8.h"

#include <fmt/format.h>

#include <algorithm>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Buffer;
using columnar::Type;
using columnar::TypeId;

[[noreturn]] void throw_type(const LeafType& type, std::uint64_t bits, const PagePlace& place) {
  throw_corrupt(
      place, bits == 0 ? fmt::format("byte strings cannot be {}", to_string(type.type))
                       : fmt::format("values of {} bits cannot be {}", bits, to_string(type.type)));
}

std::vector<std::int64_t> regular_offsets(std::size_t count, std::size_t step) {
  std::vector<std::int64_t> offsets(count + 1);
  for (std::size_t i = 0; i <= count; ++i) {
    offsets[i] = static_cast<std::int64_t>(i * step);
  }
  return offsets;
}

ArrayPtr make_strings(const LeafType& type, DecodedValues values, const PagePlace& place) {
  if (!type.type.is_variable() || values.offsets.empty()) {
    throw_type(type, 0, place);
  }
  Array::Parts parts;
  parts.type = type.type;
  parts.length = values.count;
  parts.offsets = Buffer::take(std::move(values.offsets));
  parts.values = std::move(values.bytes);
  return Array::make(std::move(parts));
}

// A foreign fixed-size list that is no vector: lists of equal size.
ArrayPtr make_lists(const LeafType& type, DecodedValues values) {
  std::size_t dimension = type.value.dimension;
  std::size_t count = values.count * dimension;
  const StoredScalar& stored = type.value.stored;
  Array::Parts items;
  items.type = type.type.item().type;
  items.length = count;
  items.values =
      to_memory(items.type, std::move(values.bytes), count, stored.widening, stored.bits);
  if (!values.item_validity.empty()) {
    items.null_count = count - columnar::count_set_bits(values.item_validity.data(), 0, count);
    items.validity = items.null_count == 0 ? Buffer() : std::move(values.item_validity);
  }
  Array::Parts parts;
  parts.type = type.type;
  parts.length = values.count;
  parts.offsets = Buffer::take(regular_offsets(values.count, dimension));
  parts.children.push_back(Array::make(std::move(items)));
  return Array::make(std::move(parts));
}

// Lists whose items are all null have no bits, but a place in memory.
void add_null_items(const LeafType& type, DecodedValues& values, const PagePlace& place) {
  if (!values.offsets.empty() || (values.item_validity.empty() && values.count > 0)) {
    throw_type(type, 0, place);
  }
  values.bits = type.stored_bits();
  std::uint64_t bytes = columnar::bytes_for_bits(values.count * values.bits);
  check_decoded_size(place, bytes);
  values.bytes = Buffer::take(Bytes(bytes));
}

ArrayPtr make_fixed(const LeafType& type, DecodedValues values, const PagePlace& place) {
  if (values.bits == 0) {
    add_null_items(type, values, place);
  }
  std::uint64_t item_count = values.count * type.value.dimension;
  bool items_agree = values.item_validity.empty() ||
                     values.item_validity.size() >= columnar::bytes_for_bits(item_count);
  if (values.bits != type.stored_bits() || !items_agree) {
    throw_type(type, values.bits, place);
  }
  if (type.type.id() == TypeId::list) {
    return make_lists(type, std::move(values));
  }
  Array::Parts parts;
  parts.type = type.type;
  parts.length = values.count;
  if (type.type.is_variable()) {
    parts.offsets = Buffer::take(regular_offsets(values.count, values.bits / 8));
    parts.values = std::move(values.bytes);
  } else if (type.type.id() == TypeId::vector && !values.item_validity.empty()) {
    parts.values = nan_where_null(values.bytes.bytes(), values.item_validity,
                                  values.count * type.value.dimension);
  } else {
    parts.values = to_memory(type.type, std::move(values.bytes), values.count,
                             type.value.stored.widening, values.bits);
  }
  return Array::make(std::move(parts));
}

// Takes the fields of rows of fixed width apart.
std::vector<DecodedValues> split_rows(const LeafType& type, const DecodedValues& rows,
                                      const PagePlace& place) {
  std::uint64_t width = 0;
  std::vector<DecodedValues> fields(type.fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    fields[i].count = rows.count;
    fields[i].bits = type.fields[i].stored_bits();
    bool agrees = rows.field_bits.empty() ||
                  (i < rows.field_bits.size() && rows.field_bits[i] == fields[i].bits);
    if (fields[i].bits == 0 || fields[i].bits % 8 != 0 || !agrees) {
      throw_corrupt(place, "a packed structure has other fields than the schema");
    }
    width += fields[i].bits / 8;
  }
  if (rows.bits != width * 8) {
    throw_type(type, rows.bits, place);
  }
  std::uint64_t first = 0;
  for (DecodedValues& field : fields) {
    std::uint64_t size = field.bits / 8;
    Bytes values(rows.count * size);
    for (std::uint64_t i = 0; i < rows.count; ++i) {
      copy_bytes(values.data() + i * size, rows.bytes.data() + i * width + first, size);
    }
    field.bytes = Buffer::take(std::move(values));
    first += size;
  }
  return fields;
}

ArrayPtr make_packed(const LeafType& type, DecodedValues values, const PagePlace& place) {
  std::vector<DecodedValues> fields =
      values.bits != 0 ? split_rows(type, values, place) : std::move(values.fields);
  if (fields.size() != type.fields.size()) {
    throw_corrupt(place, "a packed structure has other fields than the schema");
  }
  Array::Parts parts;
  parts.type = type.type;
  parts.length = values.count;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    parts.children.push_back(
        finish_leaf(make_leaf_array(type.fields[i], std::move(fields[i]), place), {}, place));
  }
  return Array::make(std::move(parts));
}

ArrayPtr without_text_of_nulls(const Array& array, const Buffer& validity) {
  columnar::Builder builder(array.type());
  for (std::size_t i = 0; i < array.length(); ++i) {
    if (columnar::get_bit(validity.data(), i)) {
      builder.append_text(array.text_at(i));
    } else {
      builder.append_null();
    }
  }
  return builder.finish();
}

bool has_text_of_nulls(const Array& array, const Buffer& validity) {
  std::span<const std::int64_t> ends = array.offsets();
  for (std::size_t i = 0; i < array.length(); ++i) {
    if (ends[i] != ends[i + 1] && !columnar::get_bit(validity.data(), i)) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::uint64_t LeafType::stored_bits() const {
  if (is_packed()) {
    std::uint64_t bits = 0;
    for (const LeafType& field : fields) {
      if (field.stored_bits() == 0) {
        return 0;
      }
      bits += field.stored_bits();
    }
    return bits;
  }
  return value.stored.bits * std::max<std::uint64_t>(1, value.dimension);
}

LeafType leaf_type_of(const Field& field, std::string_view path) {
  LeafType leaf;
  leaf.type = field.type;
  if (field.children.empty()) {
    leaf.value = value_type_of(field);
    return leaf;
  }
  for (const Field& child : field.children) {
    if (!child.children.empty() || !is_readable(child)) {
      throw_internal("{}, field '{}': field '{}' of a packed structure cannot be read as {}", path,
                     field.name, child.name, logical_type(child));
    }
    leaf.fields.push_back(leaf_type_of(child, path));
  }
  return leaf;
}

LeafType packed_leaf(std::vector<columnar::Field> fields) {
  LeafType leaf;
  for (const columnar::Field& field : fields) {
    LeafType child;
    child.type = field.type;
    child.value.type = field.type;
    child.value.stored.bits = field.type.bit_width();
    leaf.fields.push_back(std::move(child));
  }
  leaf.type = Type::structure(std::move(fields));
  return leaf;
}

ArrayPtr make_leaf_array(const LeafType& type, DecodedValues values, const PagePlace& place) {
  if (type.is_packed()) {
    return make_packed(type, std::move(values), place);
  }
  bool is_string = values.bits == 0 && type.value.dimension == 0;
  return is_string ? make_strings(type, std::move(values), place)
                   : make_fixed(type, std::move(values), place);
}

ArrayPtr finish_leaf(const ArrayPtr& array, Buffer validity, const PagePlace& place) {
  if (validity.empty()) {
    check_utf8(*array, place);
    return array;
  }
  ArrayPtr values = array;
  if (array->type().is_variable() && has_text_of_nulls(*array, validity)) {
    values = without_text_of_nulls(*array, validity);
    check_utf8(*values, place);
    return values;
  }
  check_utf8(*array, place);
  // The bitmap starts at the array's first value; the buffers may not.
  Array::Parts parts = array->parts();
  if (parts.offset != 0) {
    columnar::BitmapBuilder shifted;
    shifted.append(parts.offset, false);
    shifted.append_from(validity.data(), 0, parts.length);
    validity = Buffer::take(shifted.finish());
  }
  parts.null_count =
      parts.length - columnar::count_set_bits(validity.data(), parts.offset, parts.length);
  parts.validity = parts.null_count == 0 ? Buffer() : std::move(validity);
  return Array::make(std::move(parts));
}

}  // namespace omnigraph::lance

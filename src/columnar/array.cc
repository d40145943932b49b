#include "columnar/array.h"

#include "columnar/builder.h"

#include <algorithm>
#include <cstring>

namespace omnigraph::columnar {
namespace {

std::size_t slot_bytes(const Type& type) {
  return type.id() == TypeId::vector ? type.dimension() * sizeof(float) : type.bit_width() / 8;
}

template <typename T>
ArrayPtr take_fixed(const Array& array, std::span<const std::uint32_t> positions) {
  std::vector<T> values(positions.size());
  std::span<const T> from = array.values<T>();
  std::transform(positions.begin(), positions.end(), values.begin(),
                 [&from](std::uint32_t i) { return from[i]; });
  Array::Parts parts;
  parts.type = array.type();
  parts.length = positions.size();
  parts.values = Buffer::take(std::move(values));
  if (array.null_count() > 0) {
    BitmapBuilder validity;
    for (std::uint32_t i : positions) {
      validity.append(array.is_valid(i));
    }
    parts.null_count = positions.size() - validity.set_count();
    parts.validity = Buffer::take(validity.finish());
  }
  return Array::make(std::move(parts));
}

bool same_value(const Array& a, const Array& b, std::size_t i) {
  switch (a.type().id()) {
    case TypeId::boolean:
      return a.boolean_at(i) == b.boolean_at(i);
    case TypeId::utf8:
    case TypeId::binary:
      return a.text_at(i) == b.text_at(i);
    case TypeId::list:
      return equals(*a.list_at(i), *b.list_at(i));
    case TypeId::structure:
      for (std::size_t field = 0; field < a.type().children().size(); ++field) {
        if (!equals(*a.child(field)->slice(i, 1), *b.child(field)->slice(i, 1))) {
          return false;
        }
      }
      return true;
    default: {
      std::size_t size = slot_bytes(a.type());
      return std::memcmp(a.parts().values.data() + (a.parts().offset + i) * size,
                         b.parts().values.data() + (b.parts().offset + i) * size, size) == 0;
    }
  }
}

}  // namespace

ArrayPtr Array::nulls(const Type& type, std::size_t length) {
  Builder builder(type);
  for (std::size_t i = 0; i < length; ++i) {
    builder.append_null();
  }
  return builder.finish();
}

ArrayPtr Array::list_at(std::size_t i) const {
  std::span<const std::int64_t> ends = offsets();
  return items().slice(static_cast<std::size_t>(ends[i]),
                       static_cast<std::size_t>(ends[i + 1] - ends[i]));
}

ArrayPtr Array::child(std::size_t field) const {
  const ArrayPtr& whole = parts_.children[field];
  return parts_.offset == 0 && whole->length() == parts_.length
             ? whole
             : whole->slice(parts_.offset, parts_.length);
}

ArrayPtr Array::slice(std::size_t first, std::size_t length) const {
  Parts parts = parts_;
  parts.offset += first;
  parts.length = length;
  if (parts.null_count > 0) {
    parts.null_count = length - count_set_bits(parts.validity.data(), parts.offset, length);
  }
  return make(std::move(parts));
}

ArrayPtr take(const Array& array, std::span<const std::uint32_t> positions) {
  if (array.type().is_fixed_width() && array.type().id() != TypeId::boolean) {
    return array.type().bit_width() == 32 ? take_fixed<std::uint32_t>(array, positions)
                                          : take_fixed<std::uint64_t>(array, positions);
  }
  Builder builder(array.type());
  for (std::uint32_t i : positions) {
    if (array.is_null(i)) {
      builder.append_null();
    } else {
      builder.append_from(array, i);
    }
  }
  return builder.finish();
}

ArrayPtr concatenate(std::span<const ArrayPtr> arrays, const Type& type) {
  if (arrays.size() == 1) {
    return arrays.front();
  }
  Builder builder(type);
  for (const ArrayPtr& array : arrays) {
    builder.append_range(*array, 0, array->length());
  }
  return builder.finish();
}

bool equals(const Array& a, const Array& b) {
  if (a.type() != b.type() || a.length() != b.length() || a.null_count() != b.null_count()) {
    return false;
  }
  for (std::size_t i = 0; i < a.length(); ++i) {
    if (a.is_valid(i) != b.is_valid(i) || (a.is_valid(i) && !same_value(a, b, i))) {
      return false;
    }
  }
  return true;
}

std::size_t value_bytes(const Array& array) {
  switch (array.type().id()) {
    case TypeId::boolean:
      return bytes_for_bits(array.length());
    case TypeId::utf8:
    case TypeId::binary: {
      std::span<const std::int64_t> ends = array.offsets();
      return static_cast<std::size_t>(ends.back() - ends.front()) +
             array.length() * sizeof(std::int64_t);
    }
    case TypeId::list: {
      std::span<const std::int64_t> ends = array.offsets();
      auto first = static_cast<std::size_t>(ends.front());
      auto count = static_cast<std::size_t>(ends.back() - ends.front());
      return value_bytes(*array.items().slice(first, count)) +
             array.length() * sizeof(std::int64_t);
    }
    case TypeId::structure: {
      std::size_t bytes = 0;
      for (std::size_t i = 0; i < array.type().children().size(); ++i) {
        bytes += value_bytes(*array.child(i));
      }
      return bytes;
    }
    default:
      return array.length() * slot_bytes(array.type());
  }
}

}  // namespace omnigraph::columnar

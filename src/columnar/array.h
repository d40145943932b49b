#pragma once

#include "columnar/bitmap.h"
#include "columnar/buffer.h"
#include "columnar/type.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace omnigraph::columnar {

class Array;
using ArrayPtr = std::shared_ptr<const Array>;

/// A column of values in the Arrow layout (https://arrow.apache.org/docs/format/Columnar.html).
/// Immutable and safe to share between threads.
///
///     type        validity    offsets          values                children
///     boolean     bitmap?     -                bitmap                -
///     fixed       bitmap?     -                length x width        -
///     utf8 binary bitmap?     length + 1 i64   bytes                 -
///     vector      bitmap?     -                length x dimension    -
///     list        bitmap?     length + 1 i64   -                     items
///     structure   bitmap?     -                -                     one a field
///
/// An absent validity bitmap means that nothing is null. Slices share buffers and differ in
/// `offset`, which counts values; all accessors take positions relative to it.
class Array {
 public:
  struct Parts {
    Type type;
    std::size_t length = 0;
    std::size_t null_count = 0;
    Buffer validity;
    Buffer offsets;
    Buffer values;
    std::vector<ArrayPtr> children;
    std::size_t offset = 0;
  };

  /// Trusts `parts` to be consistent; whoever reads them from a file checks them first.
  explicit Array(Parts parts) : parts_(std::move(parts)) {}
  static ArrayPtr make(Parts parts) { return std::make_shared<const Array>(std::move(parts)); }

  /// `length` nulls of `type`.
  static ArrayPtr nulls(const Type& type, std::size_t length);

  const Type& type() const { return parts_.type; }
  std::size_t length() const { return parts_.length; }
  std::size_t null_count() const { return parts_.null_count; }
  const Parts& parts() const { return parts_; }

  bool is_valid(std::size_t i) const {
    return parts_.null_count == 0 || get_bit(parts_.validity.data(), parts_.offset + i);
  }
  bool is_null(std::size_t i) const { return !is_valid(i); }

  /// The values of a fixed-width type that is not boolean; null positions hold anything.
  template <typename T>
  std::span<const T> values() const {
    return parts_.values.as<T>().subspan(parts_.offset, parts_.length);
  }
  bool boolean_at(std::size_t i) const { return get_bit(parts_.values.data(), parts_.offset + i); }
  /// The text or bytes at `i`; empty for a null.
  std::string_view text_at(std::size_t i) const {
    std::span<const std::int64_t> ends = offsets();
    return {reinterpret_cast<const char*>(parts_.values.data()) + ends[i],
            static_cast<std::size_t>(ends[i + 1] - ends[i])};
  }
  /// `length() + 1` positions into the bytes or items.
  std::span<const std::int64_t> offsets() const {
    return parts_.offsets.as<std::int64_t>().subspan(parts_.offset, parts_.length + 1);
  }
  /// The floats of vector `i`.
  std::span<const float> vector_at(std::size_t i) const {
    std::size_t dimension = parts_.type.dimension();
    return parts_.values.as<float>().subspan((parts_.offset + i) * dimension, dimension);
  }
  /// The items of every list of the unsliced array; `offsets()` index into it.
  const Array& items() const { return *parts_.children.front(); }
  /// The items of list `i`.
  ArrayPtr list_at(std::size_t i) const;
  /// Field `field` of a structure, sliced as this array is.
  ArrayPtr child(std::size_t field) const;

  /// Values `first … first + length - 1`, sharing the buffers.
  ArrayPtr slice(std::size_t first, std::size_t length) const;

 private:
  Parts parts_;
};

/// The values at `positions`, in that order.
ArrayPtr take(const Array& array, std::span<const std::uint32_t> positions);

/// The arrays, which have one type, one behind the other.
ArrayPtr concatenate(std::span<const ArrayPtr> arrays, const Type& type);

/// Whether both hold the same values; nulls equal nulls, floats compare by bit pattern.
bool equals(const Array& a, const Array& b);

/// The memory that the values occupy, for budgets and page sizes: the slice's share of each buffer.
std::size_t value_bytes(const Array& array);

}  // namespace omnigraph::columnar

#pragma once

#include "columnar/array.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace omnigraph::columnar {

/// Builds one array value by value. `append_*` must match the type given at construction; a
/// structure's fields are appended to `child(i)`, then `append_structure()` closes the row, and a
/// list's items to `child(0)`, then `append_list()`.
class Builder {
 public:
  explicit Builder(const Type& type);
  ~Builder();
  Builder(Builder&&) noexcept;
  Builder& operator=(Builder&&) noexcept;

  const Type& type() const { return type_; }
  std::size_t length() const { return validity_.size(); }

  void append_null();
  void append_boolean(bool value) {
    bits_.append(value);
    validity_.append(true);
  }
  /// A value of a fixed-width type; `T` must have exactly its width.
  template <typename T>
  void append(T value) {
    append_raw(&value, sizeof(T));
    validity_.append(true);
  }
  void append_text(std::string_view value) {
    append_raw(value.data(), value.size());
    offsets_.push_back(static_cast<std::int64_t>(values_.size()));
    validity_.append(true);
  }
  void append_vector(std::span<const float> value) {
    append_raw(value.data(), value.size_bytes());
    validity_.append(true);
  }
  void append_list();
  void append_structure() { validity_.append(true); }

  /// Value `i` of `array`, which has the same type.
  void append_from(const Array& array, std::size_t i);
  /// Values `first … first + count - 1` of `array`.
  void append_range(const Array& array, std::size_t first, std::size_t count);

  Builder& child(std::size_t i) { return children_[i]; }

  /// Bytes appended so far, validity and offsets left out.
  std::size_t value_bytes() const;

  /// The array; the builder is empty afterwards and can be used again.
  ArrayPtr finish();

 private:
  void append_raw(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const std::byte*>(data);
    values_.insert(values_.end(), bytes, bytes + size);
  }
  void append_text_range(const Array& array, std::size_t first, std::size_t count);
  void append_validity(const Array& array, std::size_t first, std::size_t count);

  Type type_;
  BitmapBuilder validity_;
  BitmapBuilder bits_;
  Bytes values_;
  std::vector<std::int64_t> offsets_;
  std::vector<Builder> children_;
};

}  // namespace omnigraph::columnar

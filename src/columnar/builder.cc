#include "columnar/builder.h"

#include "base/throw_error.h"

#include <utility>

namespace omnigraph::columnar {

Builder::Builder(const Type& type) : type_(type) {
  if (type_.is_variable() || type_.id() == TypeId::list) {
    offsets_.push_back(0);
  }
  for (const Field& field : type_.children()) {
    children_.emplace_back(field.type);
  }
}

Builder::~Builder() = default;
Builder::Builder(Builder&&) noexcept = default;
Builder& Builder::operator=(Builder&&) noexcept = default;

void Builder::append_null() {
  switch (type_.id()) {
    case TypeId::boolean:
      bits_.append(false);
      break;
    case TypeId::utf8:
    case TypeId::binary:
    case TypeId::list:
      offsets_.push_back(offsets_.back());
      break;
    case TypeId::vector:
      values_.resize(values_.size() + type_.dimension() * sizeof(float));
      break;
    case TypeId::structure:
      for (Builder& child : children_) {
        child.append_null();
      }
      break;
    default:
      values_.resize(values_.size() + type_.bit_width() / 8);
      break;
  }
  validity_.append(false);
}

void Builder::append_list() {
  offsets_.push_back(static_cast<std::int64_t>(children_.front().length()));
  validity_.append(true);
}

void Builder::append_from(const Array& array, std::size_t i) { append_range(array, i, 1); }

void Builder::append_validity(const Array& array, std::size_t first, std::size_t count) {
  if (array.null_count() == 0) {
    validity_.append(count, true);
  } else {
    validity_.append_from(array.parts().validity.data(), array.parts().offset + first, count);
  }
}

void Builder::append_text_range(const Array& array, std::size_t first, std::size_t count) {
  std::span<const std::int64_t> ends = array.offsets();
  std::int64_t shift = static_cast<std::int64_t>(values_.size()) - ends[first];
  append_raw(array.parts().values.data() + ends[first],
             static_cast<std::size_t>(ends[first + count] - ends[first]));
  for (std::size_t i = first + 1; i <= first + count; ++i) {
    offsets_.push_back(ends[i] + shift);
  }
}

void Builder::append_range(const Array& array, std::size_t first, std::size_t count) {
  if (count == 0) {
    return;
  }
  switch (type_.id()) {
    case TypeId::boolean:
      bits_.append_from(array.parts().values.data(), array.parts().offset + first, count);
      break;
    case TypeId::utf8:
    case TypeId::binary:
      append_text_range(array, first, count);
      break;
    case TypeId::list: {
      std::span<const std::int64_t> ends = array.offsets();
      std::int64_t shift = offsets_.back() - ends[first];
      children_.front().append_range(array.items(), static_cast<std::size_t>(ends[first]),
                                     static_cast<std::size_t>(ends[first + count] - ends[first]));
      for (std::size_t i = first + 1; i <= first + count; ++i) {
        offsets_.push_back(ends[i] + shift);
      }
      break;
    }
    case TypeId::structure:
      for (std::size_t i = 0; i < children_.size(); ++i) {
        children_[i].append_range(*array.child(i), first, count);
      }
      break;
    default: {
      std::size_t width =
          type_.id() == TypeId::vector ? type_.dimension() * sizeof(float) : type_.bit_width() / 8;
      append_raw(array.parts().values.data() + (array.parts().offset + first) * width,
                 count * width);
      break;
    }
  }
  append_validity(array, first, count);
}

std::size_t Builder::value_bytes() const {
  std::size_t bytes = values_.size() + bits_.size() / 8;
  for (const Builder& child : children_) {
    bytes += child.value_bytes();
  }
  return bytes;
}

ArrayPtr Builder::finish() {
  Array::Parts parts;
  parts.type = type_;
  parts.length = validity_.size();
  parts.null_count = validity_.size() - validity_.set_count();
  Bytes validity = validity_.finish();
  if (parts.null_count > 0) {
    parts.validity = Buffer::take(std::move(validity));
  }
  if (!offsets_.empty()) {
    parts.offsets = Buffer::take(std::exchange(offsets_, {0}));
  }
  parts.values =
      Buffer::take(type_.id() == TypeId::boolean ? bits_.finish() : std::exchange(values_, {}));
  for (Builder& child : children_) {
    parts.children.push_back(child.finish());
  }
  return Array::make(std::move(parts));
}

}  // namespace omnigraph::columnar

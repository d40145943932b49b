#include "base/throw_error.h"
#include "columnar/arrow_c.h"

#include <charconv>
#include <memory>
#include <optional>
#include <string_view>

namespace omnigraph::columnar {
namespace {

constexpr std::int64_t kNullableFlag = 2;  // ARROW_FLAG_NULLABLE

std::optional<Type> scalar_of(std::string_view format) {
  struct Scalar {
    std::string_view format;
    TypeId id;
  };
  constexpr Scalar kScalars[] = {
      {"b", TypeId::boolean}, {"i", TypeId::int32},    {"l", TypeId::int64},
      {"I", TypeId::uint32},  {"L", TypeId::uint64},   {"f", TypeId::float32},
      {"g", TypeId::float64}, {"tdD", TypeId::date32}, {"tdm", TypeId::date64},
      {"U", TypeId::utf8},    {"Z", TypeId::binary}};
  for (const Scalar& scalar : kScalars) {
    if (scalar.format == format) {
      return Type(scalar.id);
    }
  }
  return std::nullopt;
}

Type nested_of(const ArrowSchema& schema, std::vector<Field> children) {
  std::string_view format = schema.format;
  if (format == "+L" && children.size() == 1) {
    return Type::list(std::move(children.front()));
  }
  if (format == "+s") {
    return Type::structure(std::move(children));
  }
  std::uint32_t dimension = 0;
  if (format.starts_with("+w:") && children.size() == 1 &&
      children.front().type.id() == TypeId::float32 &&
      std::from_chars(format.data() + 3, format.data() + format.size(), dimension).ptr ==
          format.data() + format.size()) {
    return Type::vector(dimension);
  }
  throw_bad_request("Arrow type '{}' of column '{}' is not supported", format,
                    schema.name == nullptr ? "" : schema.name);
}

Field read_schema(const ArrowSchema& schema) {
  std::vector<Field> children;
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    children.push_back(read_schema(*schema.children[i]));
  }
  std::optional<Type> scalar = scalar_of(schema.format);
  return {schema.name == nullptr ? "" : schema.name,
          scalar ? *scalar : nested_of(schema, std::move(children)),
          (schema.flags & kNullableFlag) != 0};
}

/// Keeps an array that was moved to us until nothing refers to its buffers.
struct Imported {
  explicit Imported(ArrowArray& source) : array(source) { source.release = nullptr; }
  ~Imported() {
    if (array.release != nullptr) {
      array.release(&array);
    }
  }
  Imported(const Imported&) = delete;
  Imported& operator=(const Imported&) = delete;

  ArrowArray array;
};

Buffer buffer_of(const std::shared_ptr<const Imported>& owner, const ArrowArray& array,
                 std::size_t index, std::size_t size) {
  const auto* data = static_cast<const std::byte*>(array.buffers[index]);
  return data == nullptr ? Buffer() : Buffer(owner, {data, size});
}

void check_counts(const ArrowArray& array, const Type& type) {
  bool has_offsets = type.is_variable() || type.id() == TypeId::list;
  bool has_values = type.is_variable() || type.is_fixed_width();
  std::int64_t buffers = 1 + (has_offsets ? 1 : 0) + (has_values ? 1 : 0);
  auto children = type.id() == TypeId::vector ? std::int64_t{1}
                                              : static_cast<std::int64_t>(type.children().size());
  if (array.n_buffers != buffers || array.n_children != children || array.dictionary != nullptr) {
    throw_bad_request(
        "an Arrow array of type {} has {} buffers and {} children; expected {} and {}",
        to_string(type), array.n_buffers, array.n_children, buffers, children);
  }
}

ArrayPtr read_array(const std::shared_ptr<const Imported>& owner, const ArrowArray& array,
                    const Type& type) {
  check_counts(array, type);
  Array::Parts parts;
  parts.type = type;
  parts.length = static_cast<std::size_t>(array.length);
  parts.offset = static_cast<std::size_t>(array.offset);
  std::size_t end = parts.offset + parts.length;
  if (array.buffers[0] != nullptr && array.null_count != 0) {
    parts.validity = buffer_of(owner, array, 0, bytes_for_bits(end));
    parts.null_count =
        parts.length - count_set_bits(parts.validity.data(), parts.offset, parts.length);
  }
  if (type.is_variable() || type.id() == TypeId::list) {
    parts.offsets = buffer_of(owner, array, 1, (end + 1) * sizeof(std::int64_t));
    if (parts.offsets.empty()) {  // allowed for an array without values
      parts.offsets = Buffer::take(std::vector<std::int64_t>{0});
    }
  }
  if (type.is_variable()) {
    auto bytes = static_cast<std::size_t>(parts.offsets.as<std::int64_t>().back());
    parts.values = buffer_of(owner, array, 2, bytes);
  } else if (type.is_fixed_width()) {
    parts.values = buffer_of(owner, array, 1, bytes_for_bits(end * type.bit_width()));
  } else if (type.id() == TypeId::vector) {
    // The floats may begin at an offset of their own.
    const ArrowArray& floats = *array.children[0];
    check_counts(floats, Type(TypeId::float32));
    const auto* first = static_cast<const float*>(floats.buffers[1]) + floats.offset;
    parts.values = Buffer(
        owner, {reinterpret_cast<const std::byte*>(first), end * type.dimension() * sizeof(float)});
  }
  for (std::size_t i = 0; i < type.children().size(); ++i) {
    parts.children.push_back(read_array(owner, *array.children[i], type.children()[i].type));
  }
  return Array::make(std::move(parts));
}

}  // namespace

Field import_schema(ArrowSchema& schema) {
  struct Release {
    ArrowSchema& schema;
    ~Release() { schema.release(&schema); }
  } release{schema};
  return read_schema(schema);
}

ArrayPtr import_array(ArrowArray& array, const Type& type) {
  auto owner = std::make_shared<const Imported>(array);
  return read_array(owner, owner->array, type);
}

}  // namespace omnigraph::columnar

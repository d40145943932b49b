#include "columnar/type.h"

#include "base/throw_error.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace omnigraph::columnar {

Type Type::vector(std::uint32_t dimension) {
  Type type(TypeId::vector);
  type.dimension_ = dimension;
  return type;
}

Type Type::list(Field item) {
  Type type(TypeId::list);
  std::vector<Field> children;
  children.push_back(std::move(item));
  type.children_ = std::make_shared<const std::vector<Field>>(std::move(children));
  return type;
}

Type Type::structure(std::vector<Field> fields) {
  Type type(TypeId::structure);
  type.children_ = std::make_shared<const std::vector<Field>>(std::move(fields));
  return type;
}

const std::vector<Field>& Type::children() const {
  static const std::vector<Field> kNone;
  return children_ ? *children_ : kNone;
}

const Field& Type::item() const {
  ensure(id_ == TypeId::list, "only lists have items");
  return children_->front();
}

std::uint32_t Type::bit_width() const {
  switch (id_) {
    case TypeId::boolean:
      return 1;
    case TypeId::int32:
    case TypeId::uint32:
    case TypeId::float32:
    case TypeId::date32:
      return 32;
    case TypeId::int64:
    case TypeId::uint64:
    case TypeId::float64:
    case TypeId::date64:
      return 64;
    case TypeId::utf8:
    case TypeId::binary:
    case TypeId::vector:
    case TypeId::list:
    case TypeId::structure:
      return 0;
  }
  return 0;
}

bool Type::is_integer() const {
  return id_ == TypeId::int32 || id_ == TypeId::int64 || id_ == TypeId::uint32 ||
         id_ == TypeId::uint64;
}

bool Type::is_numeric() const { return is_integer() || is_floating(); }

bool operator==(const Type& a, const Type& b) {
  return a.id_ == b.id_ && a.dimension_ == b.dimension_ && a.children() == b.children();
}

std::string to_string(const Type& type) {
  constexpr std::array<std::string_view, 14> kNames = {
      "boolean", "int32",  "int64", "uint32", "uint64", "float32", "float64",
      "date32",  "date64", "utf8",  "binary", "vector", "list",    "struct"};
  std::string text(kNames.at(static_cast<std::size_t>(type.id())));
  if (type.id() == TypeId::vector) {
    return fmt::format("{}({})", text, type.dimension());
  }
  if (type.children().empty()) {
    return text;
  }
  text += '<';
  for (std::size_t i = 0; i < type.children().size(); ++i) {
    text += (i == 0 ? "" : ", ") + to_string(type.children()[i].type);
  }
  return text + '>';
}

}  // namespace omnigraph::columnar

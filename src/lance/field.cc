#include "lance/field.h"

#include "lance/logical_type.h"

#include <fmt/format.h>

#include <algorithm>

namespace omnigraph::lance {
namespace {

using columnar::Type;
using columnar::TypeId;

constexpr std::string_view kNoType = "(none)";

Field make_field(const columnar::Field& column, std::int32_t& next_id) {
  Field field;
  field.name = column.name;
  field.id = next_id++;
  field.type = column.type;
  field.nullable = column.nullable;
  for (const columnar::Field& child : column.type.children()) {
    field.children.push_back(make_field(child, next_id));
  }
  if (column.type.id() == TypeId::structure && field.children.size() == 2 &&
      field.children[0].name == "data" && field.children[0].type.id() == TypeId::binary &&
      field.children[1].name == "uri" && field.children[1].type.id() == TypeId::utf8) {
    field.children[0].metadata.emplace(kBlobMark, "true");
  }
  return field;
}

void append_flattened(std::span<const Field> fields, std::vector<const Field*>& out) {
  for (const Field& field : fields) {
    out.push_back(&field);
    append_flattened(field.children, out);
  }
}

bool has_mark(const Field& field, std::string_view key, std::string_view value) {
  auto mark = field.metadata.find(std::string(key));
  return mark != field.metadata.end() && mark->second == value;
}

columnar::Field to_columnar(const Field& field) {
  return columnar::Field{field.name, field.type, field.nullable};
}

// The text that we would write for the field if no foreign writer had chosen another one.
std::string own_logical_type(const Field& field) {
  switch (field.type.id()) {
    case TypeId::vector:
      return fmt::format("fixed_size_list:float:{}", field.type.dimension());
    case TypeId::list:
      return field.type.item().type.id() == TypeId::structure ? "list.struct" : "list";
    case TypeId::structure:
      return "struct";
    case TypeId::binary:
      return is_blob_data(field) ? "large_binary" : "binary";
    default:
      return std::string(scalar_type_text(field.type.id()));
  }
}

// The type in memory of `text`; nothing if we cannot read it.
std::optional<Type> memory_type(const Field& field, std::string_view text) {
  if (text == "struct") {
    return Type::structure(to_columnar_schema(field.children));
  }
  if (text == "list" || text == "list.struct" || text == "large_list" ||
      text == "large_list.struct") {
    return field.children.size() == 1
               ? std::optional(Type::list(to_columnar(field.children.front())))
               : std::nullopt;
  }
  if (!field.children.empty()) {
    return std::nullopt;
  }
  if (std::optional<StoredScalar> scalar = parse_scalar_type(text)) {
    return Type(scalar->type);
  }
  if (std::optional<FixedSizeListType> list = parse_fixed_size_list(text)) {
    if (list->item == "float") {
      return Type::vector(list->dimension);
    }
    std::optional<StoredScalar> item = parse_scalar_type(list->item);
    if (item && item->bits != 0) {
      return Type::list({"item", Type(item->type), true});
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<Field> assign_field_ids(const columnar::Schema& schema, std::int32_t first_id) {
  std::vector<Field> fields;
  fields.reserve(schema.size());
  for (const columnar::Field& column : schema) {
    fields.push_back(make_field(column, first_id));
  }
  return fields;
}

std::vector<const Field*> flatten(std::span<const Field> fields) {
  std::vector<const Field*> flat;
  append_flattened(fields, flat);
  return flat;
}

const Field* find_field(std::span<const Field> fields, std::int32_t id) {
  for (const Field& field : fields) {
    if (field.id == id) {
      return &field;
    }
    if (const Field* nested = find_field(field.children, id)) {
      return nested;
    }
  }
  return nullptr;
}

std::int32_t max_field_id(std::span<const Field> fields) {
  std::int32_t highest = -1;
  for (const Field& field : fields) {
    highest = std::max({highest, field.id, max_field_id(field.children)});
  }
  return highest;
}

columnar::Schema to_columnar_schema(std::span<const Field> fields) {
  columnar::Schema schema;
  schema.reserve(fields.size());
  for (const Field& field : fields) {
    schema.push_back(to_columnar(field));
  }
  return schema;
}

bool is_blob_data(const Field& field) {
  return field.type.id() == TypeId::binary && has_mark(field, kBlobMark, "true");
}

bool is_blob_v2(const Field& field) {
  return field.type.id() == TypeId::structure && field.children.size() == 2 &&
         field.children[0].type.id() == TypeId::binary &&
         field.children[1].type.id() == TypeId::utf8 &&
         has_mark(field, "ARROW:extension:name", "lance.blob.v2");
}

bool is_packed_structure(const Field& field) {
  return field.type.id() == TypeId::structure && !field.children.empty() &&
         (has_mark(field, "lance-encoding:packed", "true") || has_mark(field, "packed", "true"));
}

bool is_blob_structure(const Field& field) {
  return field.type.id() == TypeId::structure && !field.children.empty() &&
         is_blob_data(field.children.front());
}

std::string logical_type(const Field& field) {
  return field.foreign_type.empty() ? own_logical_type(field) : field.foreign_type;
}

void set_logical_type(Field& field, std::string_view text) {
  field.foreign_type.clear();
  std::optional<Type> type = memory_type(field, text);
  field.type = type.value_or(Type(TypeId::binary));
  if (!type || own_logical_type(field) != text) {
    // A field that names no type must not look like one of ours.
    field.foreign_type = text.empty() ? kNoType : text;
  }
}

bool is_readable(const Field& field) {
  return field.foreign_type.empty() || memory_type(field, field.foreign_type).has_value();
}

}  // namespace omnigraph::lance

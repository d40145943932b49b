#include "columnar/arrow_c.h"

#include <fmt/format.h>

#include <memory>

namespace omnigraph::columnar {
namespace {

constexpr std::int64_t kNullableFlag = 2;  // ARROW_FLAG_NULLABLE

std::string format_of(const Type& type) {
  switch (type.id()) {
    case TypeId::boolean:
      return "b";
    case TypeId::int32:
      return "i";
    case TypeId::int64:
      return "l";
    case TypeId::uint32:
      return "I";
    case TypeId::uint64:
      return "L";
    case TypeId::float32:
      return "f";
    case TypeId::float64:
      return "g";
    case TypeId::date32:
      return "tdD";
    case TypeId::date64:
      return "tdm";
    case TypeId::utf8:
      return "U";
    case TypeId::binary:
      return "Z";
    case TypeId::vector:
      return fmt::format("+w:{}", type.dimension());
    case TypeId::list:
      return "+L";
    case TypeId::structure:
      return "+s";
  }
  return {};
}

/// What an exported schema owns.
struct SchemaOwner {
  std::string format;
  std::string name;
  std::vector<std::unique_ptr<ArrowSchema>> children;
  std::vector<ArrowSchema*> child_pointers;
};

void release_schema(ArrowSchema* schema) {
  for (std::int64_t i = 0; i < schema->n_children; ++i) {
    if (schema->children[i]->release != nullptr) {
      schema->children[i]->release(schema->children[i]);
    }
  }
  delete static_cast<SchemaOwner*>(schema->private_data);  // handed out by export_schema
  schema->release = nullptr;
}

/// What an exported array owns.
struct ArrayOwner {
  ArrayPtr array;
  std::vector<const void*> buffers;
  std::vector<std::unique_ptr<ArrowArray>> children;
  std::vector<ArrowArray*> child_pointers;
};

void release_array(ArrowArray* array) {
  for (std::int64_t i = 0; i < array->n_children; ++i) {
    if (array->children[i]->release != nullptr) {
      array->children[i]->release(array->children[i]);
    }
  }
  delete static_cast<ArrayOwner*>(array->private_data);  // handed out by export_array
  array->release = nullptr;
}

/// The floats of a vector column as an array of their own.
ArrayPtr floats_of(const Array& vectors) {
  Array::Parts parts;
  parts.type = Type(TypeId::float32);
  parts.length = (vectors.parts().offset + vectors.length()) * vectors.type().dimension();
  parts.values = vectors.parts().values;
  return Array::make(std::move(parts));
}

}  // namespace

void export_schema(const Field& field, ArrowSchema& out) {
  auto owner = std::make_unique<SchemaOwner>();
  owner->format = format_of(field.type);
  owner->name = field.name;
  std::vector<Field> children = field.type.children();
  if (field.type.id() == TypeId::vector) {
    children = {{"item", Type(TypeId::float32), true}};
  }
  for (const Field& child : children) {
    owner->children.push_back(std::make_unique<ArrowSchema>());
    owner->child_pointers.push_back(owner->children.back().get());
    export_schema(child, *owner->children.back());
  }
  out = {};
  out.format = owner->format.c_str();
  out.name = owner->name.c_str();
  out.flags = field.nullable ? kNullableFlag : 0;
  out.n_children = static_cast<std::int64_t>(owner->children.size());
  out.children = owner->child_pointers.data();
  out.release = release_schema;
  out.private_data = owner.release();
}

void export_array(const ArrayPtr& array, ArrowArray& out) {
  auto owner = std::make_unique<ArrayOwner>();
  owner->array = array;
  const Array::Parts& parts = array->parts();
  owner->buffers.push_back(parts.null_count == 0 ? nullptr : parts.validity.data());
  if (parts.type.is_variable() || parts.type.id() == TypeId::list) {
    owner->buffers.push_back(parts.offsets.data());
  }
  if (parts.type.is_variable() || parts.type.is_fixed_width()) {
    owner->buffers.push_back(parts.values.data());
  }
  std::vector<ArrayPtr> children = parts.children;
  if (parts.type.id() == TypeId::vector) {
    children = {floats_of(*array)};
  }
  for (const ArrayPtr& child : children) {
    owner->children.push_back(std::make_unique<ArrowArray>());
    owner->child_pointers.push_back(owner->children.back().get());
    export_array(child, *owner->children.back());
  }
  out = {};
  out.length = static_cast<std::int64_t>(parts.length);
  out.null_count = static_cast<std::int64_t>(parts.null_count);
  out.offset = static_cast<std::int64_t>(parts.offset);
  out.n_buffers = static_cast<std::int64_t>(owner->buffers.size());
  out.buffers = owner->buffers.data();
  out.n_children = static_cast<std::int64_t>(owner->children.size());
  out.children = owner->child_pointers.data();
  out.release = release_array;
  out.private_data = owner.release();
}

}  // namespace omnigraph::columnar

#include "schema/catalog.h"

#include "schema/names.h"

#include <fmt/format.h>

#include <algorithm>

namespace omnigraph::schema {
namespace {

/// The element of `sorted` with that name, or null.
template <typename T>
const T* find_sorted(const std::vector<T>& sorted, std::string_view name) {
  auto found =
      std::lower_bound(sorted.begin(), sorted.end(), name,
                       [](const T& element, std::string_view key) { return element.name < key; });
  return found != sorted.end() && found->name == name ? &*found : nullptr;
}

template <typename T>
std::vector<std::string> names_of(const std::vector<T>& elements) {
  std::vector<std::string> names;
  names.reserve(elements.size());
  for (const T& element : elements) {
    names.push_back(element.name);
  }
  return names;
}

columnar::TypeId scalar_column(Scalar scalar) {
  switch (scalar) {
    case Scalar::boolean:
      return columnar::TypeId::boolean;
    case Scalar::i32:
      return columnar::TypeId::int32;
    case Scalar::i64:
      return columnar::TypeId::int64;
    case Scalar::u32:
      return columnar::TypeId::uint32;
    case Scalar::u64:
      return columnar::TypeId::uint64;
    case Scalar::f32:
      return columnar::TypeId::float32;
    case Scalar::f64:
      return columnar::TypeId::float64;
    case Scalar::date:
      return columnar::TypeId::date32;
    case Scalar::date_time:
      return columnar::TypeId::date64;
    case Scalar::vector:
      return columnar::TypeId::vector;
    case Scalar::blob:
      return columnar::TypeId::structure;
    case Scalar::string:
      break;
  }
  return columnar::TypeId::utf8;
}

columnar::Type element_type(const PropertyType& type) {
  switch (type.scalar) {
    case Scalar::vector:
      return columnar::Type::vector(type.dimension);
    case Scalar::blob:
      return columnar::Type::structure({{"data", columnar::Type(columnar::TypeId::binary), true},
                                        {"uri", columnar::Type(columnar::TypeId::utf8), true}});
    default:
      return columnar::Type(scalar_column(type.scalar));
  }
}

columnar::Field system_column(std::string name) {
  return {std::move(name), columnar::Type(columnar::TypeId::utf8), false};
}

void append_properties(columnar::Schema& columns, const EntityType& type) {
  for (const Property& property : type.properties) {
    columns.push_back({property.name, column_type(property.type), property.type.nullable});
  }
}

}  // namespace

std::string to_string(const PropertyType& type) {
  std::string text;
  if (!type.enum_values.empty()) {
    text = fmt::format("enum({})", fmt::join(type.enum_values, ", "));
  } else if (type.scalar == Scalar::vector) {
    text = fmt::format("Vector({})", type.dimension);
  } else {
    text = scalar_name(type.scalar);
  }
  if (type.list) {
    text = "[" + text + "]";
  }
  if (type.nullable) {
    text += '?';
  }
  return text;
}

columnar::Type column_type(const PropertyType& type) {
  columnar::Type element = element_type(type);
  return type.list ? columnar::Type::list({"item", std::move(element), true}) : element;
}

const Property* EntityType::find_property(std::string_view property_name) const {
  return find_sorted(properties, property_name);
}

std::vector<std::string> EntityType::property_names() const { return names_of(properties); }

std::vector<const Property*> NodeType::key() const {
  std::vector<const Property*> members;
  for (const Constraint& constraint : constraints) {
    if (const auto* key = std::get_if<KeyConstraint>(&constraint)) {
      for (const std::string& property_name : key->properties) {
        if (const Property* property = find_property(property_name)) {
          members.push_back(property);
        }
      }
    }
  }
  // Before ids are allocated all are equal, and names keep their order.
  std::stable_sort(members.begin(), members.end(),
                   [](const Property* a, const Property* b) { return a->id < b->id; });
  return members;
}

const InterfaceType* Catalog::find_interface(std::string_view name) const {
  return find_sorted(interfaces, name);
}

const NodeType* Catalog::find_node(std::string_view name) const { return find_sorted(nodes, name); }

const EdgeType* Catalog::find_edge(std::string_view name) const {
  if (const EdgeType* exact = find_sorted(edges, name)) {
    return exact;
  }
  auto found = std::find_if(edges.begin(), edges.end(), [name](const EdgeType& edge) {
    return equal_ignoring_case(edge.name, name);
  });
  return found != edges.end() ? &*found : nullptr;
}

std::vector<std::string> Catalog::node_names() const { return names_of(nodes); }
std::vector<std::string> Catalog::edge_names() const { return names_of(edges); }

columnar::Schema node_columns(const NodeType& type) {
  columnar::Schema columns = {system_column("id")};
  append_properties(columns, type);
  return columns;
}

columnar::Schema edge_columns(const EdgeType& type) {
  columnar::Schema columns = {system_column("id"), system_column("src"), system_column("dst")};
  append_properties(columns, type);
  return columns;
}

}  // namespace omnigraph::schema

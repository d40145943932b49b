#pragma once

#include "columnar/type.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace omnigraph::schema {

/// The field metadata of a stored property column: its property id in decimal (SCH-72).
inline constexpr std::string_view kStablePropertyIdMetadata = "omnigraph.stable_property_id";

/// The scalars of the schema language (SCH-31); an enum is a String with a closed value set.
enum class Scalar : std::uint8_t {
  string,
  boolean,
  i32,
  i64,
  u32,
  u64,
  f32,
  f64,
  date,
  date_time,
  blob,
  vector,
};

/// The declared type of a property.
struct PropertyType {
  Scalar scalar = Scalar::string;
  std::uint32_t dimension = 0;  ///< of a vector, else 0
  bool list = false;
  bool nullable = false;
  /// The members of an enum, sorted; empty for every other type.
  std::vector<std::string> enum_values;

  friend bool operator==(const PropertyType&, const PropertyType&) = default;
};

/// `String`, `[I32]`, `Vector(8)`, `enum(a, b)`, with a trailing `?` when optional.
std::string to_string(const PropertyType& type);

/// The column that stores a property (SCH-31). Blobs are a structure of `data` and `uri`.
columnar::Type column_type(const PropertyType& type);

/// `@name("value", key="text")`, kept as text.
struct Annotation {
  std::string name;
  std::optional<std::string> value;
  std::vector<std::pair<std::string, std::string>> kwargs;  ///< sorted by key

  friend bool operator==(const Annotation&, const Annotation&) = default;
};

/// What `@embed(source, model="…")` says about a vector property.
struct EmbedSource {
  std::string property;
  std::optional<std::string> model;
  friend bool operator==(const EmbedSource&, const EmbedSource&) = default;
};

/// A property of an interface that a node's property stands for.
struct InterfaceProperty {
  std::string interface_name;
  std::string property_name;
  friend bool operator==(const InterfaceProperty&, const InterfaceProperty&) = default;
};

/// A property with its stable identity. `id` is 0 until identities are allocated (SCH-59).
struct Property {
  std::string name;
  std::uint64_t id = 0;
  PropertyType type;
  std::vector<Annotation> annotations;  ///< sorted by their compact JSON text
  bool key = false;  ///< spelled `@key` on the property itself; also the next two
  bool unique = false;
  bool index = false;
  std::optional<EmbedSource> embed;
  bool declared_directly = true;  ///< false when an interface injected it
  std::vector<InterfaceProperty> satisfies;

  friend bool operator==(const Property&, const Property&) = default;
};

/// A bound of `@range`: an integer where it was written as one that fits 64 bits, else a float.
using RangeBound = std::variant<std::int64_t, double>;

struct KeyConstraint {
  std::vector<std::string> properties;  ///< sorted by name
  friend bool operator==(const KeyConstraint&, const KeyConstraint&) = default;
};
struct UniqueConstraint {
  std::vector<std::string> properties;  ///< sorted; on edges also `src`, `dst`
  friend bool operator==(const UniqueConstraint&, const UniqueConstraint&) = default;
};
struct IndexConstraint {
  std::vector<std::string> properties;  ///< sorted; on edges also `src`, `dst`
  friend bool operator==(const IndexConstraint&, const IndexConstraint&) = default;
};
struct RangeConstraint {
  std::string property;
  std::optional<RangeBound> min;
  std::optional<RangeBound> max;
  friend bool operator==(const RangeConstraint&, const RangeConstraint&) = default;
};
struct CheckConstraint {
  std::string property;
  std::string pattern;
  friend bool operator==(const CheckConstraint&, const CheckConstraint&) = default;
};
using Constraint = std::variant<KeyConstraint, UniqueConstraint, IndexConstraint, RangeConstraint,
                                CheckConstraint>;

struct InterfaceType {
  std::string name;
  std::uint64_t type_id = 0;
  std::vector<Property> properties;  ///< sorted by name
  friend bool operator==(const InterfaceType&, const InterfaceType&) = default;
};

/// What node and edge types have in common: an identity and properties stored in one table.
struct EntityType {
  std::string name;
  std::uint64_t type_id = 0;
  std::uint64_t incarnation = 0;
  std::vector<Annotation> annotations;
  std::vector<Property> properties;     ///< sorted by name (SCH-51)
  std::vector<Constraint> constraints;  ///< sorted as SCH-64 says

  /// The property of that name, or null.
  const Property* find_property(std::string_view property_name) const;
  std::vector<std::string> property_names() const;

  friend bool operator==(const EntityType&, const EntityType&) = default;
};

struct NodeType : EntityType {
  std::vector<std::string> implements;  ///< sorted by name

  /// The members of the key in ascending stable property id (SCH-54); empty without `@key`.
  std::vector<const Property*> key() const;

  friend bool operator==(const NodeType&, const NodeType&) = default;
};

struct Cardinality {
  std::uint32_t min = 0;
  std::optional<std::uint32_t> max;
  friend bool operator==(const Cardinality&, const Cardinality&) = default;
};

struct EdgeType : EntityType {
  std::string from;  ///< name of the node type of `src`
  std::string to;    ///< name of the node type of `dst`
  Cardinality cardinality;
  friend bool operator==(const EdgeType&, const EdgeType&) = default;
};

/// The types of one schema source, resolved and checked, with stable identities once allocated.
/// A value; shared as `CatalogPtr` once built.
struct Catalog {
  std::string identity_domain;  ///< ULID of the graph's identity domain (SCH-58)
  std::uint64_t next_identity_id = 1;
  std::vector<InterfaceType> interfaces;  ///< sorted by name, as are the next two
  std::vector<NodeType> nodes;
  std::vector<EdgeType> edges;

  const InterfaceType* find_interface(std::string_view name) const;
  const NodeType* find_node(std::string_view name) const;
  /// An exact spelling wins; otherwise the edge type whose name differs only in case (SCH-18).
  const EdgeType* find_edge(std::string_view name) const;
  std::vector<std::string> node_names() const;
  std::vector<std::string> edge_names() const;

  friend bool operator==(const Catalog&, const Catalog&) = default;
};

using CatalogPtr = std::shared_ptr<const Catalog>;

/// The columns of a node table: `id`, then the properties by name (SCH-51).
columnar::Schema node_columns(const NodeType& type);
/// The columns of an edge table: `id`, `src`, `dst`, then the properties by name.
columnar::Schema edge_columns(const EdgeType& type);

}  // namespace omnigraph::schema

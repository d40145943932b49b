#pragma once

#include "columnar/array.h"
#include "omnigraph/schema.h"
#include "schema/catalog.h"
#include "schema/names.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// From the accepted schema to another one (sections 10 and 20 of the schema specification). Names
// in steps are the desired ones, unless something is dropped.

namespace omnigraph::schema {

enum class DropMode : std::uint8_t { soft, hard };

struct AddType {
  DeclarationKind kind = DeclarationKind::node;
  std::string name;
};
struct RenameType {
  DeclarationKind kind = DeclarationKind::node;
  std::string from;
  std::string to;
};
struct AddProperty {
  DeclarationKind kind = DeclarationKind::node;
  std::string type_name;
  std::string property_name;
  PropertyType type;
  /// What `@default` gives the entities that are there, as it is spelled.
  std::optional<std::string> default_text;
};
struct RenameProperty {
  DeclarationKind kind = DeclarationKind::node;
  std::string type_name;
  std::string from;
  std::string to;
};
struct AddConstraint {
  DeclarationKind kind = DeclarationKind::node;
  std::string type_name;
  Constraint constraint;
};
struct DropConstraint {
  DeclarationKind kind = DeclarationKind::node;
  std::string type_name;
  Constraint constraint;
};
/// Another range or pattern for the same property.
struct ChangeConstraint {
  DeclarationKind kind = DeclarationKind::node;
  std::string type_name;
  Constraint from;
  Constraint to;
};
/// The same constraint, written on the property or in the body.
struct MoveConstraint {
  DeclarationKind kind = DeclarationKind::node;
  std::string type_name;
  Constraint constraint;
  bool to_property = false;
};
struct ExtendEnum {
  DeclarationKind kind = DeclarationKind::node;
  std::string type_name;
  std::string property_name;
  std::vector<std::string> added_values;  ///< sorted
};
/// A wider number: every value of `from` is one of `to`.
struct ChangeType {
  DeclarationKind kind = DeclarationKind::node;
  std::string type_name;
  std::string property_name;
  PropertyType from;
  PropertyType to;
};
struct ChangeNullability {
  DeclarationKind kind = DeclarationKind::node;
  std::string type_name;
  std::string property_name;
  PropertyType from;
  PropertyType to;
};
struct ChangeCardinality {
  std::string name;
  Cardinality from;
  Cardinality to;
};
/// The interfaces that a node implements, by name.
struct ChangeInterfaces {
  std::string name;
  std::vector<std::string> from;
  std::vector<std::string> to;
};
/// A property that an interface gave becomes the node's own, or the reverse, or stands for other
/// properties of interfaces than before.
struct ChangeProvenance {
  std::string type_name;
  std::string property_name;
  bool from_declared = false;
  bool to_declared = false;
};
struct UpdateTypeMetadata {
  DeclarationKind kind = DeclarationKind::node;
  std::string name;
  std::vector<Annotation> annotations;  ///< all desired ones
};
struct UpdatePropertyMetadata {
  DeclarationKind kind = DeclarationKind::node;
  std::string type_name;
  std::string property_name;
  std::vector<Annotation> annotations;  ///< all desired ones, `@embed` among them if it is new
  /// Whether this says of a vector for the first time what it embeds. Then no entity may have a
  /// value for it (tier `validated`) unless the type is empty.
  bool adds_embed = false;
};
struct DropType {
  DeclarationKind kind = DeclarationKind::node;
  std::string name;
  DropMode mode = DropMode::soft;
};
struct DropProperty {
  DeclarationKind kind = DeclarationKind::node;
  std::string type_name;
  std::string property_name;
  DropMode mode = DropMode::soft;
};
struct UnsupportedChange {
  std::string entity;  ///< `schema`, `node:T`, `edge:E.p`
  std::string reason;
};

using Change =
    std::variant<AddType, RenameType, AddProperty, RenameProperty, AddConstraint, DropConstraint,
                 ChangeConstraint, MoveConstraint, ExtendEnum, ChangeType, ChangeNullability,
                 ChangeCardinality, ChangeInterfaces, ChangeProvenance, UpdateTypeMetadata,
                 UpdatePropertyMetadata, DropType, DropProperty, UnsupportedChange>;

struct MigrationStep {
  Change change;
  ChangeTier tier = ChangeTier::safe;
  std::optional<std::string> code;
};

struct Migration {
  std::vector<MigrationStep> steps;  ///< in the order of SCH-80
  std::vector<SchemaDiagnostic> diagnostics;
  /// The desired schema with identities: those of what it has in common with the accepted one, and
  /// new ones (SCH-60). The same shape as the accepted one exactly if there are no steps.
  Catalog desired;

  bool is_supported() const;
  /// The first unsupported step, or null.
  const MigrationStep* first_unsupported() const;
};

struct MigrationOptions {
  DropMode drops = DropMode::soft;
  /// How many entities the table of an accepted type holds, by type id; without it, all tables
  /// count as populated with an unknown number.
  std::function<std::uint64_t(std::uint64_t type_id)> entity_count;
};

/// Plans the way from `accepted` to what `source` declares. Reads nothing and writes nothing.
///
/// Throws `Error` (bad_request): the source is not admissible (SCH-12), or a rename hint cannot be
/// resolved (SCH-75).
Migration plan_migration(const Catalog& accepted, std::string_view source,
                         const MigrationOptions& options);

/// The rename hints of a source for a new graph, which have nothing to rename (SCH-76).
std::vector<SchemaDiagnostic> inert_hints(std::string_view source);

/// The plan as programs outside see it.
SchemaPlan public_plan(const Migration& migration);

/// The value that `@default` spells for a column of `type`, as an array of length 1; null if the
/// text is no value of the type, or the type takes no default (lists, vectors, Blobs).
columnar::ArrayPtr default_value(const PropertyType& type, std::string_view text);

}  // namespace omnigraph::schema

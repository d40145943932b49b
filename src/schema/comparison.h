#pragma once

#include "schema/migration.h"

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How two catalogs with identities are compared (sections 10 and 20.7 of the schema specification).
// Internal to this folder; `plan_migration` is what others call. What has one id on both sides is
// the same thing; names only describe it.

namespace omnigraph::schema {

/// A declaration of any kind. Refers to its catalog.
struct TypeView {
  DeclarationKind kind = DeclarationKind::node;
  std::string_view name;
  std::uint64_t id = 0;
  const std::vector<Property>* properties = nullptr;
  const EntityType* entity = nullptr;  ///< null: an interface

  const Property* find(std::string_view property_name) const;
};

TypeView view(const InterfaceType& type);
TypeView view(const NodeType& type);
TypeView view(const EdgeType& type);

/// A declaration that both sides have.
struct TypePair {
  TypeView accepted;
  TypeView desired;

  DeclarationKind kind() const { return desired.kind; }
  std::string type_name() const { return std::string(desired.name); }
};

/// The types and properties of a catalog by id. Refers to the catalog.
class IdentityIndex {
 public:
  explicit IdentityIndex(const Catalog& catalog);

  /// Null if there is no such type.
  const TypeView* type(std::uint64_t id) const;
  /// Null if there is no such property.
  const Property* property(std::uint64_t id) const;

 private:
  void add(const TypeView& type);

  absl::flat_hash_map<std::uint64_t, TypeView> types_;
  absl::flat_hash_map<std::uint64_t, const Property*> properties_;
};

/// What the comparisons of single declarations share: both sides, and the steps found so far.
class Comparison {
 public:
  Comparison(const Catalog& accepted, const Catalog& desired, const MigrationOptions& options);

  const Catalog& accepted() const { return accepted_; }
  const Catalog& desired() const { return desired_; }
  const IdentityIndex& before() const { return before_; }
  const IdentityIndex& after() const { return after_; }
  DropMode drops() const { return options_.drops; }
  ChangeTier drop_tier() const {
    return options_.drops == DropMode::hard ? ChangeTier::destructive : ChangeTier::safe;
  }

  /// How many entities the table of an accepted type holds: 0 for interfaces, nothing if that is
  /// not known.
  std::optional<std::uint64_t> entities_of(const TypeView& accepted) const;

  bool is_empty(const TypePair& pair) const { return entities_of(pair.accepted) == 0U; }

  void add(Change change, ChangeTier tier = ChangeTier::safe);
  void add(Change change, ChangeTier tier, std::string_view code);
  /// An unsupported change with its code, which also gives the tier.
  void refuse(std::string entity, std::string_view code, std::string reason);
  void note(SchemaDiagnostic diagnostic) { diagnostics_.push_back(std::move(diagnostic)); }

  std::vector<MigrationStep>& steps() { return steps_; }
  std::vector<SchemaDiagnostic>& diagnostics() { return diagnostics_; }

 private:
  const Catalog& accepted_;
  const Catalog& desired_;
  const MigrationOptions& options_;
  IdentityIndex before_;
  IdentityIndex after_;
  std::vector<MigrationStep> steps_;
  std::vector<SchemaDiagnostic> diagnostics_;
};

/// All steps, in the order of SCH-80.
void compare_types(Comparison& comparison);

/// The steps for the properties of one declaration and for its constraints.
void compare_members(Comparison& comparison, const TypePair& pair);

/// The steps that make the accepted type of a property the desired one.
void compare_property_types(Comparison& comparison, const TypePair& pair, const Property& accepted,
                            const Property& desired);

/// The step that adds `@embed` together with the other annotations, or why it cannot change.
/// Whether there is such a step, so that the annotations are no longer different.
bool compare_embeds(Comparison& comparison, const TypePair& pair, const Property& accepted,
                    const Property& desired);

/// The step for the annotations of a property other than `@embed`.
void compare_annotations(Comparison& comparison, const TypePair& pair, const Property& accepted,
                         const Property& desired);

/// The step that adds `property`, or why it cannot be added.
void add_property(Comparison& comparison, const TypePair& pair, const Property& property);

/// Notes that a drop takes the values of a populated type along (OG-DS-102 to 105).
void note_dropped_type(Comparison& comparison, const TypeView& type);
void note_dropped_property(Comparison& comparison, const TypePair& pair, const Property& property);

/// Notes declarations and properties that look renamed, although no hint says so.
void note_possible_renames(Comparison& comparison);

}  // namespace omnigraph::schema

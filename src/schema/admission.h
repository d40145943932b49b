#pragma once

#include "base/string_map.h"
#include "schema/ast.h"
#include "schema/catalog.h"
#include "schema/diagnostics.h"
#include "schema/names.h"

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The phases that admit a schema source (SCH-12), over a draft of the catalog. Internal to this
// folder; `build_catalog` runs them in order. A draft refers to the syntax tree it was made from.

namespace omnigraph::schema {

struct DraftProperty {
  const PropertySyntax* syntax = nullptr;  ///< where it is written, perhaps in an interface
  Property property;
  std::string_view interface_name;  ///< of the interface that injected it, else empty
};

struct DraftConstraint {
  std::string_view name;         ///< `key`, `unique`, …
  std::size_t offset = 0;        ///< of its `@`
  std::vector<Word> fields;      ///< the properties it names, in source order
  std::size_t value_offset = 0;  ///< of the range or pattern
  Constraint constraint;
  bool injected = false;  ///< came with a property of an interface
};

struct DraftType {
  DeclarationKind kind = DeclarationKind::node;
  const DeclarationSyntax* syntax = nullptr;
  /// Those that are declared, in source order; behind them those that interfaces inject.
  std::vector<DraftProperty> properties;
  std::vector<DraftConstraint> constraints;
  /// Positions in `properties`; of the first one if a name is there twice.
  absl::flat_hash_map<std::string_view, std::size_t, StringHash, std::equal_to<>> positions;
  /// False once an error was reported: later phases skip it, since what they would find may only
  /// follow from that error.
  bool sound = true;

  const std::string& name() const { return syntax->name.text; }
  const DraftProperty* find(std::string_view property_name) const;
  void add(DraftProperty property);

  /// Reports an error of the type itself: `Type: reason`.
  void refuse(Diagnostics& diagnostics, std::size_t offset, std::string_view reason);
  /// Reports an error of one property: `Type.property: reason`.
  void refuse(Diagnostics& diagnostics, const DraftProperty& property, std::size_t offset,
              std::string_view reason);
};

struct Draft {
  std::vector<DraftType> interfaces;
  std::vector<DraftType> nodes;
  std::vector<DraftType> edges;
};

/// Phase (b): types, enum members, forms of constraint arguments, reserved names, cardinalities.
Draft check_declarations(const SchemaAst& ast, Diagnostics& diagnostics);
/// Phase (c): finds the interfaces of nodes and injects their properties (SCH-33, SCH-34).
void resolve_interfaces(const SchemaAst& ast, Draft& draft, Diagnostics& diagnostics);
/// Phase (d): section 16 and SCH-73, after injection.
void check_annotations(Draft& draft, Diagnostics& diagnostics);
/// Phase (e): section 7. Adds the constraints that properties carry to those of their type.
void check_constraints(Draft& draft, Diagnostics& diagnostics);
/// Phases (f) and (h): duplicates, endpoints; names of edges after folding, `id`.
void check_names(const SchemaAst& ast, Draft& draft, Diagnostics& diagnostics);

/// The cardinality that is written, and whether the digits fit.
bool parse_cardinality(const CardinalitySyntax& syntax, Cardinality& out);

/// The annotations that the catalog keeps (SCH-64).
std::vector<Annotation> kept_annotations(const std::vector<AnnotationSyntax>& annotations);

/// `; did you mean 'x'?`, or nothing; also nothing if there are very many names.
std::string suggestion(std::string_view name, std::span<const std::string> known);
/// The names of the properties of `type`, for suggestions.
std::vector<std::string> property_names(const DraftType& type);

}  // namespace omnigraph::schema

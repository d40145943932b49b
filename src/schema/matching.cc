#include "schema/matching.h"

#include "base/source_text.h"
#include "schema/admission.h"
#include "schema/migration_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <utility>

// Phase (g) of admission: sections 9.1 and 10.1 of the schema specification. Exact names are
// matched before hints, so that what a hint may claim does not depend on the order of the source.

namespace omnigraph::schema {
namespace {

constexpr std::array kKinds = {DeclarationKind::interface, DeclarationKind::node,
                               DeclarationKind::edge};

struct AcceptedType {
  std::uint64_t type_id = 0;
  std::uint64_t incarnation = 0;
  const std::vector<Property>* properties = nullptr;
  const Word* claimant = nullptr;  ///< the name of the declaration that continues it
};

struct DesiredType {
  DeclarationKind kind = DeclarationKind::node;
  const DeclarationSyntax* syntax = nullptr;
  std::uint64_t* type_id = nullptr;
  std::uint64_t* incarnation = nullptr;  ///< null: an interface
  std::vector<Property>* properties = nullptr;
  const AcceptedType* origin = nullptr;  ///< null: it is new
  bool unresolved = false;               ///< its hint is an error

  const std::string& name() const { return syntax->name.text; }
};

/// The value of `@rename_from`, or null. Admission has checked its form.
const Word* hint_of(const std::vector<AnnotationSyntax>& annotations) {
  const AnnotationSyntax* hint = find_annotation(annotations, "rename_from");
  return hint != nullptr && hint->value ? &*hint->value : nullptr;
}

/// The element of that name in a list sorted by name, or null.
template <typename List>
auto find_by_name(List& sorted, std::string_view name) -> decltype(sorted.data()) {
  auto found = std::lower_bound(
      sorted.begin(), sorted.end(), name,
      [](const auto& element, std::string_view key) { return element.name < key; });
  return found != sorted.end() && found->name == name ? &*found : nullptr;
}

using AcceptedTypes = std::map<std::string, AcceptedType, std::less<>>;
using PropertySyntaxes =
    absl::flat_hash_map<std::string_view, const PropertySyntax*, StringHash, std::equal_to<>>;

PropertySyntaxes property_syntaxes(const DeclarationSyntax& declaration) {
  PropertySyntaxes result;
  for (const PropertySyntax& property : declaration.properties) {
    result.try_emplace(property.name.text, &property);
  }
  return result;
}

class IdentityMatching {
 public:
  IdentityMatching(const Catalog& accepted, const SchemaAst& ast, std::string_view source,
                   Catalog& desired);

  std::vector<SchemaDiagnostic> run();

 private:
  AcceptedTypes& accepted(DeclarationKind kind) {
    return accepted_.at(static_cast<std::size_t>(kind));
  }
  std::vector<DesiredType>& desired(DeclarationKind kind) {
    return desired_.at(static_cast<std::size_t>(kind));
  }

  void match_types(DeclarationKind kind);
  void resolve_hint(DesiredType& type, const Word& hint);
  std::string no_such_type(DeclarationKind kind, const std::string& old_name);
  static void continue_type(DesiredType& type, AcceptedType& origin);

  void match_properties(DesiredType& type);
  void resolve_hint(const DesiredType& type, Property& property, const Word& hint);
  std::string no_such_property(const DesiredType& type, const std::string& old_name);
  const Word* property_hint(const DesiredType& type, const PropertySyntaxes& own,
                            const Property& property);
  /// Whether the interface that gives `property` renames it in this very migration.
  bool is_renamed_by_interface(const Property& property);

  void refuse(const Word& hint, std::string_view entity, std::string_view reason) {
    diagnostics_.catalog_error(
        hint.offset, fmt::format("{}: @rename_from(\"{}\") {}", entity, hint.text, reason));
  }
  void ignore(std::string entity, const Word& hint);
  std::string place_of(const Word& word) const {
    SourcePosition position = position_at(diagnostics_.source(), word.offset);
    return fmt::format("{}:{}", position.line, position.column);
  }

  Diagnostics diagnostics_;
  std::array<AcceptedTypes, 3> accepted_;
  std::array<std::vector<DesiredType>, 3> desired_;  // in source order
  StringMap<PropertySyntaxes> interface_properties_;
  /// What claims the properties of the type that is being matched, by accepted id.
  absl::flat_hash_map<std::uint64_t, std::string> claims_;
  std::vector<SchemaDiagnostic> ignored_;
  Catalog& catalog_;
};

IdentityMatching::IdentityMatching(const Catalog& accepted_catalog, const SchemaAst& ast,
                                   std::string_view source, Catalog& desired_catalog)
    : diagnostics_(source), catalog_(desired_catalog) {
  for (const InterfaceType& type : accepted_catalog.interfaces) {
    accepted(DeclarationKind::interface)[type.name] = {type.type_id, 0, &type.properties, nullptr};
  }
  auto add_accepted = [this](DeclarationKind kind, const EntityType& type) {
    accepted(kind)[type.name] = {type.type_id, type.incarnation, &type.properties, nullptr};
  };
  for (const NodeType& type : accepted_catalog.nodes) {
    add_accepted(DeclarationKind::node, type);
  }
  for (const EdgeType& type : accepted_catalog.edges) {
    add_accepted(DeclarationKind::edge, type);
  }
  for (const InterfaceSyntax& syntax : ast.interfaces) {
    InterfaceType* type = find_by_name(desired_catalog.interfaces, syntax.name.text);
    desired(DeclarationKind::interface)
        .push_back(
            {DeclarationKind::interface, &syntax, &type->type_id, nullptr, &type->properties});
    interface_properties_[syntax.name.text] = property_syntaxes(syntax);
  }
  auto add_desired = [this](DeclarationKind kind, const DeclarationSyntax& syntax,
                            EntityType& type) {
    desired(kind).push_back({kind, &syntax, &type.type_id, &type.incarnation, &type.properties});
  };
  for (const NodeSyntax& syntax : ast.nodes) {
    add_desired(DeclarationKind::node, syntax,
                *find_by_name(desired_catalog.nodes, syntax.name.text));
  }
  for (const EdgeSyntax& syntax : ast.edges) {
    add_desired(DeclarationKind::edge, syntax,
                *find_by_name(desired_catalog.edges, syntax.name.text));
  }
}

std::vector<SchemaDiagnostic> IdentityMatching::run() {
  for (DeclarationKind kind : kKinds) {
    match_types(kind);
  }
  for (DeclarationKind kind : kKinds) {
    for (DesiredType& type : desired(kind)) {
      if (!type.unresolved) {
        match_properties(type);
      }
    }
  }
  diagnostics_.throw_if_any();
  return std::move(ignored_);
}

void IdentityMatching::continue_type(DesiredType& type, AcceptedType& origin) {
  type.origin = &origin;
  origin.claimant = &type.syntax->name;
  *type.type_id = origin.type_id;
  if (type.incarnation != nullptr) {
    *type.incarnation = origin.incarnation;
  }
}

void IdentityMatching::match_types(DeclarationKind kind) {
  for (DesiredType& type : desired(kind)) {
    auto exact = accepted(kind).find(type.name());
    if (exact != accepted(kind).end()) {
      continue_type(type, exact->second);
      if (const Word* hint = hint_of(type.syntax->annotations)) {
        ignore(entity_name(kind, type.name()), *hint);
      }
    }
  }
  for (DesiredType& type : desired(kind)) {
    const Word* hint = hint_of(type.syntax->annotations);
    if (hint != nullptr && type.origin == nullptr) {
      resolve_hint(type, *hint);
    }
  }
}

void IdentityMatching::resolve_hint(DesiredType& type, const Word& hint) {
  auto found = accepted(type.kind).find(hint.text);
  if (found == accepted(type.kind).end()) {
    type.unresolved = true;
    refuse(hint, type.name(), no_such_type(type.kind, hint.text));
    return;
  }
  AcceptedType& origin = found->second;
  if (origin.claimant != nullptr) {
    type.unresolved = true;
    refuse(
        hint, type.name(),
        fmt::format("claims a {} type that {} at {} continues already; a type has one successor, "
                    "so rename it in one apply and declare the other one in the next",
                    to_string(type.kind), origin.claimant->text, place_of(*origin.claimant)));
    return;
  }
  continue_type(type, origin);
}

std::string IdentityMatching::no_such_type(DeclarationKind kind, const std::string& old_name) {
  for (DeclarationKind other : kKinds) {
    if (other != kind && accepted(other).contains(old_name)) {
      return fmt::format(
          "names something of another kind, the accepted {} '{}'; a rename keeps the "
          "kind",
          to_string(other), old_name);
    }
  }
  std::vector<std::string> known;
  for (const auto& [name, type] : accepted(kind)) {
    known.push_back(name);
  }
  std::sort(known.begin(), known.end());
  return fmt::format("names no accepted {} type{}", to_string(kind), suggestion(old_name, known));
}

const Word* IdentityMatching::property_hint(const DesiredType& type, const PropertySyntaxes& own,
                                            const Property& property) {
  if (property.declared_directly) {
    auto found = own.find(property.name);
    return found != own.end() ? hint_of(found->second->annotations) : nullptr;
  }
  // SCH-81, but not on a new node, where there is nothing to rename (section 20.15).
  if (type.origin == nullptr || property.satisfies.empty()) {
    return nullptr;
  }
  const PropertySyntaxes& given =
      interface_properties_.at(property.satisfies.front().interface_name);
  return hint_of(given.at(property.satisfies.front().property_name)->annotations);
}

void IdentityMatching::match_properties(DesiredType& type) {
  PropertySyntaxes own = property_syntaxes(*type.syntax);
  claims_.clear();
  for (Property& property : *type.properties) {
    const Property* exact =
        type.origin != nullptr ? find_by_name(*type.origin->properties, property.name) : nullptr;
    if (exact == nullptr) {
      continue;
    }
    property.id = exact->id;
    claims_.emplace(exact->id, property.name);
    const Word* hint = property_hint(type, own, property);
    if (hint != nullptr && property.declared_directly) {
      ignore(entity_name(type.kind, type.name(), property.name), *hint);
    }
  }
  for (Property& property : *type.properties) {
    const Word* hint = property.id == 0 ? property_hint(type, own, property) : nullptr;
    if (hint != nullptr) {
      resolve_hint(type, property, *hint);
    }
  }
}

void IdentityMatching::resolve_hint(const DesiredType& type, Property& property, const Word& hint) {
  std::string entity = fmt::format("{}.{}", type.name(), property.name);
  if (type.origin == nullptr) {
    refuse(hint, entity,
           fmt::format("stands in a new {} type, which has nothing to rename; remove it",
                       to_string(type.kind)));
    return;
  }
  const Property* origin = find_by_name(*type.origin->properties, hint.text);
  if (origin == nullptr) {
    // What an interface hands down need not concern this node.
    if (property.declared_directly) {
      refuse(hint, entity, no_such_property(type, hint.text));
    }
    return;
  }
  auto [claim, is_first] = claims_.try_emplace(origin->id, property.name);
  if (is_first) {
    property.id = origin->id;
  } else if (property.declared_directly || is_renamed_by_interface(property)) {
    refuse(hint, entity,
           fmt::format("claims a property that {}.{} continues already; a property has one "
                       "successor, so rename it in one apply and declare the other one in the next",
                       type.name(), claim->second));
  }
}

std::string IdentityMatching::no_such_property(const DesiredType& type,
                                               const std::string& old_name) {
  for (DeclarationKind kind : kKinds) {
    for (const auto& [name, other] : accepted(kind)) {
      if (&other != type.origin && find_by_name(*other.properties, old_name) != nullptr) {
        return fmt::format("names a property of {} {}; properties do not move between types",
                           to_string(kind), name);
      }
    }
  }
  std::vector<std::string> known;
  for (const Property& property : *type.origin->properties) {
    known.push_back(property.name);
  }
  return fmt::format("names no accepted property of this {}{}", to_string(type.kind),
                     suggestion(old_name, known));
}

bool IdentityMatching::is_renamed_by_interface(const Property& property) {
  const InterfaceProperty& given = property.satisfies.front();
  auto interface = accepted(DeclarationKind::interface).find(given.interface_name);
  const InterfaceType* desired = catalog_.find_interface(given.interface_name);
  const Property* source = find_by_name(desired->properties, given.property_name);
  return interface != accepted(DeclarationKind::interface).end() && source->id != 0 &&
         find_by_name(*interface->second.properties, given.property_name) == nullptr;
}

void IdentityMatching::ignore(std::string entity, const Word& hint) {
  SchemaDiagnostic diagnostic;
  diagnostic.kind = "ignored_exact_match_rename_hint";
  diagnostic.severity = "warn";
  diagnostic.message = fmt::format(
      "@rename_from(\"{}\") on {} does nothing: that name is in the accepted schema "
      "already, so there is nothing to rename; the hint can be removed",
      hint.text, entity);
  diagnostic.entity = std::move(entity);
  diagnostic.hint = hint.text;
  ignored_.push_back(std::move(diagnostic));
}

}  // namespace

std::vector<SchemaDiagnostic> match_identities(const Catalog& accepted, const SchemaAst& ast,
                                               std::string_view source, Catalog& desired) {
  return IdentityMatching(accepted, ast, source, desired).run();
}

}  // namespace omnigraph::schema

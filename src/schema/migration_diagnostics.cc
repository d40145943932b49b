#include "schema/change_codes.h"
#include "schema/comparison.h"
#include "schema/migration_text.h"
#include "schema/names.h"
#include "schema/schema_json.h"

#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>

// What a person should look at before a change is applied (section 20.5).

namespace omnigraph::schema {
namespace {

std::string entities_text(DeclarationKind kind, const std::optional<std::uint64_t>& count) {
  std::string_view one = kind == DeclarationKind::edge ? "edge" : "node";
  if (!count) {
    return fmt::format("all its {}s", one);
  }
  return *count == 1 ? fmt::format("its 1 {}", one) : fmt::format("its {} {}s", *count, one);
}

std::string_view way_back(DropMode mode) {
  return mode == DropMode::hard ? "older commits lose them too, so nothing can bring them back"
                                : "older commits keep them until the next cleanup";
}

SchemaDiagnostic drop_diagnostic(std::string_view code, std::string entity, std::string message,
                                 std::optional<std::uint64_t> count) {
  SchemaDiagnostic diagnostic;
  diagnostic.kind = "drops_data";
  diagnostic.severity = "warn";
  diagnostic.code = code;
  diagnostic.entity = std::move(entity);
  diagnostic.message = std::move(message);
  diagnostic.affected_entities = count;
  return diagnostic;
}

/// Those with one signature on both sides.
template <typename Element>
struct Candidates {
  std::vector<const Element*> dropped;
  std::vector<const Element*> added;
};

/// Calls `report(dropped, added)` where one thing that goes and one that comes have a signature to
/// themselves.
template <typename Element, typename Report>
void report_unambiguous(const std::map<std::string, Candidates<Element>>& groups,
                        const Report& report) {
  for (const auto& [signature, candidates] : groups) {
    if (candidates.dropped.size() == 1 && candidates.added.size() == 1) {
      report(*candidates.dropped.front(), *candidates.added.front());
    }
  }
}

class RenameSearch {
 public:
  explicit RenameSearch(Comparison& comparison) : comparison_(comparison) {}

  void run() {
    search_types(comparison_.accepted().nodes, comparison_.desired().nodes);
    search_types(comparison_.accepted().edges, comparison_.desired().edges);
    search_properties(comparison_.desired().interfaces);
    search_properties(comparison_.desired().nodes);
    search_properties(comparison_.desired().edges);
  }

 private:
  template <typename Type>
  using TypeGroups = std::map<std::string, Candidates<Type>>;

  template <typename Type>
  void search_types(const std::vector<Type>& accepted, const std::vector<Type>& desired);
  template <typename Type>
  void search_properties(const std::vector<Type>& desired);
  void search_properties(const TypeView& before, const TypeView& now);

  /// Names and types of the properties, and what an edge connects.
  std::string shape(const Catalog& catalog, const NodeType& type) const;
  std::string shape(const Catalog& catalog, const EdgeType& type) const;
  static std::string properties_shape(const EntityType& type);

  void report(std::string entity, std::string_view old_name, std::string_view loss);

  Comparison& comparison_;
  /// New declarations that were reported already.
  absl::flat_hash_set<std::uint64_t> reported_;
};

std::string RenameSearch::properties_shape(const EntityType& type) {
  std::string text;
  for (const Property& property : type.properties) {
    text += property.name + ":";
    append_json(text, property.type);
    text += ';';
  }
  return text;
}

std::string RenameSearch::shape(const Catalog& /*catalog*/, const NodeType& type) const {
  return properties_shape(type);
}

std::string RenameSearch::shape(const Catalog& catalog, const EdgeType& type) const {
  return fmt::format("{}->{}:{}", catalog.find_node(type.from)->type_id,
                     catalog.find_node(type.to)->type_id, properties_shape(type));
}

template <typename Type>
void RenameSearch::search_types(const std::vector<Type>& accepted,
                                const std::vector<Type>& desired) {
  TypeGroups<Type> by_name;
  TypeGroups<Type> by_shape;
  for (const Type& type : accepted) {
    if (comparison_.after().type(type.type_id) == nullptr) {
      by_name[folded(type.name)].dropped.push_back(&type);
      by_shape[shape(comparison_.accepted(), type)].dropped.push_back(&type);
    }
  }
  for (const Type& type : desired) {
    if (comparison_.before().type(type.type_id) == nullptr) {
      by_name[folded(type.name)].added.push_back(&type);
      by_shape[shape(comparison_.desired(), type)].added.push_back(&type);
    }
  }
  auto report_types = [this](const Type& dropped, const Type& added) {
    if (reported_.insert(added.type_id).second) {
      report(entity_name(view(added).kind, added.name), dropped.name, "the entities");
    }
  };
  if (view(Type()).kind == DeclarationKind::edge) {
    report_unambiguous(by_name, report_types);
  }
  report_unambiguous(by_shape, report_types);
}

template <typename Type>
void RenameSearch::search_properties(const std::vector<Type>& desired) {
  for (const Type& type : desired) {
    if (const TypeView* before = comparison_.before().type(type.type_id)) {
      search_properties(*before, view(type));
    }
  }
}

void RenameSearch::search_properties(const TypeView& before, const TypeView& now) {
  std::map<std::string, Candidates<Property>> by_type;
  for (const Property& property : *before.properties) {
    if (comparison_.after().property(property.id) == nullptr) {
      by_type[to_string(property.type)].dropped.push_back(&property);
    }
  }
  for (const Property& property : *now.properties) {
    if (comparison_.before().property(property.id) == nullptr) {
      by_type[to_string(property.type)].added.push_back(&property);
    }
  }
  report_unambiguous(by_type, [&](const Property& dropped, const Property& added) {
    if (added.declared_directly) {  // else the interface is where a hint would stand
      report(entity_name(now.kind, now.name, added.name), dropped.name, "its values");
    }
  });
}

void RenameSearch::report(std::string entity, std::string_view old_name, std::string_view loss) {
  SchemaDiagnostic diagnostic;
  diagnostic.kind = "possible_rename";
  diagnostic.severity = "warn";
  diagnostic.message = fmt::format(
      "{} is new and looks like '{}', which is dropped with {}; did you mean "
      "@rename_from(\"{}\")?",
      entity, old_name, loss, old_name);
  diagnostic.entity = std::move(entity);
  diagnostic.hint = std::string(old_name);
  comparison_.note(std::move(diagnostic));
}

}  // namespace

void note_dropped_type(Comparison& comparison, const TypeView& type) {
  std::optional<std::uint64_t> count = comparison.entities_of(type);
  if (count == 0U) {
    return;
  }
  std::string entity = entity_name(type.kind, type.name);
  std::string message = fmt::format("dropping {} takes {} along; {}", entity,
                                    entities_text(type.kind, count), way_back(comparison.drops()));
  std::string_view code = type.kind == DeclarationKind::edge ? kDropsEdges : kDropsNodes;
  comparison.note(drop_diagnostic(code, std::move(entity), std::move(message), count));
}

void note_dropped_property(Comparison& comparison, const TypePair& pair, const Property& property) {
  std::optional<std::uint64_t> count = comparison.entities_of(pair.accepted);
  if (count == 0U) {
    return;
  }
  std::string entity = entity_name(pair.kind(), pair.desired.name, property.name);
  bool vector = property.type.scalar == Scalar::vector;
  std::string message =
      fmt::format("dropping {} takes the {} of {} along; {}", entity, vector ? "vectors" : "values",
                  entities_text(pair.kind(), count), way_back(comparison.drops()));
  comparison.note(drop_diagnostic(vector ? kDropsVectors : kDropsValues, std::move(entity),
                                  std::move(message), count));
}

void note_possible_renames(Comparison& comparison) { RenameSearch(comparison).run(); }

}  // namespace omnigraph::schema

#include "base/source_text.h"
#include "schema/admission.h"

#include <fmt/format.h>

#include <utility>

// Phases (f) and (h) of admission: section 4 of the schema specification.

namespace omnigraph::schema {
namespace {

/// The first place of every name.
using Places = absl::flat_hash_map<std::string, std::size_t, StringHash, std::equal_to<>>;

std::string place_of(const Diagnostics& diagnostics, std::size_t offset) {
  SourcePosition position = position_at(diagnostics.source(), offset);
  return fmt::format("{}:{}", position.line, position.column);
}

void check_type_names(std::vector<DraftType>& types, Diagnostics& diagnostics) {
  Places first;
  for (DraftType& type : types) {
    const Word& name = type.syntax->name;
    auto [found, added] = first.try_emplace(name.text, name.offset);
    if (!added) {
      type.sound = false;
      diagnostics.catalog_error(
          name.offset, fmt::format("{}: {} declared twice; the first is at {}", name.text,
                                   to_string(type.kind), place_of(diagnostics, found->second)));
    }
  }
}

void check_property_names(std::vector<DraftType>& types, Diagnostics& diagnostics) {
  for (DraftType& type : types) {
    for (const DraftProperty& property : type.properties) {
      const DraftProperty* first = type.find(property.syntax->name.text);
      if (first != &property) {
        const Word& name = property.syntax->name;
        diagnostics.catalog_error(
            name.offset,
            fmt::format("{}.{}: property declared twice; the first is at {}", type.name(),
                        name.text, place_of(diagnostics, first->syntax->name.offset)));
      }
    }
  }
}

class EndpointCheck {
 public:
  EndpointCheck(const Draft& draft, Diagnostics& diagnostics)
      : draft_(draft), diagnostics_(diagnostics) {
    for (const DraftType& node : draft.nodes) {
      nodes_.insert(node.name());
    }
  }

  void check(const EdgeSyntax& edge, const Word& endpoint) {
    if (nodes_.contains(endpoint.text)) {
      return;
    }
    diagnostics_.catalog_error(endpoint.offset,
                               fmt::format("{}: endpoint '{}' is {}", edge.name.text, endpoint.text,
                                           reason(endpoint.text)));
  }

 private:
  std::string reason(const std::string& name) const {
    for (const DraftType& interface : draft_.interfaces) {
      if (interface.name() == name) {
        return "an interface; edges connect node types";
      }
    }
    std::vector<std::string> known(nodes_.begin(), nodes_.end());
    return "no node type of this schema" + suggestion(name, known);
  }

  const Draft& draft_;
  Diagnostics& diagnostics_;
  StringSet nodes_;
};

void check_folding(const std::vector<DraftType>& edges, Diagnostics& diagnostics) {
  absl::flat_hash_map<std::string, const Word*, StringHash, std::equal_to<>> first;
  for (const DraftType& edge : edges) {
    const Word& name = edge.syntax->name;
    auto [found, added] = first.try_emplace(folded(name.text), &name);
    if (!added && found->second->text != name.text) {
      diagnostics.catalog_error(
          name.offset,
          fmt::format("{}: collision after case folding with edge {} at {}; edges are looked up "
                      "without regard to case",
                      name.text, found->second->text,
                      place_of(diagnostics, found->second->offset)));
    }
  }
}

void check_id(const std::vector<DraftType>& types, Diagnostics& diagnostics) {
  for (const DraftType& type : types) {
    const DraftProperty* property = type.find("id");
    if (property != nullptr) {
      std::string origin =
          property->interface_name.empty()
              ? ""
              : fmt::format(" (injected by interface {})", property->interface_name);
      diagnostics.catalog_error(
          property->syntax->name.offset,
          fmt::format("{}.id: every entity has an id already; choose another name{}", type.name(),
                      origin));
    }
  }
}

}  // namespace

void check_names(const SchemaAst& ast, Draft& draft, Diagnostics& diagnostics) {
  for (std::vector<DraftType>* types : {&draft.interfaces, &draft.nodes, &draft.edges}) {
    check_type_names(*types, diagnostics);
    check_property_names(*types, diagnostics);
  }
  EndpointCheck endpoints(draft, diagnostics);
  for (const EdgeSyntax& edge : ast.edges) {
    endpoints.check(edge, edge.from);
    endpoints.check(edge, edge.to);
  }
  diagnostics.end_phase();
  check_folding(draft.edges, diagnostics);
  check_id(draft.nodes, diagnostics);
  check_id(draft.edges, diagnostics);
  diagnostics.end_phase();
}

}  // namespace omnigraph::schema

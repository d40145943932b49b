#include "schema/catalog_builder.h"

#include "schema/admission.h"
#include "schema/diagnostics.h"
#include "schema/normal_form.h"
#include "schema/parser.h"

#include <utility>

namespace omnigraph::schema {
namespace {

std::vector<Property> take_properties(DraftType& draft) {
  std::vector<Property> properties;
  properties.reserve(draft.properties.size());
  for (DraftProperty& property : draft.properties) {
    properties.push_back(std::move(property.property));
  }
  return properties;
}

void fill(EntityType& type, DraftType& draft) {
  type.name = draft.name();
  type.annotations = kept_annotations(draft.syntax->annotations);
  type.properties = take_properties(draft);
  type.constraints.reserve(draft.constraints.size());
  for (DraftConstraint& constraint : draft.constraints) {
    type.constraints.push_back(std::move(constraint.constraint));
  }
}

/// The catalog of a draft without errors.
Catalog assemble(const SchemaAst& ast, Draft draft) {
  Catalog catalog;
  for (DraftType& interface : draft.interfaces) {
    InterfaceType type;
    type.name = interface.name();
    type.properties = take_properties(interface);
    catalog.interfaces.push_back(std::move(type));
  }
  for (std::size_t i = 0; i < ast.nodes.size(); ++i) {
    NodeType type;
    fill(type, draft.nodes[i]);
    for (const Word& name : ast.nodes[i].implements) {
      type.implements.push_back(name.text);
    }
    catalog.nodes.push_back(std::move(type));
  }
  for (std::size_t i = 0; i < ast.edges.size(); ++i) {
    const EdgeSyntax& syntax = ast.edges[i];
    EdgeType type;
    fill(type, draft.edges[i]);
    type.from = syntax.from.text;
    type.to = syntax.to.text;
    if (syntax.cardinality) {
      parse_cardinality(*syntax.cardinality, type.cardinality);
    }
    catalog.edges.push_back(std::move(type));
  }
  normalise(catalog);
  return catalog;
}

}  // namespace

Catalog build_catalog(const SchemaAst& ast, std::string_view source) {
  Diagnostics diagnostics(source);
  Draft draft = check_declarations(ast, diagnostics);
  diagnostics.end_phase();
  resolve_interfaces(ast, draft, diagnostics);
  diagnostics.end_phase();
  check_annotations(draft, diagnostics);
  diagnostics.end_phase();
  check_constraints(draft, diagnostics);
  diagnostics.end_phase();
  check_names(ast, draft, diagnostics);
  diagnostics.throw_if_any();
  return assemble(ast, std::move(draft));
}

Catalog compile_schema(std::string_view source) {
  return build_catalog(parse_schema(source), source);
}

}  // namespace omnigraph::schema

#include "schema/migration.h"

#include "base/throw_error.h"
#include "schema/catalog_builder.h"
#include "schema/change_codes.h"
#include "schema/comparison.h"
#include "schema/identities.h"
#include "schema/ir.h"
#include "schema/matching.h"
#include "schema/migration_json.h"
#include "schema/migration_text.h"
#include "schema/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace omnigraph {

std::string_view to_string(ChangeTier tier) {
  switch (tier) {
    case ChangeTier::safe:
      return "safe";
    case ChangeTier::validated:
      return "validated";
    case ChangeTier::destructive:
      break;
  }
  return "destructive";
}

}  // namespace omnigraph

namespace omnigraph::schema {
namespace {

bool is_unsupported(const MigrationStep& step) {
  return std::holds_alternative<UnsupportedChange>(step.change);
}

/// No steps exactly if the shapes are the same (SCH-82).
void require_complete(Comparison& comparison) {
  bool same = shape_json(comparison.accepted()) == shape_json(comparison.desired());
  if (same) {
    ensure(comparison.steps().empty(), "a schema of the same shape needs no migration");
  } else if (comparison.steps().empty()) {
    comparison.refuse("schema", kUnclassifiedChange,
                      "the schemas differ in a way that no migration step covers; export the graph "
                      "and load it under the new schema");
  }
}

void append_inert_hint(std::vector<SchemaDiagnostic>& hints, std::string entity,
                       const std::vector<AnnotationSyntax>& annotations) {
  const AnnotationSyntax* hint = find_annotation(annotations, "rename_from");
  if (hint == nullptr || !hint->value) {
    return;
  }
  SchemaDiagnostic diagnostic;
  diagnostic.kind = "inert_initialization_rename_hint";
  diagnostic.severity = "warn";
  diagnostic.message =
      fmt::format("@rename_from(\"{}\") on {} does nothing: a new graph has nothing to rename",
                  hint->value->text, entity);
  diagnostic.entity = std::move(entity);
  diagnostic.hint = hint->value->text;
  hints.push_back(std::move(diagnostic));
}

void append_inert_hints(std::vector<SchemaDiagnostic>& hints, DeclarationKind kind,
                        const DeclarationSyntax& declaration) {
  const std::string& name = declaration.name.text;
  append_inert_hint(hints, entity_name(kind, name), declaration.annotations);
  for (const PropertySyntax& property : declaration.properties) {
    append_inert_hint(hints, entity_name(kind, name, property.name.text), property.annotations);
  }
}

}  // namespace

bool Migration::is_supported() const { return first_unsupported() == nullptr; }

const MigrationStep* Migration::first_unsupported() const {
  auto found = std::find_if(steps.begin(), steps.end(), is_unsupported);
  return found != steps.end() ? &*found : nullptr;
}

Migration plan_migration(const Catalog& accepted, std::string_view source,
                         const MigrationOptions& options) {
  SchemaAst ast = parse_schema(source);
  Migration migration;
  migration.desired = build_catalog(ast, source);
  migration.desired.next_identity_id = accepted.next_identity_id;
  migration.diagnostics = match_identities(accepted, ast, source, migration.desired);
  allocate_identities(migration.desired, accepted.identity_domain);
  Comparison comparison(accepted, migration.desired, options);
  compare_types(comparison);
  require_complete(comparison);
  note_possible_renames(comparison);
  migration.steps = std::move(comparison.steps());
  std::move(comparison.diagnostics().begin(), comparison.diagnostics().end(),
            std::back_inserter(migration.diagnostics));
  return migration;
}

std::vector<SchemaDiagnostic> inert_hints(std::string_view source) {
  SchemaAst ast = parse_schema(source);
  std::vector<SchemaDiagnostic> hints;
  for (const InterfaceSyntax& type : ast.interfaces) {
    append_inert_hints(hints, DeclarationKind::interface, type);
  }
  for (const NodeSyntax& type : ast.nodes) {
    append_inert_hints(hints, DeclarationKind::node, type);
  }
  for (const EdgeSyntax& type : ast.edges) {
    append_inert_hints(hints, DeclarationKind::edge, type);
  }
  return hints;
}

SchemaPlan public_plan(const Migration& migration) {
  SchemaPlan plan;
  plan.supported = migration.is_supported();
  plan.diagnostics = migration.diagnostics;
  plan.steps.reserve(migration.steps.size());
  for (const MigrationStep& step : migration.steps) {
    plan.steps.push_back({std::string(step_kind(step.change)), step.tier, step.code,
                          step_json(step), step_text(step)});
  }
  return plan;
}

}  // namespace omnigraph::schema

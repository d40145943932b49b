#include "cli/schema_format.h"

#include "cli/console.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string_view>

namespace omnigraph::cli {
namespace {

using Json = nlohmann::ordered_json;

Json steps_json(const std::vector<SchemaStep>& steps) {
  Json json = Json::array();
  for (const SchemaStep& step : steps) {
    json.push_back(Json::parse(step.json));
  }
  return json;
}

Json diagnostics_json(const std::vector<SchemaDiagnostic>& diagnostics) {
  Json json = Json::array();
  for (const SchemaDiagnostic& diagnostic : diagnostics) {
    Json object = {{"kind", diagnostic.kind}, {"severity", diagnostic.severity}};
    if (diagnostic.code) {
      object["code"] = *diagnostic.code;
    }
    object["entity"] = diagnostic.entity;
    object["message"] = diagnostic.message;
    if (diagnostic.hint) {
      object["hint"] = *diagnostic.hint;
    }
    if (diagnostic.affected_entities) {
      object["affected_entities"] = *diagnostic.affected_entities;
    }
    json.push_back(std::move(object));
  }
  return json;
}

void print_json(const Json& json) {
  print(json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

std::string_view yes_or_no(bool value) { return value ? "yes" : "no"; }

void print_steps(const std::vector<SchemaStep>& steps) {
  if (steps.empty()) {
    print("no schema changes\n");
  }
  for (const SchemaStep& step : steps) {
    print(fmt::format("- {}\n", step.text));
  }
}

}  // namespace

void print_plan(const SchemaPlan& plan, const std::string& uri) {
  print(fmt::format("schema plan for {}\nsupported: {}\n", uri, yes_or_no(plan.supported)));
  print_steps(plan.steps);
}

void print_plan_json(const SchemaPlan& plan, const std::string& uri) {
  print_json({{"uri", uri},
              {"supported", plan.supported},
              {"step_count", plan.steps.size()},
              {"steps", steps_json(plan.steps)},
              {"diagnostics", diagnostics_json(plan.diagnostics)}});
}

void print_apply(const SchemaReceipt& receipt, const std::string& uri) {
  print(fmt::format("schema apply for {}\nsupported: {}\napplied: {}\ngraph_manifest_version: {}\n",
                    uri, yes_or_no(receipt.plan.supported), yes_or_no(receipt.applied),
                    receipt.graph_manifest_version));
  if (receipt.source_updated) {
    print("source_updated: yes\n");
  }
  print_steps(receipt.plan.steps);
}

void print_apply_json(const SchemaReceipt& receipt, const std::string& uri) {
  Json json = {{"uri", uri},
               {"supported", receipt.plan.supported},
               {"applied", receipt.applied},
               {"step_count", receipt.plan.steps.size()},
               {"graph_manifest_version", receipt.graph_manifest_version},
               {"steps", steps_json(receipt.plan.steps)}};
  if (receipt.source_updated) {
    json["source_updated"] = true;
  }
  json["diagnostics"] = diagnostics_json(receipt.plan.diagnostics);
  print_json(json);
}

void print_warnings(const std::vector<SchemaDiagnostic>& diagnostics) {
  for (const SchemaDiagnostic& diagnostic : diagnostics) {
    print_diagnostic(fmt::format("{}: [{}] {}\n",
                                 diagnostic.severity == "info" ? "note" : "warning",
                                 diagnostic.code.value_or(diagnostic.kind), diagnostic.message));
  }
}

}  // namespace omnigraph::cli

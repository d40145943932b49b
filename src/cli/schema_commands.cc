#include "base/throw_error.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/schema_format.h"
#include "cli/target.h"
#include "omnigraph/graph.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <string_view>

namespace omnigraph::cli {
namespace {

constexpr int kCheckFailed = 3;

/// Throws `Error` (bad_request) if a flag was given that plans have no use for (CLI-11).
void refuse_scope_flags(const SchemaPlanArguments& arguments, const GlobalFlags& global) {
  std::string_view flag = !arguments.inapplicable_flag.empty() ? arguments.inapplicable_flag
                          : global.actor                       ? std::string_view("--as")
                                                               : std::string_view();
  if (!flag.empty()) {
    throw_bad_request(
        "`schema plan` is direct (storage-native): {} does not apply; give a storage URI", flag);
  }
}

/// Whether applying the plan would fail, or take data away from the graph.
bool needs_attention(const SchemaPlan& plan) {
  return !plan.supported ||
         std::any_of(plan.steps.begin(), plan.steps.end(), [](const SchemaStep& step) {
           return step.kind == "drop_type" || step.kind == "drop_property";
         });
}

}  // namespace

int run_schema_plan(const SchemaPlanArguments& arguments, const GlobalFlags& global) {
  const SchemaChangeArguments& change = arguments.change;
  refuse_scope_flags(arguments, global);
  std::string uri = resolve_store(change.uri, global);
  refuse_remote_url("schema plan", uri);
  std::string source = read_input_file(change.schema_file, "schema file");
  SchemaPlan plan = open_graph(uri)->plan_schema(source, {change.allow_data_loss});
  if (change.json) {
    print_plan_json(plan, uri);
  } else {
    print_warnings(plan.diagnostics);
    print_plan(plan, uri);
  }
  return arguments.check && needs_attention(plan) ? kCheckFailed : 0;
}

void run_schema_apply(const SchemaApplyArguments& arguments, const GlobalFlags& global) {
  const SchemaChangeArguments& change = arguments.change;
  std::string uri = resolve_store(change.uri, global);
  std::string source = read_input_file(change.schema_file, "schema file");
  std::unique_ptr<Graph> graph = open_graph(uri);
  if (!global.quiet) {
    print_diagnostic(fmt::format("omnigraph schema apply → {} (direct, local)\n", uri));
  }
  SchemaReceipt receipt = graph->apply_schema(source, {change.allow_data_loss, global.actor});
  for (const std::string& warning : receipt.warnings) {
    print_diagnostic("warning: " + warning + "\n");
  }
  if (change.json) {
    print_apply_json(receipt, uri);
    return;
  }
  print_warnings(receipt.plan.diagnostics);
  print_apply(receipt, uri);
}

void run_schema_show(const SchemaShowArguments& arguments, const GlobalFlags& global) {
  std::string source = open_graph(resolve_store(arguments.uri, global))->schema_source();
  if (arguments.json) {
    using Json = nlohmann::ordered_json;
    Json json = {{"schema_source", source}};
    print(json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    return;
  }
  print(source + "\n");
}

}  // namespace omnigraph::cli

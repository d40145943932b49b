#include "cli/command_family.h"
#include "cli/option_builders.h"

#include <CLI/CLI.hpp>

namespace omnigraph::cli {
namespace {

/// What `plan` and `apply` share.
void add_change_options(CLI::App& command, SchemaChangeArguments& change) {
  add_value(command, "uri", change.uri, "The graph", "[URI]");
  add_value(command, "--schema", change.schema_file, "File with the new schema", "FILE")
      ->required();
  add_switch(command, "--allow-data-loss", change.allow_data_loss,
             "Drop for good: remove what is dropped from older commits too");
  add_switch(command, "--json", change.json, "Print JSON");
}

class SchemaCommands final : public CommandFamily {
 public:
  explicit SchemaCommands(CLI::App& root) {
    CLI::App* schema = root.add_subcommand("schema", "Show or change the schema");
    schema->require_subcommand(1);
    add_plan(*schema);
    apply_ = schema->add_subcommand("apply", "Change the schema, as one commit");
    add_change_options(*apply_, apply_arguments_.change);
    show_ = schema->add_subcommand("show", "Print the schema, as it was given")->alias("get");
    add_value(*show_, "uri", show_arguments_.uri, "The graph", "[URI]");
    add_switch(*show_, "--json", show_arguments_.json, "Print JSON");
  }

  std::optional<CommandArguments> parsed() override;

 private:
  /// Where other commands may be pointed at a server or a cluster (CLI-10).
  struct ScopeFlags {
    std::optional<std::string> server;
    std::optional<std::string> cluster;
    std::optional<std::string> graph;
  };

  void add_plan(CLI::App& schema);

  CLI::App* plan_ = nullptr;
  SchemaPlanArguments plan_arguments_;
  ScopeFlags plan_scope_;
  CLI::App* apply_ = nullptr;
  SchemaApplyArguments apply_arguments_;
  CLI::App* show_ = nullptr;
  SchemaShowArguments show_arguments_;
};

void SchemaCommands::add_plan(CLI::App& schema) {
  plan_ = schema.add_subcommand("plan", "Show what changing the schema would take");
  add_change_options(*plan_, plan_arguments_.change);
  add_switch(*plan_, "--check", plan_arguments_.check,
             "Exit with 3 if the change is unsupported or drops data");
  // Parsed, and hidden, only to be refused in words.
  add_value(*plan_, "--server", plan_scope_.server, "", "NAME")->group("");
  add_value(*plan_, "--cluster", plan_scope_.cluster, "", "NAME")->group("");
  add_value(*plan_, "--graph", plan_scope_.graph, "", "ID")->group("");
}

std::optional<CommandArguments> SchemaCommands::parsed() {
  if (plan_->parsed()) {
    const ScopeFlags& scope = plan_scope_;
    plan_arguments_.inapplicable_flag = scope.server    ? "--server"
                                        : scope.cluster ? "--cluster"
                                        : scope.graph   ? "--graph"
                                                        : "";
    return plan_arguments_;
  }
  if (apply_->parsed()) {
    return apply_arguments_;
  }
  if (show_->parsed()) {
    return show_arguments_;
  }
  return std::nullopt;
}

}  // namespace

std::unique_ptr<CommandFamily> add_schema_commands(CLI::App& root) {
  return std::make_unique<SchemaCommands>(root);
}

}  // namespace omnigraph::cli

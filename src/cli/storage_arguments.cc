#include "cli/command_family.h"
#include "cli/option_builders.h"

#include <CLI/CLI.hpp>

namespace omnigraph::cli {
namespace {

class StorageCommands final : public CommandFamily {
 public:
  explicit StorageCommands(CLI::App& root) {
    InitArguments& init = init_arguments_;
    init_ = root.add_subcommand("init", "Make an empty graph");
    add_value(*init_, "uri", init.uri, "Where", "URI")->required();
    add_value(*init_, "--schema", init.schema_file, "File with the schema", "FILE")->required();
    add_switch(*init_, "--force", init.force, "Take over what an interrupted init left");
  }

  std::optional<CommandArguments> parsed() override {
    return init_->parsed() ? std::optional<CommandArguments>(init_arguments_) : std::nullopt;
  }

 private:
  CLI::App* init_ = nullptr;
  InitArguments init_arguments_;
};

}  // namespace

std::unique_ptr<CommandFamily> add_storage_commands(CLI::App& root) {
  return std::make_unique<StorageCommands>(root);
}

}  // namespace omnigraph::cli

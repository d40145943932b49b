#pragma once

#include "cli/arguments.h"

#include <memory>
#include <optional>

namespace CLI {  // NOLINT(readability-identifier-naming): the name is CLI11's
class App;
}  // namespace CLI

namespace omnigraph::cli {

/// Commands that belong together: what they may be given, and the values that it is parsed into.
/// Must live as long as the command tree that it was added to.
class CommandFamily {
 public:
  virtual ~CommandFamily() = default;

  /// What was given, if one of these commands was; call once, after parsing.
  virtual std::optional<CommandArguments> parsed() = 0;
};

// Each adds its commands to the root of the tree.

/// `query`, `load`, `snapshot`.
std::unique_ptr<CommandFamily> add_data_commands(CLI::App& root);
/// `schema plan`, `schema apply`, `schema show`.
std::unique_ptr<CommandFamily> add_schema_commands(CLI::App& root);
/// `init`.
std::unique_ptr<CommandFamily> add_storage_commands(CLI::App& root);

}  // namespace omnigraph::cli

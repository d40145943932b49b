#include "cli/arguments.h"

#include "base/suggest.h"
#include "cli/command_family.h"
#include "cli/option_builders.h"
#include "omnigraph/graph.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

namespace omnigraph::cli {
namespace {

constexpr int kUsageError = 2;

constexpr const char* kCapabilities = R"(
COMMANDS BY CAPABILITY
  data      read and write a graph, by --store: query, load, snapshot,
            schema apply, schema show
  direct    work on storage itself, by URI: init, schema plan
  served    need a server (none in this build)
  control   manage a cluster (none in this build)
  local     touch no graph: version, help
)";

/// The word that stands where the command does: the first that is neither a flag nor its value.
std::string_view command_word(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--store" || arguments[i] == "--as") {
      ++i;
    } else if (!arguments[i].starts_with('-')) {
      return arguments[i];
    }
  }
  return {};
}

/// The name of a command with those of the commands that it belongs to: `omnigraph schema plan`.
std::string full_name(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? app.get_name() : full_name(*parent) + " " + app.get_name();
}

std::vector<std::string> names_below(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) {
    names.push_back(command->get_name());
  }
  return names;
}

/// Whether `flag` is one without a value, of `app` or of a command below it.
bool is_switch(const CLI::App& app, const std::string& flag) {
  const CLI::Option* option = app.get_option_no_throw(flag);
  if (option != nullptr && option->get_expected_max() == 0) {
    return true;
  }
  std::vector<const CLI::App*> commands = app.get_subcommands({});
  return std::any_of(commands.begin(), commands.end(),
                     [&flag](const CLI::App* command) { return is_switch(*command, flag); });
}

/// The command tree over the values that it parses into.
class CommandLine {
 public:
  CommandLine() : app_("A lakehouse graph database for fleets of agents", "omnigraph") {
    app_.fallthrough();
    app_.set_help_flag("-h,--help", "Print help");
    app_.get_formatter()->column_width(34);
    app_.require_subcommand(0, 1);
    add_switch(app_, "-v,--version", version_flag_, "Print the version");
    add_value(app_, "--store", global_.store, "The graph, as a path or file:// URI", "URI");
    add_value(app_, "--as", global_.actor, "Actor recorded with writes", "ACTOR");
    add_switch(app_, "--quiet", global_.quiet, "Do not say where writes go");
    add_switch(app_, "--yes", yes_, "Consent to destructive writes on targets that are not local");
    families_.push_back(add_data_commands(app_));
    families_.push_back(add_schema_commands(app_));
    families_.push_back(add_storage_commands(app_));
    version_ = app_.add_subcommand("version", "Print the version and the storage format");
    help_ = app_.add_subcommand("help", "Print help of a command");
    help_->add_option("command", help_path_, "The command")->option_text("COMMAND…");
  }

  std::variant<Invocation, Notice> parse(std::vector<std::string> arguments);

 private:
  Notice usage_error(const std::string& message) const;
  Notice describe(const CLI::ParseError& error) const;
  Notice describe_extras() const;
  std::optional<Notice> find_switch_with_value(const std::vector<std::string>& arguments) const;
  std::string root_help() const;
  Notice help_of(const CLI::App& app) const;
  const CLI::App& deepest() const;
  std::variant<Invocation, Notice> invocation();

  CLI::App app_;
  GlobalFlags global_;
  bool version_flag_ = false;
  bool yes_ = false;
  std::vector<std::string> help_path_;
  std::vector<std::unique_ptr<CommandFamily>> families_;
  CLI::App* version_ = nullptr;
  CLI::App* help_ = nullptr;
  bool called_as_read_ = false;
};

/// The command that was named last.
const CLI::App& CommandLine::deepest() const {
  const CLI::App* app = &app_;
  while (!app->get_subcommands().empty()) {
    app = app->get_subcommands().front();
  }
  return *app;
}

Notice CommandLine::usage_error(const std::string& message) const {
  return {"error: " + message + "\nhint: see `" + full_name(deepest()) + " --help`\n", kUsageError};
}

/// What stands on the command line and belongs to nothing.
Notice CommandLine::describe_extras() const {
  std::vector<std::string> extras = app_.remaining(true);
  std::string extra = extras.empty() ? std::string() : extras.front();
  std::vector<std::string> known;
  if (extra.starts_with('-') && extra.size() > 1) {
    std::string flag = extra.substr(0, extra.find('='));
    for (const CLI::App* app : {&app_, &deepest()}) {
      for (const CLI::Option* option : app->get_options()) {
        for (const std::string& name : option->get_lnames()) {
          known.push_back("--" + name);
        }
      }
    }
    return usage_error("unknown flag '" + flag + "'" + did_you_mean(flag, known));
  }
  std::vector<std::string> commands = names_below(deepest());
  if (commands.empty()) {
    return usage_error("unexpected argument '" + extra + "'");
  }
  return usage_error("unknown command '" + extra + "'" + did_you_mean(extra, commands));
}

Notice CommandLine::describe(const CLI::ParseError& error) const {
  // A misspelt flag is also a missing one; the misspelling is what helps.
  bool missing = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError);
  bool extra = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError);
  if (extra || (missing && app_.remaining_size(true) > 0)) {
    return describe_extras();
  }
  std::vector<std::string> commands = names_below(deepest());
  if (missing && !commands.empty()) {
    return usage_error(
        fmt::format("`{}` needs one of: {}", full_name(deepest()), fmt::join(commands, ", ")));
  }
  std::string message = error.what();
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ArgumentMismatch)) {
    return usage_error(message.substr(0, message.find(':')) + " needs a value");
  }
  return usage_error(message);
}

/// The first `--flag=value` whose flag takes no value. CLI11 lets one through if the value is
/// `true`.
std::optional<Notice> CommandLine::find_switch_with_value(
    const std::vector<std::string>& arguments) const {
  for (const std::string& argument : arguments) {
    if (argument == "--") {
      break;
    }
    std::string flag = argument.substr(0, argument.find('='));
    if (flag.size() == argument.size() || !flag.starts_with("--")) {
      continue;
    }
    if (is_switch(app_, flag)) {
      return Notice{"error: the flag '" + flag + "' takes no value\n", kUsageError};
    }
  }
  return std::nullopt;
}

// `App::help` would delegate to the subcommand that was given, which may be `help` itself.
std::string CommandLine::root_help() const {
  return app_.get_formatter()->make_help(&app_, app_.get_name(), CLI::AppFormatMode::Normal) +
         kCapabilities;
}

Notice CommandLine::help_of(const CLI::App& app) const {
  const CLI::App* parent = app.get_parent();
  return {parent == nullptr ? root_help() : app.help(full_name(*parent)), 0};
}

std::variant<Invocation, Notice> CommandLine::invocation() {
  if (help_->parsed()) {
    const CLI::App* app = &app_;
    for (const std::string& word : help_path_) {
      try {
        app = app->get_subcommand(word);
      } catch (const CLI::OptionNotFound&) {
        return usage_error("unknown command '" + word + "'" +
                           did_you_mean(word, names_below(*app)));
      }
    }
    return help_of(*app);
  }
  for (const std::unique_ptr<CommandFamily>& family : families_) {
    if (std::optional<CommandArguments> arguments = family->parsed()) {
      if (auto* query = std::get_if<QueryArguments>(&*arguments)) {
        query->deprecated_name = called_as_read_;
      }
      return Invocation{global_, std::move(*arguments)};
    }
  }
  if (version_->parsed()) {
    return Invocation{global_, VersionArguments{}};
  }
  return Notice{root_help(), kUsageError};
}

std::variant<Invocation, Notice> CommandLine::parse(std::vector<std::string> arguments) {
  if (arguments.empty()) {
    return Notice{root_help(), kUsageError};
  }
  if (std::optional<Notice> notice = find_switch_with_value(arguments)) {
    return *notice;
  }
  called_as_read_ = command_word(arguments) == "read";
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes a vector
  try {
    app_.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    bool unknown = !names_below(deepest()).empty() && app_.remaining_size(true) > 0;
    return unknown ? describe_extras() : help_of(deepest());
  } catch (const CLI::ParseError& error) {
    return describe(error);
  }
  if (version_flag_) {
    if (&deepest() != &app_) {
      return usage_error("the flags -v and --version stand alone");
    }
    return Notice{"omnigraph " + std::string(version()) + "\n", 0};
  }
  return invocation();
}

}  // namespace

std::variant<Invocation, Notice> parse_arguments(const std::vector<std::string>& arguments) {
  return CommandLine().parse(arguments);
}

}  // namespace omnigraph::cli

#include "cli/arguments.h"

#include "base/suggest.h"
#include "omnigraph/graph.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace omnigraph::cli {
namespace {

constexpr int kUsageError = 2;

constexpr const char* kCapabilities = R"(
COMMANDS BY CAPABILITY
  data      read and write a graph, by --store: query, load, snapshot
  direct    work on storage itself, by URI: init
  served    need a server (none in this build)
  control   manage a cluster (none in this build)
  local     touch no graph: version, help
)";

constexpr std::pair<std::string_view, Format> kFormats[] = {{"table", Format::table},
                                                            {"kv", Format::kv},
                                                            {"csv", Format::csv},
                                                            {"jsonl", Format::jsonl},
                                                            {"json", Format::json}};

/// The format that `word` names, or nothing.
std::optional<Format> parse_format(std::string_view word) {
  for (const auto& [name, format] : kFormats) {
    if (name == word) {
      return format;
    }
  }
  return std::nullopt;
}

/// Refuses a value that is none of `words`.
CLI::Validator one_of(const std::vector<std::string>& words) {
  auto check = [words](const std::string& value) {
    bool known = std::find(words.begin(), words.end(), value) != words.end();
    return known ? std::string()
                 : fmt::format("'{}' is not one of {}", value, fmt::join(words, ", "));
  };
  return CLI::Validator(check, "");
}

/// An option that takes one value and may stand once.
template <typename T>
CLI::Option* add_value(CLI::App& app, const std::string& name, T& value, const std::string& help,
                       const std::string& placeholder) {
  return app.add_option(name, value, help)->expected(1)->option_text(placeholder);
}

CLI::Option* add_switch(CLI::App& app, const std::string& name, bool& value,
                        const std::string& help) {
  return app.add_flag(name, value, help)->disable_flag_override();
}

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
    add_query();
    add_load();
    add_snapshot();
    add_init();
    version_ = app_.add_subcommand("version", "Print the version and the storage format");
    help_ = app_.add_subcommand("help", "Print help of a command");
    help_->add_option("command", help_path_, "The command")->option_text("COMMAND…");
  }

  std::variant<Invocation, Notice> parse(std::vector<std::string> arguments);

 private:
  void add_query();
  void add_load();
  void add_snapshot();
  void add_init();
  std::vector<std::string> command_names() const;
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
  bool query_json_ = false;
  std::string mode_;
  std::string format_ = "table";
  std::vector<std::string> help_path_;
  InitArguments init_arguments_;
  LoadArguments load_arguments_;
  QueryArguments query_arguments_;
  SnapshotArguments snapshot_arguments_;
  CLI::App* init_ = nullptr;
  CLI::App* load_ = nullptr;
  CLI::App* query_ = nullptr;
  CLI::App* snapshot_ = nullptr;
  CLI::App* version_ = nullptr;
  CLI::App* help_ = nullptr;
};

void CommandLine::add_query() {
  QueryArguments& query = query_arguments_;
  query_ = app_.add_subcommand("query", "Run a read (alias: read)")->alias("read");
  add_value(*query_, "name", query.name, "Which query of the source", "[NAME]");
  CLI::Option* file = add_value(*query_, "--query", query.file, "File with queries", "FILE");
  add_value(*query_, "-e,--query-string", query.inline_source, "Text of a query", "GQ")
      ->excludes(file);
  CLI::Option* params =
      add_value(*query_, "--params", query.params, "Parameters as a JSON object", "JSON");
  add_value(*query_, "--params-file", query.params_file, "File with the parameters", "FILE")
      ->excludes(params);
  add_value(*query_, "--branch", query.branch, "Branch to read (main)", "BRANCH");
  CLI::Option* format =
      add_value(*query_, "--format", format_, "table, kv, csv, jsonl or json (table)", "FORMAT")
          ->check(one_of({"table", "kv", "csv", "jsonl", "json"}));
  add_switch(*query_, "--json", query_json_, "The same as --format json")->excludes(format);
}

void CommandLine::add_load() {
  LoadArguments& load = load_arguments_;
  load_ = app_.add_subcommand("load", "Load records from a JSONL file, as one commit");
  add_value(*load_, "uri", load.uri, "The graph", "[URI]");
  add_value(*load_, "--data", load.data_file, "File with one JSON record a line", "FILE")
      ->required();
  add_value(*load_, "--mode", mode_, "overwrite, append or merge", "MODE")
      ->required()
      ->check(one_of({"overwrite", "append", "merge"}));
  add_value(*load_, "--branch", load.branch, "Branch to write (main)", "BRANCH");
  add_switch(*load_, "--json", load.json, "Print the receipt as JSON");
}

void CommandLine::add_snapshot() {
  SnapshotArguments& snapshot = snapshot_arguments_;
  snapshot_ = app_.add_subcommand("snapshot", "Show what the graph holds now");
  add_value(*snapshot_, "uri", snapshot.uri, "The graph", "[URI]");
  add_value(*snapshot_, "--branch", snapshot.branch, "Branch to show (main)", "BRANCH");
  add_switch(*snapshot_, "--json", snapshot.json, "Print JSON");
}

void CommandLine::add_init() {
  InitArguments& init = init_arguments_;
  init_ = app_.add_subcommand("init", "Make an empty graph");
  add_value(*init_, "uri", init.uri, "Where", "URI")->required();
  add_value(*init_, "--schema", init.schema_file, "File with the schema", "FILE")->required();
  add_switch(*init_, "--force", init.force, "Take over what an interrupted init left");
}

/// The command that was named last.
const CLI::App& CommandLine::deepest() const {
  const CLI::App* app = &app_;
  while (!app->get_subcommands().empty()) {
    app = app->get_subcommands().front();
  }
  return *app;
}

Notice CommandLine::usage_error(const std::string& message) const {
  const CLI::App& app = deepest();
  std::string command = &app == &app_ ? "omnigraph" : "omnigraph " + app.get_name();
  return {"error: " + message + "\nhint: see `" + command + " --help`\n", kUsageError};
}

std::vector<std::string> CommandLine::command_names() const {
  std::vector<std::string> names;
  for (const CLI::App* command : app_.get_subcommands({})) {
    names.push_back(command->get_name());
  }
  return names;
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
  if (&deepest() != &app_) {
    return usage_error("unexpected argument '" + extra + "'");
  }
  return usage_error("unknown command '" + extra + "'" + did_you_mean(extra, command_names()));
}

Notice CommandLine::describe(const CLI::ParseError& error) const {
  // A misspelt flag is also a missing one; the misspelling is what helps.
  bool missing = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError);
  bool extra = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError);
  if (extra || (missing && app_.remaining_size(true) > 0)) {
    return describe_extras();
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
    std::vector<const CLI::App*> apps = app_.get_subcommands({});
    apps.push_back(&app_);
    for (const CLI::App* app : apps) {
      const CLI::Option* option = app->get_option_no_throw(flag);
      if (option != nullptr && option->get_expected_max() == 0) {
        return Notice{"error: the flag '" + flag + "' takes no value\n", kUsageError};
      }
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
  return {&app == &app_ ? root_help() : app.help("omnigraph"), 0};
}

std::variant<Invocation, Notice> CommandLine::invocation() {
  if (help_->parsed()) {
    const CLI::App* app = &app_;
    for (const std::string& word : help_path_) {
      try {
        app = app->get_subcommand(word);
      } catch (const CLI::OptionNotFound&) {
        return usage_error("unknown command '" + word + "'" + did_you_mean(word, command_names()));
      }
    }
    return help_of(*app);
  }
  if (init_->parsed()) {
    return Invocation{global_, init_arguments_};
  }
  if (load_->parsed()) {
    load_arguments_.mode = *parse_load_mode(mode_);
    return Invocation{global_, load_arguments_};
  }
  if (query_->parsed()) {
    query_arguments_.format = query_json_ ? Format::json : *parse_format(format_);
    return Invocation{global_, query_arguments_};
  }
  if (snapshot_->parsed()) {
    return Invocation{global_, snapshot_arguments_};
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
  query_arguments_.deprecated_name = command_word(arguments) == "read";
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes a vector
  try {
    app_.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    bool unknown = &deepest() == &app_ && app_.remaining_size(true) > 0;
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

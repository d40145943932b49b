#include "cli/command_family.h"
#include "cli/option_builders.h"

#include <CLI/CLI.hpp>

#include <string_view>
#include <utility>

namespace omnigraph::cli {
namespace {

constexpr std::pair<std::string_view, Format> kFormats[] = {{"table", Format::table},
                                                            {"kv", Format::kv},
                                                            {"csv", Format::csv},
                                                            {"jsonl", Format::jsonl},
                                                            {"json", Format::json}};

std::vector<std::string> format_words() {
  std::vector<std::string> words;
  for (const auto& [word, format] : kFormats) {
    words.emplace_back(word);
  }
  return words;
}

Format parse_format(std::string_view text) {
  for (const auto& [word, format] : kFormats) {
    if (word == text) {
      return format;
    }
  }
  return Format::table;  // the parser lets no other word through
}

class DataCommands final : public CommandFamily {
 public:
  explicit DataCommands(CLI::App& root) {
    add_query(root);
    add_load(root);
    add_snapshot(root);
  }

  std::optional<CommandArguments> parsed() override;

 private:
  void add_query(CLI::App& root);
  void add_load(CLI::App& root);
  void add_snapshot(CLI::App& root);

  CLI::App* query_ = nullptr;
  QueryArguments query_arguments_;
  std::string format_ = "table";
  bool query_json_ = false;
  CLI::App* load_ = nullptr;
  LoadArguments load_arguments_;
  std::string mode_;
  CLI::App* snapshot_ = nullptr;
  SnapshotArguments snapshot_arguments_;
};

void DataCommands::add_query(CLI::App& root) {
  QueryArguments& query = query_arguments_;
  query_ = root.add_subcommand("query", "Run a read (alias: read)")->alias("read");
  add_value(*query_, "name", query.name, "Which query of the source", "[NAME]");
  CLI::Option* file = add_value(*query_, "--query", query.file, "File with queries", "FILE");
  add_value(*query_, "-e,--query-string", query.inline_source, "Text of a query", "GQ")
      ->excludes(file);
  CLI::Option* params =
      add_value(*query_, "--params", query.params, "Parameters as a JSON object", "JSON");
  add_value(*query_, "--params-file", query.params_file, "File with the parameters", "FILE")
      ->excludes(params);
  add_value(*query_, "--branch", query.branch, "Branch to read (main)", "BRANCH");
  CLI::Option* format = add_choice(*query_, "--format", format_, format_words(),
                                   "table, kv, csv, jsonl or json (table)", "FORMAT");
  add_switch(*query_, "--json", query_json_, "The same as --format json")->excludes(format);
}

void DataCommands::add_load(CLI::App& root) {
  LoadArguments& load = load_arguments_;
  load_ = root.add_subcommand("load", "Load records from a JSONL file, as one commit");
  add_value(*load_, "uri", load.uri, "The graph", "[URI]");
  add_value(*load_, "--data", load.data_file, "File with one JSON record a line", "FILE")
      ->required();
  add_choice(*load_, "--mode", mode_, {"overwrite", "append", "merge"},
             "overwrite, append or merge", "MODE")
      ->required();
  add_value(*load_, "--branch", load.branch, "Branch to write (main)", "BRANCH");
  add_switch(*load_, "--json", load.json, "Print the receipt as JSON");
}

void DataCommands::add_snapshot(CLI::App& root) {
  SnapshotArguments& snapshot = snapshot_arguments_;
  snapshot_ = root.add_subcommand("snapshot", "Show what the graph holds now");
  add_value(*snapshot_, "uri", snapshot.uri, "The graph", "[URI]");
  add_value(*snapshot_, "--branch", snapshot.branch, "Branch to show (main)", "BRANCH");
  add_switch(*snapshot_, "--json", snapshot.json, "Print JSON");
}

std::optional<CommandArguments> DataCommands::parsed() {
  if (query_->parsed()) {
    query_arguments_.format = query_json_ ? Format::json : parse_format(format_);
    return query_arguments_;
  }
  if (load_->parsed()) {
    load_arguments_.mode = *parse_load_mode(mode_);
    return load_arguments_;
  }
  if (snapshot_->parsed()) {
    return snapshot_arguments_;
  }
  return std::nullopt;
}

}  // namespace

std::unique_ptr<CommandFamily> add_data_commands(CLI::App& root) {
  return std::make_unique<DataCommands>(root);
}

}  // namespace omnigraph::cli

#pragma once

#include "omnigraph/load.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace omnigraph::cli {

/// Flags that every command takes.
struct GlobalFlags {
  std::optional<std::string> store;  ///< `--store`
  std::optional<std::string> actor;  ///< `--as`
  bool quiet = false;                ///< `--quiet`
};

struct InitArguments {
  std::string uri;
  std::string schema_file;
  bool force = false;
};

struct LoadArguments {
  std::optional<std::string> uri;
  std::string data_file;
  LoadMode mode = LoadMode::merge;
  std::string branch = "main";
  bool json = false;
};

/// How `query` prints rows (GQ-92).
enum class Format { table, kv, csv, jsonl, json };

struct QueryArguments {
  std::optional<std::string> name;
  std::optional<std::string> file;           ///< `--query`
  std::optional<std::string> inline_source;  ///< `-e`
  std::optional<std::string> params;
  std::optional<std::string> params_file;
  std::string branch = "main";
  Format format = Format::table;
  bool deprecated_name = false;  ///< called as `read`
};

struct SnapshotArguments {
  std::optional<std::string> uri;
  std::string branch = "main";
  bool json = false;
};

/// What `schema plan` and `schema apply` have in common.
struct SchemaChangeArguments {
  std::optional<std::string> uri;
  std::string schema_file;
  bool allow_data_loss = false;
  bool json = false;
};

struct SchemaPlanArguments {
  SchemaChangeArguments change;
  bool check = false;
  std::string inapplicable_flag;  ///< one of another class of commands that was given, or empty
};

struct SchemaApplyArguments {
  SchemaChangeArguments change;
};

struct SchemaShowArguments {
  std::optional<std::string> uri;
  bool json = false;
};

struct VersionArguments {};

using CommandArguments =
    std::variant<InitArguments, LoadArguments, QueryArguments, SnapshotArguments,
                 SchemaPlanArguments, SchemaApplyArguments, SchemaShowArguments, VersionArguments>;

/// A command to run.
struct Invocation {
  GlobalFlags global;
  CommandArguments command;
};

/// What to print, and where, instead of running anything: help, the version, or a usage error.
struct Notice {
  std::string text;
  int exit_status = 0;  ///< 0: printed on stdout; 2: on stderr
};

/// Parses a command line, without the program's name.
std::variant<Invocation, Notice> parse_arguments(const std::vector<std::string>& arguments);

}  // namespace omnigraph::cli

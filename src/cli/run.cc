#include "cli/run.h"

#include "base/overloaded.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/error_json.h"

#include <csignal>
#include <exception>

namespace omnigraph::cli {
namespace {

/// Runs the command; returns the exit status of its success.
int run_command(const Invocation& invocation) {
  const GlobalFlags& global = invocation.global;
  int status = 0;
  std::visit(
      Overloaded{
          [&global](const InitArguments& arguments) { run_init(arguments, global); },
          [&global](const LoadArguments& arguments) { run_load(arguments, global); },
          [&global](const QueryArguments& arguments) { run_query(arguments, global); },
          [&global](const SnapshotArguments& arguments) { run_snapshot(arguments, global); },
          [&global, &status](const SchemaPlanArguments& arguments) {
            status = run_schema_plan(arguments, global);
          },
          [&global](const SchemaApplyArguments& arguments) { run_schema_apply(arguments, global); },
          [&global](const SchemaShowArguments& arguments) { run_schema_show(arguments, global); },
          [](const VersionArguments&) { run_version(); }},
      invocation.command);
  flush_output();
  return status;
}

/// Whether a failure of the command is reported on stdout too. The others leave it empty (CLI-4).
bool reports_errors_as_json(const CommandArguments& command) {
  return std::visit(
      Overloaded{[](const SchemaPlanArguments& arguments) { return arguments.change.json; },
                 [](const SchemaApplyArguments& arguments) { return arguments.change.json; },
                 [](const SchemaShowArguments& arguments) { return arguments.json; },
                 [](const auto&) { return false; }},
      command);
}

}  // namespace

int run(const std::vector<std::string>& arguments) {
  // A reader that closes our output early ends us without a word, also under a parent that ignores
  // the signal (CLI-1).
  std::signal(SIGPIPE, SIG_DFL);
  try {
    auto parsed = parse_arguments(arguments);
    if (const auto* notice = std::get_if<Notice>(&parsed)) {
      notice->exit_status == 0 ? print(notice->text) : print_diagnostic(notice->text);
      flush_output();
      return notice->exit_status;
    }
    const auto& invocation = std::get<Invocation>(parsed);
    try {
      return run_command(invocation);
    } catch (const std::exception& error) {
      if (reports_errors_as_json(invocation.command)) {
        print(error_json(error));
        flush_output();
      }
      throw;
    }
  } catch (const std::exception& error) {
    print_diagnostic(std::string("error: ") + error.what() + "\n");
    return 1;
  }
}

}  // namespace omnigraph::cli

#include "cli/run.h"

#include "base/overloaded.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/console.h"

#include <csignal>
#include <exception>

namespace omnigraph::cli {
namespace {

void run_command(const Invocation& invocation) {
  const GlobalFlags& global = invocation.global;
  std::visit(
      Overloaded{[&global](const InitArguments& arguments) { run_init(arguments, global); },
                 [&global](const LoadArguments& arguments) { run_load(arguments, global); },
                 [&global](const QueryArguments& arguments) { run_query(arguments, global); },
                 [&global](const SnapshotArguments& arguments) { run_snapshot(arguments, global); },
                 [](const VersionArguments&) { run_version(); }},
      invocation.command);
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
    run_command(std::get<Invocation>(parsed));
    flush_output();
    return 0;
  } catch (const std::exception& error) {
    print_diagnostic(std::string("error: ") + error.what() + "\n");
    return 1;
  }
}

}  // namespace omnigraph::cli

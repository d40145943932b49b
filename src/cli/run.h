#pragma once

#include <string>
#include <vector>

namespace omnigraph::cli {

/// Runs the command that `arguments` (without the program's name) spell, on the standard streams,
/// and returns the exit status (CLI-3): 0 success, 1 failure, 2 wrong usage,
/// 3 a failed `schema plan --check`.
int run(const std::vector<std::string>& arguments);

}  // namespace omnigraph::cli

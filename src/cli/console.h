#pragma once

#include <string>
#include <string_view>

namespace omnigraph::cli {

/// Writes to stdout; throws `Error` (internal) if that fails, for example on a full disk.
void print(std::string_view text);

/// Writes to stderr, where everything goes that is not the result (CLI-1).
void print_diagnostic(std::string_view text);

/// Hands what was printed to the system; throws like `print`.
void flush_output();

/// Whether stderr is a terminal that a person watches.
bool diagnostics_are_watched();

/// The content of a file that the user named; throws `Error` (bad_request) naming it and `role`
/// ("schema file") if it cannot be read.
std::string read_input_file(const std::string& path, std::string_view role);

}  // namespace omnigraph::cli

#include "cli/console.h"

#include "base/throw_error.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace omnigraph::cli {

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
    throw_internal("cannot write to standard output: {}", std::strerror(errno));
  }
}

void print_diagnostic(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

void flush_output() {
  if (std::fflush(stdout) != 0) {
    throw_internal("cannot write to standard output: {}", std::strerror(errno));
  }
}

bool diagnostics_are_watched() { return isatty(STDERR_FILENO) == 1; }

std::string read_input_file(const std::string& path, std::string_view role) {
  auto close = [](std::FILE* file) { std::fclose(file); };
  std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rb"), close);
  if (!file) {
    throw_bad_request("cannot open {} '{}': {}", role, path, std::strerror(errno));
  }
  std::string content;
  std::string piece(std::size_t{1} << 16, '\0');
  while (std::size_t count = std::fread(piece.data(), 1, piece.size(), file.get())) {
    content.append(piece, 0, count);
  }
  if (std::ferror(file.get()) != 0) {
    throw_bad_request("cannot read {} '{}': {}", role, path, std::strerror(errno));
  }
  return content;
}

}  // namespace omnigraph::cli

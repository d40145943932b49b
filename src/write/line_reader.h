#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace omnigraph::write {

/// Some whole lines of an input.
struct LineChunk {
  std::string bytes;             ///< the lines, then padding that simdjson may read
  std::size_t size = 0;          ///< bytes of the lines
  std::uint64_t first_line = 1;  ///< 1-based

  std::string_view text() const { return std::string_view(bytes).substr(0, size); }
};

/// Reads a file in pieces that end with a line, so that memory does not grow with the input. A line
/// longer than a piece makes that piece as long as the line.
class LineReader {
 public:
  /// Throws `Error` (bad_request) naming `path` if it cannot be opened or is a directory.
  explicit LineReader(const std::string& path, std::size_t chunk_bytes = std::size_t{4} << 20);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  /// The next piece, or nothing at the end. Throws `Error` (bad_request) if reading fails.
  std::optional<LineChunk> next();

  std::uint64_t bytes_read() const { return bytes_read_; }
  /// Size of the file when it was opened; 0 if it has none (a pipe).
  std::uint64_t total_bytes() const { return total_bytes_; }

 private:
  std::size_t read_some(char* into, std::size_t size);

  std::string path_;
  int file_ = -1;
  std::size_t chunk_bytes_;
  std::string carried_;  // the beginning of a line whose end has not been read
  std::uint64_t next_line_ = 1;
  std::uint64_t bytes_read_ = 0;
  std::uint64_t total_bytes_ = 0;
  bool at_end_ = false;
};

}  // namespace omnigraph::write

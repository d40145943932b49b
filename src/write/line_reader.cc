#include "write/line_reader.h"

#include "base/throw_error.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace omnigraph::write {
namespace {

constexpr std::size_t kPadding = 64;  // what simdjson may read past the end of a document

}  // namespace

LineReader::LineReader(const std::string& path, std::size_t chunk_bytes)
    : path_(path), chunk_bytes_(chunk_bytes) {
  file_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (file_ < 0 || fstat(file_, &status) != 0) {
    int reason = errno;
    if (file_ >= 0) {
      close(file_);
    }
    throw_bad_request("cannot open '{}': {}", path, std::strerror(reason));
  }
  if (S_ISDIR(status.st_mode)) {
    close(file_);
    throw_bad_request("cannot read '{}': it is a directory", path);
  }
  total_bytes_ = static_cast<std::uint64_t>(std::max<off_t>(0, status.st_size));
}

LineReader::~LineReader() { close(file_); }

std::size_t LineReader::read_some(char* into, std::size_t size) {
  for (;;) {
    ssize_t count = read(file_, into, size);
    if (count >= 0) {
      bytes_read_ += static_cast<std::uint64_t>(count);
      return static_cast<std::size_t>(count);
    }
    if (errno != EINTR) {
      throw_bad_request("cannot read '{}': {}", path_, std::strerror(errno));
    }
  }
}

std::optional<LineChunk> LineReader::next() {
  LineChunk chunk;
  chunk.bytes = std::exchange(carried_, {});
  std::size_t filled = chunk.bytes.size();
  std::size_t lines_end = std::string::npos;  // one past the last line feed
  while (!at_end_ && lines_end == std::string::npos) {
    chunk.bytes.resize(filled + chunk_bytes_ + kPadding);
    std::size_t target = filled + chunk_bytes_;
    std::size_t searched = filled;
    while (filled < target && !at_end_) {
      std::size_t count = read_some(chunk.bytes.data() + filled, target - filled);
      at_end_ = count == 0;
      filled += count;
    }
    std::size_t found = std::string_view(chunk.bytes).substr(0, filled).rfind('\n');
    if (found != std::string_view::npos && found >= searched) {
      lines_end = found + 1;
    }
  }
  chunk.size = at_end_ ? filled : lines_end;
  if (chunk.size == 0) {
    return std::nullopt;
  }
  if (chunk.size < filled) {
    carried_.assign(chunk.bytes, chunk.size, filled - chunk.size);
  }
  chunk.bytes.resize(chunk.size + kPadding);
  chunk.first_line = next_line_;
  next_line_ += static_cast<std::uint64_t>(std::count(
      chunk.bytes.begin(), chunk.bytes.begin() + static_cast<std::ptrdiff_t>(chunk.size), '\n'));
  return chunk;
}

}  // namespace omnigraph::write

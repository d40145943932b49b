#include "storage/object_name.h"

#include "base/throw_error.h"

#include <algorithm>

namespace omnigraph::storage {

namespace {

// What is wrong with a name or a part of it; empty when nothing is.
using Problem = std::string_view;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

Problem segment_problem(std::string_view segment) {
  if (segment.empty()) {
    return "it has an empty segment; names are relative paths such as 'data/file'";
  }
  if (segment == "." || segment == "..") {
    return "it has a '.' or '..' segment";
  }
  if (segment.size() > kMaxSegmentBytes) {
    return "it has a segment longer than 255 bytes";
  }
  return {};
}

/// The problem of what stands before the last segment, or of the whole.
Problem folder_problem(std::string_view name) {
  if (name.size() > kMaxNameBytes) {
    return "it is longer than 1024 bytes";
  }
  if (std::any_of(name.begin(), name.end(), is_control)) {
    return "it contains a control character";
  }
  std::string_view rest = name;
  for (std::size_t slash = rest.find('/'); slash != rest.npos; slash = rest.find('/')) {
    if (Problem problem = segment_problem(rest.substr(0, slash)); !problem.empty()) {
      return problem;
    }
    rest.remove_prefix(slash + 1);
  }
  return {};
}

std::string_view last_segment(std::string_view name) { return name.substr(name.rfind('/') + 1); }

Problem name_problem(std::string_view name) {
  if (Problem problem = folder_problem(name); !problem.empty()) {
    return problem;
  }
  std::string_view last = last_segment(name);
  if (last.starts_with(kTemporaryPrefix)) {
    return "its last segment marks a temporary file";
  }
  return segment_problem(last);
}

}  // namespace

bool is_valid_name(std::string_view name) { return name_problem(name).empty(); }

void check_name(std::string_view name) {
  if (Problem problem = name_problem(name); !problem.empty()) {
    // The name comes last, as it may contain anything.
    throw_internal("not a valid name of a stored object: {}: '{}'", problem, name);
  }
}

void check_prefix(std::string_view prefix) {
  Problem problem = folder_problem(prefix);
  if (problem.empty() && last_segment(prefix).size() > kMaxSegmentBytes) {
    problem = "it has a segment longer than 255 bytes";
  }
  if (!problem.empty()) {
    throw_internal("not a valid beginning of a stored object's name: {}: '{}'", problem, prefix);
  }
}

void check_range(std::string_view name, ByteRange range, std::uint64_t size_bytes) {
  if (range.offset > size_bytes || range.size > size_bytes - range.offset) {
    throw_internal("cannot read {} bytes at offset {} of stored object '{}': it has {} bytes",
                   range.size, range.offset, name, size_bytes);
  }
}

void check_size(std::string_view name, std::uint64_t size_bytes, std::uint64_t expected_bytes) {
  if (size_bytes != expected_bytes) {
    throw_internal("stored object '{}' has {} bytes where {} are expected: it is damaged", name,
                   size_bytes, expected_bytes);
  }
}

void throw_object_not_found(std::string_view name) {
  throw_error(ErrorKind::not_found, "stored object '{}' does not exist", name);
}

}  // namespace omnigraph::storage

#include "base/source_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace omnigraph {
namespace {

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

constexpr std::size_t kShownBefore = 100;  // characters of a line before a place, and from it on
constexpr std::size_t kShownAfter = 60;

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// The byte where the character stands that is `count` characters before byte `at`.
std::size_t step_back(std::string_view text, std::size_t at, std::size_t count) {
  for (; at > 0 && count > 0; --count) {
    --at;
    while (at > 0 && at < text.size() && !begins_character(text[at])) {
      --at;
    }
  }
  return at;
}

/// The byte where the character ends that is `count` characters behind byte `at`.
std::size_t step_forward(std::string_view text, std::size_t at, std::size_t count) {
  for (; at < text.size() && count > 0; --count) {
    ++at;
    while (at < text.size() && !begins_character(text[at])) {
      ++at;
    }
  }
  return at;
}

std::size_t line_start(std::string_view source, std::size_t offset) {
  std::size_t newline = offset == 0 ? std::string_view::npos : source.rfind('\n', offset - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

}  // namespace

SourcePosition position_at(std::string_view source, std::size_t offset) {
  offset = std::min(offset, source.size());
  std::size_t start = line_start(source, offset);
  auto lines =
      std::count(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(start), '\n');
  return {static_cast<std::size_t>(lines) + 1,
          count_characters(source.substr(start, offset - start)) + 1};
}

std::string excerpt_at(std::string_view source, std::size_t offset) {
  offset = std::min(offset, source.size());
  SourcePosition position = position_at(source, offset);
  std::size_t start = line_start(source, offset);
  std::string_view line = source.substr(start, source.find('\n', start) - start);
  if (!line.empty() && line.back() == '\r') {
    line.remove_suffix(1);
  }
  // Of a very long line only the part around the place is shown.
  std::size_t first = step_back(line, offset - start, kShownBefore);
  std::size_t last = step_forward(line, std::min(offset - start, line.size()), kShownAfter);
  std::string shown(line.substr(first, last - first));
  std::string cut = first > 0 ? "…" : "";
  std::string number = std::to_string(position.line);
  std::string margin(number.size(), ' ');
  // The caret must stand under the column on a terminal, so a tab before it stays a tab.
  std::string indent(first > 0 ? 1 : 0, ' ');
  for (char c : source.substr(start + first, offset - start - first)) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      indent += c == '\t' ? '\t' : ' ';
    }
  }
  return fmt::format("  --> {}:{}\n{} |\n{} | {}\n{} | {}^---", position.line, position.column,
                     margin, number, cut + shown + (last < line.size() ? "…" : ""), margin, indent);
}

std::string describe_at(std::string_view heading, std::string_view source, std::size_t offset,
                        std::string_view reason) {
  std::string margin(std::to_string(position_at(source, offset).line).size(), ' ');
  return fmt::format("{}{}\n{} |\n{} = {}", heading, excerpt_at(source, offset), margin, margin,
                     reason);
}

}  // namespace omnigraph

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
  std::string number = std::to_string(position.line);
  std::string margin(number.size(), ' ');
  // The caret must stand under the column on a terminal, so a tab before it stays a tab.
  std::string indent;
  for (char c : source.substr(start, offset - start)) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      indent += c == '\t' ? '\t' : ' ';
    }
  }
  return fmt::format("  --> {}:{}\n{} |\n{} | {}\n{} | {}^---", position.line, position.column,
                     margin, number, line, margin, indent);
}

std::string describe_at(std::string_view heading, std::string_view source, std::size_t offset,
                        std::string_view reason) {
  std::string margin(std::to_string(position_at(source, offset).line).size(), ' ');
  return fmt::format("{}{}\n{} |\n{} = {}", heading, excerpt_at(source, offset), margin, margin,
                     reason);
}

}  // namespace omnigraph

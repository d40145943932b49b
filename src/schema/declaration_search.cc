#include "schema/declaration_search.h"

#include "schema/names.h"

namespace omnigraph::schema {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool is_blank_character(char c) { return kBlanks.find(c) != std::string_view::npos; }

/// The end of the word at `start`.
std::size_t word_end(std::string_view source, std::size_t start) {
  std::size_t end = start;
  while (end < source.size() && is_enum_character(source[end])) {
    ++end;
  }
  return end;
}

/// The byte behind the string that starts at `start`.
std::size_t string_end(std::string_view source, std::size_t start) {
  for (std::size_t end = start + 1; end < source.size(); ++end) {
    if (source[end] == '"') {
      return end + 1;
    }
    end += source[end] == '\\' ? 1 : 0;
  }
  return source.size();
}

/// The byte behind the comment that starts at `start`, or `start` if none does. The line feed
/// behind `//` is not part of it.
std::size_t comment_end(std::string_view source, std::size_t start) {
  std::string_view rest = source.substr(start);
  if (rest.starts_with("//")) {
    std::size_t end = source.find('\n', start);
    return end == std::string_view::npos ? source.size() : end;
  }
  if (rest.starts_with("/*")) {
    std::size_t end = source.find("*/", start + 2);
    return end == std::string_view::npos ? source.size() : end + 2;
  }
  return start;
}

/// Whether only blanks stand between `at` and the line feed, `}` or start of the source before it.
bool may_start_here(std::string_view source, std::size_t at) {
  while (at > 0 && source[at - 1] != '\n' && is_blank_character(source[at - 1])) {
    --at;
  }
  return at == 0 || source[at - 1] == '\n' || source[at - 1] == '}';
}

/// Whether a keyword from `start` to `end` has a name behind it; also one that is no type name, so
/// that this is reported.
bool is_declaration(std::string_view source, std::size_t start, std::size_t end) {
  std::string_view word = source.substr(start, end - start);
  if (word != "interface" && word != "node" && word != "edge") {
    return false;
  }
  std::size_t name = source.find_first_not_of(kBlanks, end);
  return name != std::string_view::npos && word_end(source, name) > name;
}

}  // namespace

std::size_t next_declaration(std::string_view source, std::size_t from) {
  bool may_start = may_start_here(source, from);
  std::size_t at = from;
  while (at < source.size()) {
    char c = source[at];
    if (c == '"') {
      at = string_end(source, at);
      may_start = false;
    } else if (std::size_t end = comment_end(source, at); end > at) {
      at = end;
    } else if (is_blank_character(c)) {
      may_start = may_start || c == '\n';
      ++at;
    } else if (std::size_t word = word_end(source, at); word > at) {
      if (may_start && is_declaration(source, at, word)) {
        return at;
      }
      at = word;
      may_start = false;
    } else {
      may_start = c == '}';
      ++at;
    }
  }
  return source.size();
}

}  // namespace omnigraph::schema

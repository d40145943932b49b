#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace omnigraph {

/// A place in a source text, counted from 1; columns count Unicode characters.
struct SourcePosition {
  std::size_t line = 1;
  std::size_t column = 1;
  friend bool operator==(const SourcePosition&, const SourcePosition&) = default;
};

/// The line and column of byte `offset` of `source`.
SourcePosition position_at(std::string_view source, std::size_t offset);

/// One place of a source, to stand below a message: `  --> LINE:COL`, the line and a caret, in the
/// layout that `describe_at` shows; no line feed at either end.
std::string excerpt_at(std::string_view source, std::size_t offset);

/// A message about one place of a source: `LINE:COL`, the line, a caret under the column and the
/// reason, in the form of SCH-13:
///
///     parse error:  --> 3:11
///       |
///     3 |   length: Integer
///       |           ^---
///       |
///       = expected core_type
///
/// `heading` is `parse error:` and the like.
std::string describe_at(std::string_view heading, std::string_view source, std::size_t offset,
                        std::string_view reason);

}  // namespace omnigraph

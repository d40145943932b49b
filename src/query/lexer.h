#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::query {

enum class TokenKind : std::uint8_t {
  word,        ///< `[a-z_][A-Za-z0-9_]*`: names and keywords; no word is reserved (GQ-6)
  type_name,   ///< `[A-Z][A-Za-z0-9_]*`
  variable,    ///< `$` and a word
  annotation,  ///< `@` and a word
  string,      ///< with its quotes; escapes are checked, `string_value` resolves them
  integer,     ///< digits of any number
  real,        ///< digits on both sides of a point
  symbol,      ///< `( ) { } [ ] , : . ? = != < <= > >=`
  end,         ///< of the source; empty text
};

/// A piece of the source; `text` refers to it.
struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;
};

/// Cuts a `.gq` source into tokens (GQ-2 to GQ-7); the last one is `end`.
/// Throws `Error` (bad_request) `parse error: …` with the position for a character that begins no
/// token, an unknown escape, an open string or comment, and text that is not UTF-8.
std::vector<Token> tokenize(std::string_view source);

/// The text that a `string` token stands for.
std::string string_value(const Token& token);

}  // namespace omnigraph::query

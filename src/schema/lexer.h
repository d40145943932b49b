#pragma once

#include "schema/ast.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace omnigraph::schema {

enum class TokenKind : std::uint8_t {
  end,
  type_name,   ///< a word that starts with an upper-case letter
  identifier,  ///< any other word, keywords included
  integer,     ///< digits, perhaps with a sign
  decimal,     ///< digits with a fraction, perhaps with a sign
  string,      ///< still quoted and escaped; the escapes are valid
  symbol,      ///< one of `{ } ( ) [ ] : , @ ? = -> ..`
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;
  std::size_t offset = 0;

  bool is_number() const { return kind == TokenKind::integer || kind == TokenKind::decimal; }
  /// A string, a number without a sign, `true` or `false`.
  bool is_literal() const {
    return kind == TokenKind::string || (is_number() && text.front() != '-') || is_word("true") ||
           is_word("false");
  }
  bool is_symbol(std::string_view symbol) const {
    return kind == TokenKind::symbol && text == symbol;
  }
  bool is_word(std::string_view word) const {
    return kind == TokenKind::identifier && text == word;
  }
};

/// What is wrong with the syntax of a source, and at which byte. Thrown by the lexer and the
/// parser, and caught by the parser, which collects them; nobody else sees it.
struct SyntaxError {
  std::size_t offset = 0;
  std::string reason;
};

/// Splits a schema source into tokens (section 1 of the schema specification), one at a time and
/// only when asked, because members of an enum follow rules of their own.
///
/// `source` outlives the lexer and its tokens. Every function may throw `SyntaxError` at what is
/// not a token.
class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  /// The next token, which stays. Comments and white space are skipped.
  const Token& peek();
  Token take();
  /// Takes the next token if it is that symbol.
  bool accept(std::string_view symbol);
  /// Takes a member of an enum: `[A-Za-z0-9_-]+`.
  Word take_enum_value();

  /// The byte behind what was taken.
  std::size_t position() const { return position_; }
  /// Goes on at byte `offset`.
  void move_to(std::size_t offset) {
    position_ = offset;
    next_.reset();
  }

  /// Throws `SyntaxError`.
  [[noreturn]] void fail(std::size_t offset, std::string_view reason) const;

 private:
  void skip_blanks();
  Token scan();
  Token scan_number();
  Token scan_string();
  Token scan_symbol();
  Token token_to(std::size_t end, TokenKind kind) const;
  char at(std::size_t offset) const { return offset < source_.size() ? source_[offset] : '\0'; }

  std::string_view source_;
  std::size_t position_ = 0;  // behind what was taken
  std::optional<Token> next_;
};

/// The token as a name or literal: a string without its quotes and escapes, all else as spelled.
Word word_of(const Token& token);

/// The token for a message: `'edge'`, `a string`, `the end of the source`.
std::string describe(const Token& token);

/// Bytes of the longest prefix of `text` that is valid UTF-8.
std::size_t valid_utf8_prefix(std::string_view text);

/// Throws `Error` (bad_request) if `source` starts with a byte-order mark or is not UTF-8 (SCH-1).
void require_utf8(std::string_view source);

}  // namespace omnigraph::schema

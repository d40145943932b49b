#pragma once

#include "query/ast.h"
#include "query/lexer.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace omnigraph::query {

/// The parser's place in a token list. Functions named `take` move on if the token is there and say
/// whether it was; those named `expect` throw `Error` (bad_request) `parse error: …` if it is not.
class TokenCursor {
 public:
  explicit TokenCursor(std::string_view source);

  const Token& peek(std::size_t ahead = 0) const;
  Token next();

  bool at(TokenKind kind, std::size_t ahead = 0) const { return peek(ahead).kind == kind; }
  bool at_symbol(std::string_view text, std::size_t ahead = 0) const;
  bool at_word(std::string_view text, std::size_t ahead = 0) const;

  bool take_symbol(std::string_view text);
  bool take_word(std::string_view text);

  void expect_symbol(std::string_view text);
  void expect_word(std::string_view text);
  /// A word of any spelling; `what` says what it would name, for the message.
  Name expect_name(std::string_view what);
  Name expect_type_name(std::string_view what);
  Name expect_variable(std::string_view what);
  /// The text of a string token.
  std::string expect_string();
  /// A number that must fit the type.
  std::int64_t expect_i64();
  std::uint64_t expect_u64();
  std::uint32_t expect_u32();
  double expect_real();

  std::size_t offset(std::size_t ahead = 0) const { return offset_of(peek(ahead)); }
  /// Behind the token taken last.
  std::size_t end_offset() const;

  /// `expected …, found …` at the next token.
  [[noreturn]] void fail_expected(std::string_view what) const;
  [[noreturn]] void fail_at(std::size_t offset, std::string_view reason) const;

 private:
  friend class NestingGuard;

  std::size_t offset_of(const Token& token) const;
  template <typename Number>
  Number expect_integer(std::string_view type);

  std::string_view source_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

/// Counts how deep blocks, calls and lists nest while it lives, so that no source can exhaust the
/// stack: the constructor throws `Error` (bad_request) beyond `kMaxNesting`.
class NestingGuard {
 public:
  static constexpr int kMaxNesting = 100;

  explicit NestingGuard(TokenCursor& cursor);
  ~NestingGuard() { --cursor_.depth_; }
  NestingGuard(const NestingGuard&) = delete;
  NestingGuard& operator=(const NestingGuard&) = delete;

 private:
  TokenCursor& cursor_;
};

}  // namespace omnigraph::query

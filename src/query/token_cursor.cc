#include "query/token_cursor.h"

#include "query/parse_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace omnigraph::query {
namespace {

/// A token as a message shows it: long ones are cut, at a character's edge.
std::string shown(const Token& token) {
  constexpr std::size_t kLongest = 40;
  if (token.kind == TokenKind::end) {
    return "the end of the source";
  }
  std::size_t size = std::min(token.text.size(), kLongest);
  while (size < token.text.size() &&
         (static_cast<unsigned char>(token.text[size]) & 0xC0) == 0x80) {
    --size;
  }
  return fmt::format("'{}{}'", token.text.substr(0, size), size < token.text.size() ? "…" : "");
}

}  // namespace

TokenCursor::TokenCursor(std::string_view source) : source_(source), tokens_(tokenize(source)) {}

const Token& TokenCursor::peek(std::size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

Token TokenCursor::next() {
  Token token = peek();
  if (at_ + 1 < tokens_.size()) {
    ++at_;
  }
  return token;
}

bool TokenCursor::at_symbol(std::string_view text, std::size_t ahead) const {
  return at(TokenKind::symbol, ahead) && peek(ahead).text == text;
}

bool TokenCursor::at_word(std::string_view text, std::size_t ahead) const {
  return at(TokenKind::word, ahead) && peek(ahead).text == text;
}

bool TokenCursor::take_symbol(std::string_view text) {
  bool found = at_symbol(text);
  if (found) {
    next();
  }
  return found;
}

bool TokenCursor::take_word(std::string_view text) {
  bool found = at_word(text);
  if (found) {
    next();
  }
  return found;
}

void TokenCursor::expect_symbol(std::string_view text) {
  if (!take_symbol(text)) {
    fail_expected(fmt::format("'{}'", text));
  }
}

void TokenCursor::expect_word(std::string_view text) {
  if (!take_word(text)) {
    fail_expected(fmt::format("'{}'", text));
  }
}

Name TokenCursor::expect_name(std::string_view what) {
  if (at(TokenKind::type_name)) {
    fail_expected(fmt::format("{}, which begins with a lower-case letter or _", what));
  }
  if (!at(TokenKind::word)) {
    fail_expected(what);
  }
  std::size_t place = offset();
  return {std::string(next().text), place};
}

Name TokenCursor::expect_type_name(std::string_view what) {
  if (!at(TokenKind::type_name)) {
    fail_expected(fmt::format("{}, which begins with an upper-case letter", what));
  }
  std::size_t place = offset();
  return {std::string(next().text), place};
}

Name TokenCursor::expect_variable(std::string_view what) {
  if (!at(TokenKind::variable)) {
    fail_expected(what);
  }
  std::size_t place = offset();
  return {std::string(next().text.substr(1)), place};
}

std::string TokenCursor::expect_string() {
  if (!at(TokenKind::string)) {
    fail_expected("a string in double quotes");
  }
  return string_value(next());
}

template <typename Number>
Number TokenCursor::expect_integer(std::string_view type) {
  if (!at(TokenKind::integer)) {
    fail_expected("an integer");
  }
  std::string_view text = peek().text;
  Number value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) {
    fail_at(offset(), fmt::format("this number is out of range; it must fit {} integer", type));
  }
  next();
  return value;
}

std::int64_t TokenCursor::expect_i64() { return expect_integer<std::int64_t>("a signed 64-bit"); }
std::uint64_t TokenCursor::expect_u64() {
  return expect_integer<std::uint64_t>("an unsigned 64-bit");
}
std::uint32_t TokenCursor::expect_u32() {
  return expect_integer<std::uint32_t>("an unsigned 32-bit");
}

double TokenCursor::expect_real() {
  if (!at(TokenKind::real)) {
    fail_expected("a number with a decimal point");
  }
  std::string_view text = peek().text;
  double value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) {
    fail_at(offset(), "this number is out of range; it must fit a 64-bit float");
  }
  next();
  return value;
}

std::size_t TokenCursor::end_offset() const {
  const Token& token = tokens_[at_ == 0 ? 0 : at_ - 1];
  return offset_of(token) + token.text.size();
}

void TokenCursor::fail_expected(std::string_view what) const {
  fail_at(offset(), fmt::format("expected {}, found {}", what, shown(peek())));
}

void TokenCursor::fail_at(std::size_t offset, std::string_view reason) const {
  throw_parse_error(source_, offset, reason);
}

std::size_t TokenCursor::offset_of(const Token& token) const {
  return static_cast<std::size_t>(token.text.data() - source_.data());
}

NestingGuard::NestingGuard(TokenCursor& cursor) : cursor_(cursor) {
  if (cursor.depth_ >= kMaxNesting) {
    cursor.fail_at(
        cursor.offset(),
        fmt::format("blocks, calls and lists nest deeper than {} levels; split the query",
                    kMaxNesting));
  }
  ++cursor.depth_;
}

}  // namespace omnigraph::query

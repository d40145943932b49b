#include "schema/lexer.h"

#include "base/source_text.h"
#include "base/throw_error.h"
#include "schema/names.h"

#include <array>
#include <utility>

namespace omnigraph::schema {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word_start(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }
bool is_word(char c) { return is_word_start(c) || is_digit(c); }

/// Length of the character at the start of `text`, 0 if it is not valid UTF-8 (table 3-7 of the
/// Unicode Standard). `text` is not empty.
std::size_t character_size(std::string_view text) {
  auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  auto continues = [&byte](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  unsigned first = byte(0);
  if (first < 0x80) {
    return 1;
  }
  if (first >= 0xC2 && first <= 0xDF) {
    return continues(1) ? 2 : 0;
  }
  if (first >= 0xE0 && first <= 0xEF) {
    bool in_range = !(first == 0xE0 && byte(1) < 0xA0) && !(first == 0xED && byte(1) > 0x9F);
    return in_range && continues(1) && continues(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    bool in_range = !(first == 0xF0 && byte(1) < 0x90) && !(first == 0xF4 && byte(1) > 0x8F);
    return in_range && continues(1) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

/// What to say about a character that starts no token.
std::string stray_character(std::string_view text) {
  constexpr std::array<std::pair<char, std::string_view>, 6> kAdvice = {{
      {';', "nothing stands between declarations, properties or constraints"},
      {'#', "comments start with //"},
      {'*', "an open bound is left out, as in 0.."},
      {'\'', "strings stand in double quotes"},
      {'-', "a sign touches its digits, and an arrow is ->"},
      {'.', "a range is written with two dots, a fraction with digits on both sides"},
  }};
  std::size_t size = character_size(text);
  auto code = static_cast<unsigned char>(text.front());
  std::string message = code < 0x20 || code == 0x7F
                            ? fmt::format("unexpected control character U+{:04X}", code)
                            : fmt::format("unexpected character '{}'", text.substr(0, size));
  for (const auto& [character, advice] : kAdvice) {
    if (character == text.front()) {
      return fmt::format("{}; {}", message, advice);
    }
  }
  return message;
}

}  // namespace

void Lexer::fail(std::size_t offset, std::string_view reason) const {
  throw SyntaxError{offset, std::string(reason)};
}

Token Lexer::token_to(std::size_t end, TokenKind kind) const {
  return {kind, source_.substr(position_, end - position_), position_};
}

void Lexer::skip_blanks() {
  while (position_ < source_.size()) {
    char c = at(position_);
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      ++position_;
    } else if (c == '/' && at(position_ + 1) == '/') {
      std::size_t end = source_.find('\n', position_);
      position_ = end == std::string_view::npos ? source_.size() : end;
    } else if (c == '/' && at(position_ + 1) == '*') {
      std::size_t end = source_.find("*/", position_ + 2);
      if (end == std::string_view::npos) {
        fail(position_, "this comment never ends; close it with */");
      }
      position_ = end + 2;
    } else {
      return;
    }
  }
}

const Token& Lexer::peek() {
  if (!next_) {
    skip_blanks();
    next_ = scan();
  }
  return *next_;
}

Token Lexer::take() {
  Token token = peek();
  position_ = token.offset + token.text.size();
  next_.reset();
  return token;
}

bool Lexer::accept(std::string_view symbol) {
  if (!peek().is_symbol(symbol)) {
    return false;
  }
  take();
  return true;
}

Word Lexer::take_enum_value() {
  next_.reset();
  skip_blanks();
  std::size_t end = position_;
  while (end < source_.size() && is_enum_character(source_[end])) {
    ++end;
  }
  if (end == position_) {
    fail(position_, "expected a member of the enum: letters, digits, '_' and '-'");
  }
  Word word{std::string(source_.substr(position_, end - position_)), position_};
  position_ = end;
  return word;
}

Token Lexer::scan() {
  if (position_ == source_.size()) {
    return token_to(position_, TokenKind::end);
  }
  char first = at(position_);
  if (is_word_start(first)) {
    std::size_t end = position_ + 1;
    while (end < source_.size() && is_word(source_[end])) {
      ++end;
    }
    bool upper = first >= 'A' && first <= 'Z';
    return token_to(end, upper ? TokenKind::type_name : TokenKind::identifier);
  }
  if (is_digit(first) || (first == '-' && is_digit(at(position_ + 1)))) {
    return scan_number();
  }
  return first == '"' ? scan_string() : scan_symbol();
}

Token Lexer::scan_number() {
  std::size_t end = position_ + 1;
  while (is_digit(at(end))) {
    ++end;
  }
  TokenKind kind = TokenKind::integer;
  if (at(end) == '.' && is_digit(at(end + 1))) {
    kind = TokenKind::decimal;
    ++end;
    while (is_digit(at(end))) {
      ++end;
    }
  }
  if (is_word_start(at(end))) {
    bool exponent = at(end) == 'e' || at(end) == 'E';
    fail(position_, exponent ? "numbers are written without an exponent"
                             : "a number and a name must not touch");
  }
  return token_to(end, kind);
}

Token Lexer::scan_string() {
  for (std::size_t end = position_ + 1; end < source_.size(); ++end) {
    if (source_[end] == '"') {
      return token_to(end + 1, TokenKind::string);
    }
    if (source_[end] == '\\') {
      char escaped = at(end + 1);
      if (end + 1 < source_.size() &&
          std::string_view("\"\\nrt").find(escaped) == std::string_view::npos) {
        fail(end,
             R"(unknown escape; use \" \\ \n \r or \t, and double the backslashes of a regex)");
      }
      ++end;
    }
  }
  fail(position_, "this string never ends; close it with \"");
}

Token Lexer::scan_symbol() {
  std::string_view rest = source_.substr(position_);
  if (rest.starts_with("->") || rest.starts_with("..")) {
    return token_to(position_ + 2, TokenKind::symbol);
  }
  if (std::string_view("{}()[]:,@?=").find(rest.front()) == std::string_view::npos) {
    fail(position_, stray_character(rest));
  }
  return token_to(position_ + 1, TokenKind::symbol);
}

Word word_of(const Token& token) {
  if (token.kind != TokenKind::string) {
    return {std::string(token.text), token.offset};
  }
  std::string text;
  text.reserve(token.text.size());
  for (std::size_t i = 1; i + 1 < token.text.size(); ++i) {
    char c = token.text[i];
    if (c == '\\') {
      c = token.text[++i];
      c = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
    }
    text += c;
  }
  return {std::move(text), token.offset};
}

std::string describe(const Token& token) {
  constexpr std::size_t kLongest = 40;
  if (token.kind == TokenKind::end) {
    return "the end of the source";
  }
  if (token.kind == TokenKind::string) {
    return "a string";
  }
  bool cut = token.text.size() > kLongest;
  return fmt::format("'{}{}'", token.text.substr(0, kLongest), cut ? "…" : "");
}

std::size_t valid_utf8_prefix(std::string_view text) {
  std::size_t offset = 0;
  while (offset < text.size()) {
    std::size_t size = character_size(text.substr(offset));
    if (size == 0) {
      break;
    }
    offset += size;
  }
  return offset;
}

void require_utf8(std::string_view source) {
  if (source.starts_with("\xEF\xBB\xBF")) {
    throw Error(ErrorKind::bad_request,
                describe_at("parse error:", source, 0,
                            "the source starts with a byte-order mark; save it without one"));
  }
  std::size_t offset = valid_utf8_prefix(source);
  if (offset == source.size()) {
    return;
  }
  // The message must be UTF-8 itself, so it shows the rest of the line up to the bad byte only.
  throw Error(ErrorKind::bad_request,
              describe_at("parse error:", source.substr(0, offset), offset,
                          fmt::format("byte 0x{:02X} is not UTF-8; save the source as UTF-8",
                                      static_cast<unsigned char>(source[offset]))));
}

}  // namespace omnigraph::schema

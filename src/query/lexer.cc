#include "query/lexer.h"

#include "query/parse_error.h"

#include <fmt/format.h>

#include <cstddef>
#include <optional>

namespace omnigraph::query {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool begins_word(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }
bool continues_word(char c) { return begins_word(c) || is_upper(c) || is_digit(c); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Bytes of the UTF-8 character at the start of `text` (RFC 3629), or 0 if there is none.
std::size_t character_size(std::string_view text) {
  auto byte = [text](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  auto tail = [&byte](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  unsigned lead = byte(0);
  if (lead < 0x80U) {
    return 1;
  }
  if (lead >= 0xC2U && lead <= 0xDFU) {
    return tail(1) ? 2 : 0;
  }
  if ((lead & 0xF0U) == 0xE0U) {
    bool overlong = lead == 0xE0U && byte(1) < 0xA0U;
    bool surrogate = lead == 0xEDU && byte(1) >= 0xA0U;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0U && lead <= 0xF4U) {
    bool overlong = lead == 0xF0U && byte(1) < 0x90U;
    bool beyond = lead == 0xF4U && byte(1) >= 0x90U;
    return tail(1) && tail(2) && tail(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

std::optional<char> unescape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return std::nullopt;
  }
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  std::vector<Token> run() {
    std::vector<Token> tokens;
    tokens.reserve(source_.size() / 4 + 1);
    for (;;) {
      skip_space();
      tokens.push_back(next());
      if (tokens.back().kind == TokenKind::end) {
        return tokens;
      }
    }
  }

 private:
  [[noreturn]] void fail(std::size_t offset, std::string_view reason) const {
    throw_parse_error(source_, offset, reason);
  }

  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }

  void skip_space() {
    while (at_ < source_.size()) {
      if (is_space(peek())) {
        ++at_;
      } else if (peek() == '/' && peek(1) == '/') {
        std::size_t end = source_.find('\n', at_);
        skip_characters_to(end == std::string_view::npos ? source_.size() : end);
      } else if (peek() == '/' && peek(1) == '*') {
        std::size_t end = source_.find("*/", at_ + 2);
        if (end == std::string_view::npos) {
          fail(at_, "this comment is never closed; expected */");
        }
        skip_characters_to(end + 2);
      } else {
        return;
      }
    }
  }

  void skip_characters_to(std::size_t end) {
    while (at_ < end) {
      skip_character();
    }
  }

  void skip_character() {
    std::size_t size = character_size(source_.substr(at_));
    if (size == 0) {
      fail(at_, "the source is not valid UTF-8 here");
    }
    at_ += size;
  }

  void skip_word() {
    while (continues_word(peek())) {
      ++at_;
    }
  }

  Token take(TokenKind kind, std::size_t start) const {
    return {kind, source_.substr(start, at_ - start)};
  }

  Token next() {
    std::size_t start = at_;
    if (at_ == source_.size()) {
      return take(TokenKind::end, start);
    }
    char c = peek();
    if (begins_word(c)) {
      skip_word();
      return take(TokenKind::word, start);
    }
    if (is_upper(c)) {
      skip_word();
      return take(TokenKind::type_name, start);
    }
    if (is_digit(c)) {
      return number();
    }
    if (c == '"') {
      return string();
    }
    if (c == '$' || c == '@') {
      ++at_;
      if (!begins_word(peek())) {
        fail(start, c == '$' ? "expected a variable: $ and a name that begins with a lower-case "
                               "letter or _"
                             : "expected @description or @instruction");
      }
      skip_word();
      return take(c == '$' ? TokenKind::variable : TokenKind::annotation, start);
    }
    return symbol();
  }

  Token number() {
    std::size_t start = at_;
    TokenKind kind = TokenKind::integer;
    skip_digits();
    if (peek() == '.' && is_digit(peek(1))) {
      kind = TokenKind::real;
      ++at_;
      skip_digits();
    }
    if (continues_word(peek())) {
      fail(start, "a number is digits with an optional decimal point; a letter cannot follow it");
    }
    return take(kind, start);
  }

  void skip_digits() {
    while (is_digit(peek())) {
      ++at_;
    }
  }

  Token string() {
    std::size_t start = at_++;
    while (peek() != '"') {
      if (at_ >= source_.size()) {
        fail(start, "this string is never closed; expected \"");
      }
      if (peek() == '\\') {
        if (!unescape(peek(1))) {
          fail(at_, R"(unknown escape in a string; the escapes are \" \\ \n \r \t)");
        }
        ++at_;
      }
      skip_character();
    }
    ++at_;
    return take(TokenKind::string, start);
  }

  Token symbol() {
    std::size_t start = at_;
    char c = peek();
    if ((c == '!' || c == '<' || c == '>') && peek(1) == '=') {
      at_ += 2;
      return take(TokenKind::symbol, start);
    }
    if (std::string_view("(){}[],:.?=<>").find(c) != std::string_view::npos && c != '\0') {
      ++at_;
      return take(TokenKind::symbol, start);
    }
    if (c == '-') {
      fail(start, "numbers carry no sign here; pass a negative number as a parameter");
    }
    skip_character();
    std::string_view text = source_.substr(start, at_ - start);
    bool printable = static_cast<unsigned char>(c) > 0x20 && c != 0x7F;
    fail(start, printable ? fmt::format("unexpected character '{}'", text)
                          : fmt::format("unexpected character with code {}", static_cast<int>(c)));
  }

  std::string_view source_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Token> tokenize(std::string_view source) { return Lexer(source).run(); }

std::string string_value(const Token& token) {
  std::string_view quoted = token.text.substr(1, token.text.size() - 2);
  std::string value;
  value.reserve(quoted.size());
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    value += quoted[i] == '\\' ? *unescape(quoted[++i]) : quoted[i];
  }
  return value;
}

}  // namespace omnigraph::query

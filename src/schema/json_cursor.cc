#include "schema/json_cursor.h"

#include "base/throw_error.h"

#include <charconv>

namespace omnigraph::schema {

void JsonCursor::fail(std::string_view reason) const {
  throw_internal("schema IR '{}' is damaged at byte {}: {}", name_, position_, reason);
}

bool JsonCursor::accept(std::string_view text) {
  if (!json_.substr(position_).starts_with(text)) {
    return false;
  }
  position_ += text.size();
  return true;
}

void JsonCursor::expect(std::string_view text) {
  if (!accept(text)) {
    fail(fmt::format("expected {}", text));
  }
}

std::string JsonCursor::string() {
  expect("\"");
  std::string text;
  while (position_ < json_.size()) {
    char c = json_[position_++];
    if (c == '"') {
      return text;
    }
    if (static_cast<unsigned char>(c) < 0x20) {
      fail("a control character in a string is not escaped");
    }
    text += c == '\\' ? escaped_character() : c;
  }
  fail("a string does not end");
}

/// Only what SCH-67 escapes; other text stands for itself.
char JsonCursor::escaped_character() {
  constexpr std::string_view kLetters = "bfnrt\"\\";
  constexpr std::string_view kMeanings = "\b\f\n\r\t\"\\";
  if (accept("u00")) {
    unsigned code = 0;
    std::string_view digits = json_.substr(position_, 2);
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (digits.size() == 2 && error == std::errc() && end == digits.data() + 2 && code < 0x20) {
      position_ += 2;
      return static_cast<char>(code);
    }
  } else if (position_ < json_.size()) {
    std::size_t letter = kLetters.find(json_[position_]);
    if (letter != std::string_view::npos) {
      ++position_;
      return kMeanings[letter];
    }
  }
  fail("unknown escape in a string");
}

std::optional<std::string> JsonCursor::optional_string() {
  return accept("null") ? std::nullopt : std::optional<std::string>(string());
}

template <typename Number>
Number JsonCursor::parse_number(std::string_view characters, std::string_view what) {
  std::string_view rest = json_.substr(position_);
  std::string_view digits = rest.substr(0, rest.find_first_not_of(characters));
  Number value{};
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) {
    fail(fmt::format("expected {}", what));
  }
  position_ += digits.size();
  return value;
}

std::uint64_t JsonCursor::unsigned_integer() {
  return parse_number<std::uint64_t>("0123456789", "an unsigned 64-bit integer");
}

std::uint32_t JsonCursor::small_integer() {
  return parse_number<std::uint32_t>("0123456789", "an unsigned 32-bit integer");
}

std::int64_t JsonCursor::integer() {
  return parse_number<std::int64_t>("-0123456789", "a 64-bit integer");
}

double JsonCursor::number() { return parse_number<double>("-0123456789.e", "a finite number"); }

bool JsonCursor::boolean() {
  if (accept("true")) {
    return true;
  }
  expect("false");
  return false;
}

}  // namespace omnigraph::schema

#include "schema/range_bound.h"

#include <array>
#include <charconv>
#include <cmath>
#include <type_traits>

namespace omnigraph::schema {
namespace {

constexpr double kExponentFrom = 1e16;
constexpr double kExponentBelow = 1e-5;
constexpr double kTwoTo63 = 9223372036854775808.0;

bool is_less_exactly(std::int64_t a, double b) {
  if (b >= kTwoTo63) {
    return true;
  }
  if (b < -kTwoTo63) {
    return false;
  }
  // Now the integral part of b fits, and a < b exactly if a is below b rounded up.
  double up = std::ceil(b);
  return up >= kTwoTo63 || a < static_cast<std::int64_t>(up);
}

bool is_less_exactly(double a, std::int64_t b) {
  if (a < -kTwoTo63) {
    return true;
  }
  if (a >= kTwoTo63) {
    return false;
  }
  return static_cast<std::int64_t>(std::floor(a)) < b;
}

template <typename T>
bool is_less_exactly(T a, T b) {
  return a < b;
}

}  // namespace

std::optional<RangeBound> parse_range_bound(std::string_view text) {
  const char* last = text.data() + text.size();
  std::int64_t integer = 0;
  if (auto [end, error] = std::from_chars(text.data(), last, integer);
      error == std::errc() && end == last) {
    return integer;
  }
  double number = 0;
  auto [end, error] = std::from_chars(text.data(), last, number);
  if (end != last || text.empty() || !std::isfinite(number)) {
    return std::nullopt;
  }
  if (error == std::errc::result_out_of_range) {
    // Too large, or so close to zero that no float but zero is near.
    bool tiny = text.find_first_of("123456789") > text.find('.');
    return tiny ? std::optional<RangeBound>(text.front() == '-' ? -0.0 : 0.0) : std::nullopt;
  }
  return number;
}

bool is_less(const RangeBound& a, const RangeBound& b) {
  return std::visit([](auto x, auto y) { return is_less_exactly(x, y); }, a, b);
}

std::string ir_float(double value) {
  double magnitude = std::fabs(value);
  bool exponent = magnitude >= kExponentFrom || (magnitude != 0 && magnitude < kExponentBelow);
  std::array<char, 40> buffer{};
  auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                    exponent ? std::chars_format::scientific : std::chars_format::fixed);
  std::string text(buffer.data(), end);
  if (!exponent) {
    return text.find('.') == std::string::npos ? text + ".0" : text;
  }
  // The standard library writes `1e+16` and `1e-06`: drop the plus sign and the leading zeros.
  std::size_t digits = text.find('e') + 2;
  std::size_t first = text.find_first_not_of('0', digits);
  text.erase(digits, first - digits);
  if (text[digits - 1] == '+') {
    text.erase(digits - 1, 1);
  }
  return text;
}

}  // namespace omnigraph::schema

#include "base/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace omnigraph {
namespace {

constexpr double kExponentFrom = 1e16;
constexpr double kExponentBelow = 1e-5;

/// Places the digits of the shortest scientific form, `-d.ddde+xx`. The fixed form of to_chars will
/// not do: it spells large values exactly, 1e23 as 99999999999999991611392.
template <typename T>
std::string fixed_spelling(T value) {
  if (value == 0) {
    return "0";
  }
  std::array<char, 40> buffer{};
  auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(value),
                                    std::chars_format::scientific);
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  std::size_t mark = text.find('e');
  std::string digits(text.substr(0, 1));
  digits += text.substr(std::min<std::size_t>(2, mark), mark - std::min<std::size_t>(2, mark));
  int exponent = 0;
  std::string_view exponent_text = text.substr(mark + (text[mark + 1] == '+' ? 2 : 1));
  std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
  std::string spelling = value < 0 ? "-" : "";
  if (exponent < 0) {
    return spelling + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  }
  auto whole = static_cast<std::size_t>(exponent) + 1;  // digits before the point
  if (digits.size() <= whole) {
    return spelling + digits + std::string(whole - digits.size(), '0');
  }
  return spelling + digits.substr(0, whole) + '.' + digits.substr(whole);
}

}  // namespace

void append_json_number(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += std::isnan(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    return;
  }
  double magnitude = std::fabs(value);
  bool exponent = magnitude >= kExponentFrom || (magnitude != 0 && magnitude < kExponentBelow);
  std::array<char, 40> buffer{};
  auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                    exponent ? std::chars_format::scientific : std::chars_format::fixed);
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) {
    out += ".0";
  }
}

std::string key_spelling(double value) { return fixed_spelling(value); }
std::string key_spelling(float value) { return fixed_spelling(value); }

}  // namespace omnigraph

#include "base/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace omnigraph {
namespace {

constexpr double kExponentFrom = 1e16;
constexpr double kExponentBelow = 1e-5;

template <typename T>
std::string fixed_spelling(T value) {
  if (value == 0) {
    return "0";
  }
  std::array<char, 400> buffer{};  // the longest fixed double has 309 digits before the point
  auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  return std::string(buffer.data(), end);
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

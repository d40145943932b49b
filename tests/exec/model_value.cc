#include "model_value.h"

#include "base/overloaded.h"

#include <fmt/ranges.h>

#include <cmath>
#include <limits>

namespace omnigraph::exec::testing {

using expr::Value;

std::optional<long double> number_of(const Value& value) {
  static_assert(std::numeric_limits<long double>::digits >= 64);
  if (const auto* whole = std::get_if<std::int64_t>(&value.data)) {
    return static_cast<long double>(*whole);
  }
  if (const auto* natural = std::get_if<std::uint64_t>(&value.data)) {
    return static_cast<long double>(*natural);
  }
  if (const auto* real = std::get_if<double>(&value.data)) {
    return static_cast<long double>(*real);
  }
  return std::nullopt;
}

int compare(const Value& a, const Value& b) {
  auto sign = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
  if (auto x = number_of(a)) {
    long double y = number_of(b).value();
    return std::isnan(*x) || std::isnan(y) ? sign(std::isnan(*x), std::isnan(y)) : sign(*x, y);
  }
  if (const auto* text = std::get_if<std::string>(&a.data)) {
    return sign(*text, std::get<std::string>(b.data));
  }
  if (const auto* flag = std::get_if<bool>(&a.data)) {
    return sign(*flag, std::get<bool>(b.data));
  }
  if (const auto* date = std::get_if<expr::Date>(&a.data)) {
    return sign(date->days, std::get<expr::Date>(b.data).days);
  }
  return sign(std::get<expr::DateTime>(a.data).millis, std::get<expr::DateTime>(b.data).millis);
}

int compare_nulls_first(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) {
    return (a.is_null() ? 0 : 1) - (b.is_null() ? 0 : 1);
  }
  return compare(a, b);
}

std::string spell(const Value& value) {
  return std::visit(
      Overloaded{
          [](std::monostate) { return std::string("null"); },
          [](bool flag) { return std::string(flag ? "true" : "false"); },
          [](std::int64_t number) { return std::to_string(number); },
          [](std::uint64_t number) { return std::to_string(number); },
          [](double number) {
            return std::isnan(number) ? std::string("nan") : fmt::format("{:.17g}f", number + 0.0);
          },
          [](const std::string& text) { return "'" + text + "'"; },
          [](expr::Date date) { return fmt::format("day {}", date.days); },
          [](expr::DateTime instant) { return fmt::format("at {}", instant.millis); },
          [](const expr::List& list) {
            std::string out = "[";
            for (const Value& item : list) {
              out += spell(item) + " ";
            }
            return out + "]";
          },
          [](const expr::Vector& vector) { return fmt::format("<{}>", fmt::join(vector, " ")); },
      },
      value.data);
}

}  // namespace omnigraph::exec::testing

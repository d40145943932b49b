#include "query/parameters.h"

#include "base/date_text.h"
#include "base/string_map.h"
#include "base/suggest.h"
#include "base/throw_error.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace omnigraph::query {
namespace {

using nlohmann::json;
using schema::Scalar;

constexpr std::size_t kLongestShown = 60;

/// A JSON value as a message shows it.
std::string shown(const json& value) {
  if (value.is_structured()) {
    return value.is_array() ? fmt::format("an array of {}", value.size()) : "an object";
  }
  std::string text = value.dump(-1, ' ', true);  // ASCII, so it may be cut anywhere
  return text.size() <= kLongestShown ? text : text.substr(0, kLongestShown) + "…";
}

[[noreturn]] void fail(std::string_view name, std::string_view wanted, const json& value) {
  throw_bad_request("parameter '${}' must be {}; got {}", name, wanted, shown(value));
}

/// Decimal digits with an optional sign, all of `text`.
template <typename Integer>
std::optional<Integer> integer_of(std::string_view text) {
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') {
      return std::nullopt;
    }
  }
  Integer value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> signed_of(const json& value) {
  if (value.is_number_unsigned()) {
    auto number = value.get<std::uint64_t>();
    bool fits = number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return fits ? std::optional(static_cast<std::int64_t>(number)) : std::nullopt;
  }
  if (value.is_number_integer()) {
    return value.get<std::int64_t>();
  }
  return value.is_string() ? integer_of<std::int64_t>(value.get_ref<const std::string&>())
                           : std::nullopt;
}

std::optional<std::uint64_t> unsigned_of(const json& value) {
  if (value.is_number_unsigned()) {
    return value.get<std::uint64_t>();
  }
  if (value.is_number_integer()) {
    auto number = value.get<std::int64_t>();
    return number >= 0 ? std::optional(static_cast<std::uint64_t>(number)) : std::nullopt;
  }
  return value.is_string() ? integer_of<std::uint64_t>(value.get_ref<const std::string&>())
                           : std::nullopt;
}

/// A number that stays finite when rounded to F32.
std::optional<float> float_of(const json& value) {
  if (!value.is_number()) {
    return std::nullopt;
  }
  auto number = static_cast<float>(value.get<double>());
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

expr::Value convert_number(std::string_view name, Scalar scalar, const json& value) {
  switch (scalar) {
    case Scalar::i32:
    case Scalar::i64: {
      auto number = signed_of(value);
      bool narrow = scalar == Scalar::i32;
      if (!number || (narrow && *number != static_cast<std::int32_t>(*number))) {
        fail(name, narrow ? "a whole number within I32" : "a whole number within I64", value);
      }
      return {*number};
    }
    case Scalar::u32:
    case Scalar::u64: {
      auto number = unsigned_of(value);
      bool narrow = scalar == Scalar::u32;
      if (!number || (narrow && *number > std::numeric_limits<std::uint32_t>::max())) {
        fail(name, narrow ? "a whole number within U32" : "a whole number within U64", value);
      }
      return {*number};
    }
    case Scalar::f32: {
      auto number = float_of(value);
      if (!number) {
        fail(name, "a number within F32", value);
      }
      return {static_cast<double>(*number)};
    }
    default:
      if (!value.is_number()) {
        fail(name, "a number", value);
      }
      return {value.get<double>()};
  }
}

expr::Value convert_text(std::string_view name, Scalar scalar, const json& value) {
  const auto* text = value.get_ptr<const std::string*>();
  if (scalar == Scalar::date) {
    auto days = text != nullptr ? parse_date(*text) : std::nullopt;
    if (!days) {
      fail(name, "a date such as \"2024-05-31\"", value);
    }
    return {expr::Date{*days}};
  }
  if (scalar == Scalar::date_time) {
    auto millis = text != nullptr ? parse_date_time(*text) : std::nullopt;
    if (!millis) {
      fail(name, "a date and time such as \"2024-05-31T12:00:00Z\"", value);
    }
    return {expr::DateTime{*millis}};
  }
  if (text == nullptr) {
    fail(name, scalar == Scalar::blob ? "a string: \"base64:…\" or a URI" : "a string", value);
  }
  return {*text};
}

expr::Value convert_vector(std::string_view name, std::uint32_t dimension, const json& value) {
  std::string wanted = fmt::format("an array of exactly {} numbers within F32", dimension);
  if (!value.is_array() || value.size() != dimension) {
    fail(name, wanted, value);
  }
  expr::Vector vector;
  vector.reserve(dimension);
  for (const json& item : value) {
    auto number = float_of(item);
    if (!number) {
      fail(name, wanted, item);
    }
    vector.push_back(*number);
  }
  return {std::move(vector)};
}

expr::Value convert(std::string_view name, const ValueType& type, const json& value) {
  if (type.list) {
    if (!value.is_array()) {
      fail(name, "an array", value);
    }
    expr::List items;
    items.reserve(value.size());
    ValueType item_type = element_of(type);
    for (const json& item : value) {
      items.push_back(convert(name, item_type, item));
    }
    return {std::move(items)};
  }
  switch (type.scalar) {
    case Scalar::boolean:
      if (!value.is_boolean()) {
        fail(name, "true or false", value);
      }
      return {value.get<bool>()};
    case Scalar::vector:
      return convert_vector(name, type.dimension, value);
    case Scalar::string:
    case Scalar::blob:
    case Scalar::date:
    case Scalar::date_time:
      return convert_text(name, type.scalar, value);
    default:
      return convert_number(name, type.scalar, value);
  }
}

/// Without recursion: input may nest as deep as it likes.
bool holds_object(const json& value) {
  std::vector<const json*> open = {&value};
  while (!open.empty()) {
    const json& next = *open.back();
    open.pop_back();
    if (next.is_object()) {
      return true;
    }
    if (next.is_array()) {
      for (const json& item : next) {
        open.push_back(&item);
      }
    }
  }
  return false;
}

json parse_arguments(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return json::object();
  }
  json arguments;
  try {
    arguments = json::parse(text);
  } catch (const json::exception& error) {
    throw_bad_request("params must be a JSON object: {}", error.what());
  }
  if (arguments.is_null()) {
    return json::object();
  }
  if (!arguments.is_object()) {
    throw_bad_request("params must be a JSON object; got {}", shown(arguments));
  }
  return arguments;
}

/// Refuses objects below keys that no parameter declares; gives these keys, for suggestions.
std::vector<std::string> check_unknown(std::span<const CheckedParameter> parameters,
                                       const json& arguments) {
  StringSet declared;
  for (const CheckedParameter& parameter : parameters) {
    declared.insert(parameter.name);
  }
  std::vector<std::string> unknown;
  for (const auto& [key, value] : arguments.items()) {
    if (declared.contains(key)) {
      continue;
    }
    if (holds_object(value)) {
      throw_bad_request("parameter '{}' is not declared by the query, and an object cannot be one",
                        key);
    }
    unknown.push_back(key);
  }
  return unknown;
}

}  // namespace

std::vector<expr::Value> bind_parameters(std::span<const CheckedParameter> parameters,
                                         std::string_view json_text) {
  json arguments = parse_arguments(json_text);
  std::vector<std::string> unknown = check_unknown(parameters, arguments);
  std::vector<expr::Value> values;
  values.reserve(parameters.size());
  for (const CheckedParameter& parameter : parameters) {
    auto found = arguments.find(parameter.name);
    bool present = found != arguments.end();
    if (present && !found->is_null()) {
      values.push_back(convert(parameter.name, parameter.type, *found));
      continue;
    }
    if (!parameter.type.nullable) {
      std::optional<std::string> misspelt =
          present ? std::nullopt : closest_name(parameter.name, unknown);
      throw_bad_request(
          "parameter '${}' of type {} {}{}", parameter.name, to_string(parameter.type),
          present ? "must not be null" : "is required but was not given",
          misspelt ? fmt::format("; '{}' was given but is not declared", *misspelt) : "");
    }
    values.emplace_back();
  }
  return values;
}

}  // namespace omnigraph::query

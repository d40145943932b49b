#include "write/value_decoder.h"

#include "base/base64.h"
#include "base/date_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace omnigraph::write {
namespace {

using columnar::Builder;
using schema::PropertyType;
using schema::Scalar;
using simdjson::dom::element;
using simdjson::dom::element_type;
using Problem = std::optional<std::string>;

/// What a JSON value is called in messages.
std::string_view kind_of(const element& value) {
  switch (value.type()) {
    case element_type::ARRAY:
      return "an array";
    case element_type::OBJECT:
      return "an object";
    case element_type::INT64:
    case element_type::UINT64:
      return "an integer";
    case element_type::DOUBLE:
      return "a number with a fraction or exponent";
    case element_type::STRING:
      return "a string";
    case element_type::BOOL:
      return "a boolean";
    case element_type::NULL_VALUE:
      return "null";
  }
  return "something else";
}

Problem wrong_kind(const element& value, std::string_view expected) {
  return fmt::format("expected {}, found {}", expected, kind_of(value));
}

// Larger ones reach us as doubles.
constexpr double kIntegersBeyond = 9.2e18;

template <typename T>
Problem append_integer(const element& value, Builder& builder) {
  bool fits = false;
  T stored = 0;
  if (value.type() == element_type::INT64) {
    std::int64_t number = value.get_int64().value_unsafe();
    if constexpr (std::is_signed_v<T>) {
      fits = number >= std::numeric_limits<T>::min() && number <= std::numeric_limits<T>::max();
    } else {
      fits = number >= 0 && static_cast<std::uint64_t>(number) <= std::numeric_limits<T>::max();
    }
    stored = static_cast<T>(number);
  } else if (value.type() == element_type::UINT64) {  // above the signed range
    std::uint64_t number = value.get_uint64().value_unsafe();
    fits = number <= static_cast<std::uint64_t>(std::numeric_limits<T>::max());
    stored = static_cast<T>(number);
  } else if (value.type() != element_type::DOUBLE ||
             std::fabs(value.get_double().value_unsafe()) < kIntegersBeyond) {
    return wrong_kind(value, "an integer");
  }
  if (!fits) {
    return fmt::format("{} is out of range {} to {}", simdjson::to_string(value),
                       std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
  }
  builder.append(stored);
  return std::nullopt;
}

/// A JSON number of any form as a double.
std::optional<double> number_of(const element& value) {
  switch (value.type()) {
    case element_type::INT64:
      return static_cast<double>(value.get_int64().value_unsafe());
    case element_type::UINT64:
      return static_cast<double>(value.get_uint64().value_unsafe());
    case element_type::DOUBLE:
      return value.get_double().value_unsafe();
    default:
      return std::nullopt;
  }
}

Problem append_float(const element& value, Builder& builder) {
  std::optional<double> number = number_of(value);
  if (!number) {
    return wrong_kind(value, "a number");
  }
  auto stored = static_cast<float>(*number);
  if (!std::isfinite(stored)) {
    return fmt::format("{} is too large for F32", simdjson::to_string(value));
  }
  builder.append(stored);
  return std::nullopt;
}

Problem append_double(const element& value, Builder& builder) {
  std::optional<double> number = number_of(value);
  if (!number) {
    return wrong_kind(value, "a number");
  }
  builder.append(*number);
  return std::nullopt;
}

Problem append_date(const element& value, Builder& builder) {
  if (value.type() != element_type::STRING) {
    return value.type() == element_type::INT64 ? append_integer<std::int32_t>(value, builder)
                                               : wrong_kind(value, "a date");
  }
  std::string_view text = value.get_string().value_unsafe();
  std::optional<std::int32_t> days = parse_date(text);
  if (!days) {
    return fmt::format("'{}' is not a date; write YYYY-MM-DD", text);
  }
  builder.append(*days);
  return std::nullopt;
}

Problem append_date_time(const element& value, Builder& builder) {
  if (value.type() != element_type::STRING) {
    return value.type() == element_type::INT64 ? append_integer<std::int64_t>(value, builder)
                                               : wrong_kind(value, "a date-time");
  }
  std::string_view text = value.get_string().value_unsafe();
  std::optional<std::int64_t> millis = parse_date_time(text);
  if (!millis) {
    return fmt::format("'{}' is not a date-time; write YYYY-MM-DDTHH:MM:SSZ", text);
  }
  builder.append(*millis);
  return std::nullopt;
}

Problem append_vector(const element& value, const PropertyType& type, Builder& builder) {
  if (value.type() != element_type::ARRAY) {
    return wrong_kind(value, fmt::format("an array of {} numbers", type.dimension));
  }
  std::vector<float> items;
  items.reserve(type.dimension);
  simdjson::dom::array numbers = value.get_array().value_unsafe();
  for (const element& item : numbers) {
    std::optional<double> number = number_of(item);
    if (!number) {
      return fmt::format("item {}: {}", items.size() + 1, *wrong_kind(item, "a number"));
    }
    if (!std::isfinite(static_cast<float>(*number))) {
      return fmt::format("item {}: {} is too large for F32", items.size() + 1,
                         simdjson::to_string(item));
    }
    items.push_back(static_cast<float>(*number));
  }
  if (items.size() != type.dimension) {
    return fmt::format("expected {} numbers, found {}", type.dimension, items.size());
  }
  builder.append_vector(items);
  return std::nullopt;
}

Problem append_string(const element& value, Builder& builder) {
  if (value.type() != element_type::STRING) {
    return wrong_kind(value, "a string");
  }
  builder.append_text(value.get_string().value_unsafe());
  return std::nullopt;
}

Problem append_boolean(const element& value, Builder& builder) {
  if (value.type() != element_type::BOOL) {
    return wrong_kind(value, "true or false");
  }
  builder.append_boolean(value.get_bool().value_unsafe());
  return std::nullopt;
}

/// A structure of content and URI, one of them null (LNC-112).
Problem append_blob(const element& value, Builder& builder) {
  constexpr std::string_view kManaged = "base64:";
  if (value.type() != element_type::STRING) {
    return wrong_kind(value, "\"base64:…\" or a URI");
  }
  std::string_view text = value.get_string().value_unsafe();
  if (text.starts_with(kManaged)) {
    std::optional<std::string> content = decode_base64(text.substr(kManaged.size()));
    if (!content) {
      return "what follows 'base64:' is no standard base64 with padding";
    }
    builder.child(0).append_text(*content);
    builder.child(1).append_null();
  } else {
    builder.child(0).append_null();
    builder.child(1).append_text(text);
  }
  builder.append_structure();
  return std::nullopt;
}

Problem append_scalar(const element& value, const PropertyType& type, Builder& builder) {
  switch (type.scalar) {
    case Scalar::string:
      return append_string(value, builder);
    case Scalar::boolean:
      return append_boolean(value, builder);
    case Scalar::i32:
      return append_integer<std::int32_t>(value, builder);
    case Scalar::i64:
      return append_integer<std::int64_t>(value, builder);
    case Scalar::u32:
      return append_integer<std::uint32_t>(value, builder);
    case Scalar::u64:
      return append_integer<std::uint64_t>(value, builder);
    case Scalar::f32:
      return append_float(value, builder);
    case Scalar::f64:
      return append_double(value, builder);
    case Scalar::date:
      return append_date(value, builder);
    case Scalar::date_time:
      return append_date_time(value, builder);
    case Scalar::vector:
      return append_vector(value, type, builder);
    case Scalar::blob:
      return append_blob(value, builder);
  }
  return std::nullopt;
}

}  // namespace

Problem append_json_value(const element& value, const PropertyType& type, Builder& builder) {
  if (!type.list) {
    return append_scalar(value, type, builder);
  }
  if (value.type() != element_type::ARRAY) {
    return wrong_kind(value, "an array");
  }
  // Items are built aside, so that a bad one leaves the column as it was.
  Builder items(builder.type().item().type);
  simdjson::dom::array array_value = value.get_array().value_unsafe();
  for (const element& item : array_value) {
    if (Problem problem = append_scalar(item, type, items)) {
      return fmt::format("item {}: {}", items.length() + 1, *problem);
    }
  }
  columnar::ArrayPtr array = items.finish();
  builder.child(0).append_range(*array, 0, array->length());
  builder.append_list();
  return std::nullopt;
}

}  // namespace omnigraph::write

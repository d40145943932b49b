#include "base/date_text.h"
#include "columnar/builder.h"
#include "schema/migration.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace omnigraph::schema {
namespace {

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const char* last = text.data() + text.size();
  auto [end, error] = std::from_chars(text.data(), last, number);
  return error == std::errc() && end == last ? std::optional(number) : std::nullopt;
}

/// The nearest F32, if it is finite (SCH-31).
std::optional<float> parse_f32(std::string_view text) {
  std::optional<double> number = parse_number<double>(text);
  if (!number) {
    return std::nullopt;
  }
  auto narrow = static_cast<float>(*number);
  return std::isfinite(narrow) ? std::optional(narrow) : std::nullopt;
}

std::optional<double> parse_f64(std::string_view text) {
  std::optional<double> number = parse_number<double>(text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

template <typename Number>
bool append(columnar::Builder& builder, const std::optional<Number>& number) {
  if (number) {
    builder.append(*number);
  }
  return number.has_value();
}

bool append_text(columnar::Builder& builder, const PropertyType& type, std::string_view text) {
  const std::vector<std::string>& members = type.enum_values;
  bool fits = members.empty() || std::find(members.begin(), members.end(), text) != members.end();
  if (fits) {
    builder.append_text(text);
  }
  return fits;
}

bool append_boolean(columnar::Builder& builder, std::string_view text) {
  bool fits = text == "true" || text == "false";
  if (fits) {
    builder.append_boolean(text == "true");
  }
  return fits;
}

bool append_value(columnar::Builder& builder, const PropertyType& type, std::string_view text) {
  switch (type.scalar) {
    case Scalar::string:
      return append_text(builder, type, text);
    case Scalar::boolean:
      return append_boolean(builder, text);
    case Scalar::i32:
      return append(builder, parse_number<std::int32_t>(text));
    case Scalar::i64:
      return append(builder, parse_number<std::int64_t>(text));
    case Scalar::u32:
      return append(builder, parse_number<std::uint32_t>(text));
    case Scalar::u64:
      return append(builder, parse_number<std::uint64_t>(text));
    case Scalar::f32:
      return append(builder, parse_f32(text));
    case Scalar::f64:
      return append(builder, parse_f64(text));
    case Scalar::date:
      return append(builder, parse_date(text));
    case Scalar::date_time:
      return append(builder, parse_date_time(text));
    case Scalar::blob:
    case Scalar::vector:
      break;
  }
  return false;
}

}  // namespace

columnar::ArrayPtr default_value(const PropertyType& type, std::string_view text) {
  if (type.list || type.scalar == Scalar::blob || type.scalar == Scalar::vector) {
    return nullptr;
  }
  columnar::Builder builder(column_type(type));
  return append_value(builder, type, text) ? builder.finish() : nullptr;
}

}  // namespace omnigraph::schema

#include "query/literals.h"

#include "base/date_text.h"
#include "base/overloaded.h"
#include "base/source_text.h"
#include "base/throw_error.h"
#include "query/type_error.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

namespace omnigraph::query {
namespace {

using schema::Scalar;

[[noreturn]] void fail_date(std::string_view source, std::size_t offset, std::string_view kind,
                            std::string_view text, std::string_view form) {
  std::string place = source.empty() ? "" : "\n" + excerpt_at(source, offset);
  throw_bad_request("invalid {} text '{}'; expected {}{}", kind, text, form, place);
}

void widen_to_floats(expr::List& items) {
  for (expr::Value& item : items) {
    if (const auto* integer = std::get_if<std::int64_t>(&item.data)) {
      item.data = static_cast<double>(*integer);
    }
  }
}

TypedValue check_list(std::string_view source, const LiteralList& literals) {
  expr::List items;
  items.reserve(literals.size());
  ValueType type = scalar_type(Scalar::string);
  bool any_float = false;
  for (const Literal& literal : literals) {
    TypedValue item = check_literal(source, literal);
    if (item.type.list) {
      throw_type_error(source, literal.offset, TypeCode::none, "a list cannot hold lists");
    }
    any_float = any_float || item.type.scalar == Scalar::f64;
    if (items.empty()) {
      type = item.type;
    } else if (!compatible(type, item.type)) {
      throw_type_error(source, literal.offset, TypeCode::none,
                       fmt::format("the items of a list must be of one kind; this one is {}, the "
                                   "first is {}",
                                   to_string(item.type), to_string(type)));
    }
    items.push_back(std::move(item.value));
  }
  if (any_float) {
    widen_to_floats(items);
    type.scalar = Scalar::f64;
  }
  type.list = true;
  return {type, {std::move(items)}};
}

}  // namespace

TypedValue check_literal(std::string_view source, const Literal& literal) {
  auto date = [source, &literal](const DateText& date) -> TypedValue {
    std::optional<std::int32_t> days = parse_date(date.text);
    if (!days) {
      fail_date(source, literal.offset, "date", date.text, "YYYY-MM-DD");
    }
    return {scalar_type(Scalar::date), {expr::Date{*days}}};
  };
  auto date_time = [source, &literal](const DateTimeText& date) -> TypedValue {
    std::optional<std::int64_t> millis = parse_date_time(date.text);
    if (!millis) {
      fail_date(source, literal.offset, "datetime", date.text, "YYYY-MM-DDTHH:MM:SSZ");
    }
    return {scalar_type(Scalar::date_time), {expr::DateTime{*millis}}};
  };
  return std::visit(Overloaded{
                        [](const std::string& text) -> TypedValue {
                          return {scalar_type(Scalar::string), {text}};
                        },
                        [](std::int64_t number) -> TypedValue {
                          return {scalar_type(Scalar::i64), {number}};
                        },
                        [](double number) -> TypedValue {
                          return {scalar_type(Scalar::f64), {number}};
                        },
                        [](bool truth) -> TypedValue {
                          return {scalar_type(Scalar::boolean), {truth}};
                        },
                        date,
                        date_time,
                        [source](const LiteralList& list) { return check_list(source, list); },
                    },
                    literal.value);
}

std::optional<expr::Vector> vector_of(const TypedValue& list, std::uint32_t dimension) {
  const auto* items = std::get_if<expr::List>(&list.value.data);
  if (items == nullptr || !is_numeric(list.type.scalar) || items->size() != dimension) {
    return std::nullopt;
  }
  expr::Vector vector;
  vector.reserve(items->size());
  for (const expr::Value& item : *items) {
    const auto* integer = std::get_if<std::int64_t>(&item.data);
    float number = integer != nullptr ? static_cast<float>(*integer)
                                      : static_cast<float>(std::get<double>(item.data));
    if (!std::isfinite(number)) {
      return std::nullopt;
    }
    vector.push_back(number);
  }
  return vector;
}

}  // namespace omnigraph::query

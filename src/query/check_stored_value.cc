#include "query/check_stored_value.h"

#include "base/overloaded.h"
#include "query/check_filter.h"

#include <fmt/format.h>

#include <utility>

namespace omnigraph::query {
namespace {

using schema::Scalar;

/// Whether a parameter may feed a property. Besides compatible types: a text stands for a Blob, and
/// a list of numbers for a vector, whose length is judged when it is stored.
bool parameter_fits(const ValueType& property, const ValueType& given) {
  if (compatible(property, given)) {
    return true;
  }
  if (property.is_blob()) {
    return given.list == property.list && given.scalar == Scalar::string;
  }
  return property.is_vector() && given.list && is_numeric(given.scalar);
}

ExpressionPtr check(const CheckContext& context, std::string_view name,
                    const schema::PropertyType& type, const Literal& literal) {
  TypedValue value = check_literal(context.source(), literal);
  ValueType wanted = value_type(type);
  if (wanted.is_vector()) {
    auto numbers = vector_of(value, wanted.dimension);
    if (!numbers) {
      context.fail(TypeCode::t3, literal.offset,
                   fmt::format("property '{}' takes a list of {} numbers within F32", name,
                               wanted.dimension));
    }
    wanted.nullable = false;
    return context.constant(literal.offset, {wanted, {std::move(*numbers)}});
  }
  if (wanted.is_blob()) {
    context.fail(TypeCode::t3, literal.offset,
                 fmt::format("property '{}' is a Blob; pass its value as a parameter", name));
  }
  if (!compatible(wanted, value.type)) {
    context.fail(
        TypeCode::t3, literal.offset,
        fmt::format("property '{}' is {} and cannot be {}{}", name, schema::to_string(type),
                    to_string(value.type), date_hint(wanted, value.type)));
  }
  if (const auto* items = std::get_if<LiteralList>(&literal.value)) {
    const auto& values = std::get<expr::List>(value.value.data);
    for (std::size_t i = 0; i < items->size(); ++i) {
      check_enum_member(context, type, (*items)[i], values[i]);
    }
  } else {
    check_enum_member(context, type, literal, value.value);
  }
  return context.constant(literal.offset, std::move(value));
}

ExpressionPtr check_parameter(const CheckContext& context, std::string_view name,
                              const schema::PropertyType& type, const ParsedExpression& value) {
  const std::string& variable = std::get<VariableName>(value.node).name;
  std::optional<std::size_t> parameter = context.find_parameter(variable);
  if (!parameter) {
    context.fail(TypeCode::t14, value.offset,
                 fmt::format("'${}' is not a declared parameter{}", variable,
                             context.suggest_parameter(variable)));
  }
  const ValueType& given = context.parameters()[*parameter].type;
  if (!parameter_fits(value_type(type), given)) {
    context.fail(TypeCode::t7, value.offset,
                 fmt::format("property '{}' is {} and cannot be parameter '${}', which is {}", name,
                             schema::to_string(type), variable, to_string(given)));
  }
  return context.parameter(value.offset, *parameter);
}

}  // namespace

ExpressionPtr check_stored_value(const CheckContext& context, std::string_view name,
                                 const schema::PropertyType& type, const ParsedExpression& value) {
  return std::visit(
      Overloaded{
          [&](const Literal& literal) { return check(context, name, type, literal); },
          [&](const VariableName&) { return check_parameter(context, name, type, value); },
          [&](const NowCall&) {
            if (!value_type(type).is_scalar(Scalar::date_time)) {
              context.fail(TypeCode::t7, value.offset,
                           fmt::format("now() is a DateTime; property '{}' is {}", name,
                                       schema::to_string(type)));
            }
            return context.now(value.offset);
          },
          [&](const auto&) -> ExpressionPtr {
            context.fail(TypeCode::t7, value.offset,
                         fmt::format("property '{}' takes a literal, a parameter or now()", name));
          },
      },
      value.node);
}

}  // namespace omnigraph::query

#include "query/check_expression.h"

#include "base/overloaded.h"
#include "base/suggest.h"

#include <fmt/format.h>

namespace omnigraph::query {
namespace {

using schema::Scalar;

/// A bare `$x` that is no parameter.
std::size_t find_bare(const CheckContext& context, const Scope& scope, std::string_view name,
                      std::size_t offset) {
  std::optional<std::size_t> variable = scope.find_introduced(name);
  if (!variable) {
    std::string hint = scope.suggest(name);
    context.fail(TypeCode::none, offset,
                 fmt::format("'${}' is not bound: it is neither a parameter nor a variable of an "
                             "earlier clause{}",
                             name, hint.empty() ? context.suggest_parameter(name) : hint));
  }
  if (scope.variable(*variable).kind == EntityKind::edge) {
    context.fail(TypeCode::t23, offset,
                 fmt::format("'${}' is an edge and has no value of its own; use one of its "
                             "properties or an endpoint",
                             name));
  }
  return *variable;
}

}  // namespace

ExpressionPtr check_property(const CheckContext& context, const Scope& scope,
                             const PropertyPath& path) {
  std::optional<std::size_t> variable = scope.find_introduced(path.variable.text);
  if (!variable) {
    context.fail(TypeCode::t6, path.variable.offset,
                 fmt::format("no earlier clause binds '${}'{}", path.variable.text,
                             scope.suggest(path.variable.text)));
  }
  const schema::EntityType& type = scope.type_of(*variable);
  const schema::Property* property = type.find_property(path.property.text);
  if (property == nullptr) {
    context.fail(TypeCode::t6, path.property.offset,
                 fmt::format("type '{}' has no property '{}'{}", type.name, path.property.text,
                             did_you_mean(path.property.text, type.property_names())));
  }
  if (property->type.scalar == Scalar::blob) {
    context.fail(TypeCode::t24, path.property.offset,
                 fmt::format("property '{}.{}' is a Blob, which queries cannot read", type.name,
                             property->name));
  }
  auto position = static_cast<std::size_t>(property - type.properties.data());
  return make_expression(value_type(property->type), path.variable.offset,
                         PropertyAccess{*variable, position, property->name});
}

ExpressionPtr check_operand(const CheckContext& context, const Scope& scope,
                            const ParsedExpression& expression) {
  std::size_t offset = expression.offset;
  return std::visit(
      Overloaded{
          [&](const Literal& literal) { return context.literal(literal); },
          [&](const PropertyPath& path) { return check_property(context, scope, path); },
          [&](const VariableName& variable) {
            if (auto parameter = context.find_parameter(variable.name)) {
              return context.parameter(offset, *parameter);
            }
            find_bare(context, scope, variable.name, offset);
            context.fail(TypeCode::t7, offset,
                         fmt::format("'${}' is a node and cannot be compared; compare a property, "
                                     "such as ${}.name",
                                     variable.name, variable.name));
          },
          [&](const Identifier& word) -> ExpressionPtr {
            context.fail(
                TypeCode::t7, offset,
                fmt::format("'{}' is not a value; text stands in double quotes", word.name));
          },
          [&](const NowCall&) { return context.now(offset); },
          [&](const FunctionCall& call) { return check_function(context, scope, call, offset); },
          [&](const AggregateCall& call) -> ExpressionPtr {
            context.fail(TypeCode::t7, offset,
                         fmt::format("{}(…) cannot be compared in match; aggregates stand in "
                                     "return",
                                     to_string(call.kind)));
          },
      },
      expression.node);
}

ExpressionPtr check_read_value(const CheckContext& context, const Scope& scope,
                               const ParsedExpression& expression) {
  std::size_t offset = expression.offset;
  const auto* variable = std::get_if<VariableName>(&expression.node);
  if (variable == nullptr) {
    return check_operand(context, scope, expression);
  }
  if (auto parameter = context.find_parameter(variable->name)) {
    if (context.parameters()[*parameter].type.is_blob()) {
      context.fail(
          TypeCode::t24, offset,
          fmt::format("parameter '${}' is a Blob, which queries cannot read", variable->name));
    }
    return context.parameter(offset, *parameter);
  }
  std::size_t node = find_bare(context, scope, variable->name, offset);
  return make_expression(scalar_type(Scalar::string), offset, EntityId{node});
}

}  // namespace omnigraph::query

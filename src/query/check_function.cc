#include "query/check_expression.h"

#include <fmt/format.h>

#include <limits>
#include <string_view>
#include <utility>

namespace omnigraph::query {
namespace {

using schema::Scalar;

/// The most edits that `fuzzy` takes (SRCH-55).
constexpr std::int64_t kMostEdits = 4;

/// Checks one call; its name stands in every message.
class FunctionChecker {
 public:
  FunctionChecker(const CheckContext& context, const Scope& scope, const FunctionCall& call,
                  std::size_t offset)
      : context_(context), scope_(scope), call_(call), offset_(offset) {}

  ExpressionPtr run() {
    Function function{call_.kind, {}};
    switch (call_.kind) {
      case FunctionKind::nearest:
        function.arguments = nearest();
        break;
      case FunctionKind::rrf:
        function.arguments = fusion();
        break;
      case FunctionKind::search:
      case FunctionKind::fuzzy:
        function.arguments = text(TypeCode::t19);
        break;
      case FunctionKind::bm25:
      case FunctionKind::match_text:
        function.arguments = text(TypeCode::t20);
        break;
    }
    Scalar scalar = is_rank(call_.kind) ? Scalar::f64 : Scalar::boolean;
    return make_expression(scalar_type(scalar), offset_, std::move(function));
  }

 private:
  [[noreturn]] void fail(TypeCode code, const ParsedExpression& argument,
                         std::string_view text) const {
    context_.fail(code, argument.offset, fmt::format("{}(…) {}", to_string(call_.kind), text));
  }

  /// A literal or a parameter; what is neither is reported with `code` and `expectation`.
  ExpressionPtr fixed(const ParsedExpression& argument, TypeCode code,
                      std::string_view expectation) const {
    if (const auto* literal = std::get_if<Literal>(&argument.node)) {
      return context_.literal(*literal);
    }
    const auto* variable = std::get_if<VariableName>(&argument.node);
    if (variable == nullptr) {
      fail(code, argument, expectation);
    }
    std::optional<std::size_t> parameter = context_.find_parameter(variable->name);
    if (!parameter) {
      if (scope_.find_introduced(variable->name)) {
        fail(code, argument, expectation);
      }
      context_.fail(TypeCode::none, argument.offset,
                    fmt::format("'${}' is not bound: it is not a parameter{}", variable->name,
                                context_.suggest_parameter(variable->name)));
    }
    if (context_.parameters()[*parameter].type.is_blob()) {
      context_.fail(
          TypeCode::t24, argument.offset,
          fmt::format("parameter '${}' is a Blob, which queries cannot read", variable->name));
    }
    return context_.parameter(argument.offset, *parameter);
  }

  void refuse_edge(const PropertyPath& path) const {
    std::optional<std::size_t> variable = scope_.find_introduced(path.variable.text);
    if (variable && scope_.variable(*variable).kind == EntityKind::edge) {
      context_.fail(TypeCode::t23, path.variable.offset,
                    fmt::format("'${}' is an edge; {}(…) works on properties of nodes",
                                path.variable.text, to_string(call_.kind)));
    }
  }

  /// `search`, `fuzzy`, `match_text`, `bm25` (SRCH-10 to SRCH-13).
  std::vector<ExpressionPtr> text(TypeCode code) const {
    const ParsedExpression& field = call_.arguments[0];
    const auto* path = std::get_if<PropertyPath>(&field.node);
    if (path == nullptr) {
      fail(code, field, "searches a property of a node, such as $x.text");
    }
    refuse_edge(*path);
    ExpressionPtr property = check_property(context_, scope_, *path);
    if (!property->type.is_scalar(Scalar::string)) {
      fail(code, field,
           fmt::format("searches String properties, not {}", to_string(property->type)));
    }
    constexpr std::string_view kText =
        "takes the text to search for as a String literal or parameter";
    ExpressionPtr text = fixed(call_.arguments[1], code, kText);
    if (!text->type.is_scalar(Scalar::string)) {
      fail(code, call_.arguments[1], kText);
    }
    std::vector<ExpressionPtr> arguments = {std::move(property), std::move(text)};
    if (call_.arguments.size() > 2) {
      arguments.push_back(whole_number(call_.arguments[2], code, 0, kMostEdits));
    }
    return arguments;
  }

  /// An integer; a literal must be between the bounds, a parameter is judged when it is bound.
  ExpressionPtr whole_number(const ParsedExpression& argument, TypeCode code, std::int64_t least,
                             std::int64_t most) const {
    std::string expectation =
        fmt::format("takes an integer literal or parameter from {} to {} here", least, most);
    ExpressionPtr number = fixed(argument, code, expectation);
    if (number->type.list || !is_integer(number->type.scalar)) {
      fail(code, argument, expectation);
    }
    if (const auto* constant = std::get_if<Constant>(&number->node)) {
      std::int64_t value = std::get<std::int64_t>(constant->value.data);
      if (value < least || value > most) {
        fail(code, argument, expectation);
      }
    }
    return number;
  }

  /// SRCH-14 to SRCH-16.
  std::vector<ExpressionPtr> nearest() const {
    const auto& path = std::get<PropertyPath>(call_.arguments[0].node);
    refuse_edge(path);
    std::optional<std::size_t> variable = scope_.find_introduced(path.variable.text);
    if (!variable) {
      fail(TypeCode::t15, call_.arguments[0],
           fmt::format("ranks a bound variable; no earlier clause binds '${}'{}",
                       path.variable.text, scope_.suggest(path.variable.text)));
    }
    const schema::EntityType& type = scope_.type_of(*variable);
    if (type.find_property(path.property.text) == nullptr) {
      fail(TypeCode::t15, call_.arguments[0],
           fmt::format("found no property '{}' on type '{}'", path.property.text, type.name));
    }
    ExpressionPtr property = check_property(context_, scope_, path);
    if (!property->type.is_vector()) {
      fail(TypeCode::t15, call_.arguments[0],
           fmt::format("ranks by a vector property; '{}.{}' is {}", type.name, path.property.text,
                       to_string(property->type)));
    }
    ExpressionPtr target = nearest_target(call_.arguments[1], property->type);
    return {std::move(property), std::move(target)};
  }

  ExpressionPtr nearest_target(const ParsedExpression& argument, const ValueType& vector) const {
    std::string expectation =
        fmt::format("takes a list of {} numbers, a {} parameter, or a text to embed",
                    vector.dimension, to_string(vector));
    ExpressionPtr target = fixed(argument, TypeCode::t15, expectation);
    if (target->type.is_scalar(Scalar::string) || compatible(target->type, vector)) {
      return target;
    }
    if (const auto* constant = std::get_if<Constant>(&target->node)) {
      if (auto numbers = vector_of({target->type, constant->value}, vector.dimension)) {
        ValueType type = scalar_type(Scalar::vector);
        type.dimension = vector.dimension;
        return context_.constant(argument.offset, {type, {std::move(*numbers)}});
      }
    }
    fail(TypeCode::t15, argument, expectation);
  }

  std::vector<ExpressionPtr> fusion() const {
    std::vector<ExpressionPtr> arguments;
    for (std::size_t i = 0; i < 2; ++i) {
      const ParsedExpression& arm = call_.arguments[i];
      arguments.push_back(
          check_function(context_, scope_, std::get<FunctionCall>(arm.node), arm.offset));
    }
    if (call_.arguments.size() > 2) {
      arguments.push_back(whole_number(call_.arguments[2], TypeCode::t21, 1,
                                       std::numeric_limits<std::int32_t>::max()));
    }
    return arguments;
  }

  const CheckContext& context_;
  const Scope& scope_;
  const FunctionCall& call_;
  std::size_t offset_;
};

}  // namespace

ExpressionPtr check_function(const CheckContext& context, const Scope& scope,
                             const FunctionCall& call, std::size_t offset) {
  return FunctionChecker(context, scope, call, offset).run();
}

}  // namespace omnigraph::query

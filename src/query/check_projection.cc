#include "query/check_projection.h"

#include "base/overloaded.h"
#include "base/string_map.h"
#include "base/suggest.h"
#include "query/check_expression.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace omnigraph::query {
namespace {

using schema::Scalar;

/// GQ-74, without an alias.
std::string column_name(const ParsedExpression& expression) {
  return std::visit(
      Overloaded{
          [](const Literal&) -> std::string { return "literal"; },
          [](const PropertyPath& path) { return path.variable.text + "." + path.property.text; },
          [](const VariableName& variable) { return variable.name; },
          [](const Identifier& word) { return word.name; },
          [](const NowCall&) -> std::string { return "now"; },
          [](const FunctionCall& call) { return std::string(to_string(call.kind)); },
          [](const AggregateCall& call) { return column_name(call.arguments.front()); },
      },
      expression.node);
}

class ProjectionChecker {
 public:
  ProjectionChecker(const CheckContext& context, const Scope& scope)
      : context_(context), scope_(scope) {}

  std::vector<Projection> run(const std::vector<ProjectionItem>& items) {
    for (const ProjectionItem& item : items) {
      Projection projection;
      if (const auto* word = std::get_if<Identifier>(&item.expression.node)) {
        projection.reference_to = find_alias(*word, item.expression.offset);
        projection.expression = projections_[*projection.reference_to].expression;
      } else {
        projection.expression = check(item.expression);
      }
      projection.aliased = item.alias.has_value();
      projection.column = item.alias ? item.alias->text : column_name(item.expression);
      if (item.alias) {
        aliases_.try_emplace(item.alias->text, projections_.size());
      }
      projections_.push_back(std::move(projection));
    }
    return std::move(projections_);
  }

 private:
  /// The first earlier projection of that alias (GQ-14).
  std::size_t find_alias(const Identifier& word, std::size_t offset) const {
    auto found = aliases_.find(word.name);
    if (found == aliases_.end()) {
      std::vector<std::string> known;
      for (const auto& [alias, index] : aliases_) {
        known.push_back(alias);
      }
      context_.fail(TypeCode::none, offset,
                    fmt::format("'{}' is not an alias of an earlier projection{}", word.name,
                                did_you_mean(word.name, known)));
    }
    return found->second;
  }

  ExpressionPtr check(const ParsedExpression& expression) const {
    const auto* call = std::get_if<AggregateCall>(&expression.node);
    return call == nullptr ? check_read_value(context_, scope_, expression)
                           : check_aggregate(*call, expression.offset);
  }

  /// What an aggregate is of: never an aggregate itself, also not through an alias (GQ-28).
  ExpressionPtr check_argument(AggregateKind kind, const ParsedExpression& argument) const {
    ExpressionPtr value;
    if (const auto* word = std::get_if<Identifier>(&argument.node)) {
      value = projections_[find_alias(*word, argument.offset)].expression;
    }
    if (std::holds_alternative<AggregateCall>(argument.node) ||
        (value != nullptr && std::holds_alternative<Aggregate>(value->node))) {
      context_.fail(TypeCode::t8, argument.offset,
                    fmt::format("{}(…) of an aggregate: aggregates do not nest", to_string(kind)));
    }
    if (value == nullptr) {
      value = check_read_value(context_, scope_, argument);
    }
    const auto* function = std::get_if<Function>(&value->node);
    if (function != nullptr && function->kind == FunctionKind::rrf) {
      context_.fail(TypeCode::t21, argument.offset, "rrf(…) cannot be aggregated");
    }
    return value;
  }

  ExpressionPtr check_aggregate(const AggregateCall& call, std::size_t offset) const {
    const ParsedExpression& argument = call.arguments.front();
    ExpressionPtr value = check_argument(call.kind, argument);
    bool node = std::holds_alternative<EntityId>(value->node);
    bool numeric = !node && !value->type.list && is_numeric(value->type.scalar);
    ValueType type = scalar_type(Scalar::f64);
    switch (call.kind) {
      case AggregateKind::count:
        type.scalar = Scalar::i64;
        break;
      case AggregateKind::sum:
      case AggregateKind::avg:
        if (!numeric) {
          fail_argument(call.kind, argument, "numbers", node ? "a node" : to_string(value->type));
        }
        break;
      case AggregateKind::min:
      case AggregateKind::max:
        if (!numeric && !value->type.is_scalar(Scalar::string)) {
          fail_argument(call.kind, argument, "numbers and Strings", to_string(value->type));
        }
        type = value->type;
        break;
    }
    type.nullable = true;
    return make_expression(type, offset, Aggregate{call.kind, std::move(value)});
  }

  [[noreturn]] void fail_argument(AggregateKind kind, const ParsedExpression& argument,
                                  std::string_view wanted, std::string_view given) const {
    context_.fail(TypeCode::t8, argument.offset,
                  fmt::format("{}(…) takes {}; this is {}", to_string(kind), wanted, given));
  }

  const CheckContext& context_;
  const Scope& scope_;
  std::vector<Projection> projections_;
  StringMap<std::size_t> aliases_;
};

}  // namespace

std::vector<Projection> check_projections(const CheckContext& context, const Scope& scope,
                                          const std::vector<ProjectionItem>& items) {
  return ProjectionChecker(context, scope).run(items);
}

}  // namespace omnigraph::query

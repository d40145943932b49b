#include "query/check_pattern.h"

#include "base/overloaded.h"
#include "base/suggest.h"
#include "query/check_expression.h"
#include "query/check_filter.h"
#include "query/check_traversal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

namespace omnigraph::query {
namespace {

/// Whether an expression reads a property of an introduced variable, at any depth.
bool mentions_variable(const Scope& scope, const ParsedExpression& expression) {
  if (const auto* path = std::get_if<PropertyPath>(&expression.node)) {
    return scope.find_introduced(path->variable.text).has_value();
  }
  const auto* call = std::get_if<FunctionCall>(&expression.node);
  return call != nullptr && std::any_of(call->arguments.begin(), call->arguments.end(),
                                        [&scope](const ParsedExpression& argument) {
                                          return mentions_variable(scope, argument);
                                        });
}

/// Whether a clause of a `not` block ties the block to what `scope` knows outside of it (GQ-26).
bool mentions_variable(const Scope& scope, const Clause& clause) {
  auto introduced = [&scope](const Name& name) {
    return scope.find_introduced(name.text).has_value();
  };
  return std::visit(
      Overloaded{
          [&introduced](const BindingClause& binding) { return introduced(binding.variable); },
          [&introduced](const TraversalClause& traversal) {
            return introduced(traversal.left) || introduced(traversal.right);
          },
          [&scope](const FilterClause& filter) {
            return mentions_variable(scope, filter.left) || mentions_variable(scope, filter.right);
          },
          [&scope](const TextClause& text) { return mentions_variable(scope, text.call); },
          [](const NegationClause&) { return false; },
      },
      clause.node);
}

class PatternChecker {
 public:
  PatternChecker(const CheckContext& context, Scope& scope) : context_(context), scope_(scope) {}

  Pattern check_clauses(const std::vector<Clause>& clauses) {
    Pattern pattern;
    for (const Clause& clause : clauses) {
      std::visit([this, &pattern](const auto& node) { check(node, pattern); }, clause.node);
    }
    return pattern;
  }

 private:
  void check(const BindingClause& binding, Pattern& pattern) {
    const schema::NodeType* type = context_.catalog().find_node(binding.type.text);
    if (type == nullptr) {
      fail_unknown_node(binding.type);
    }
    const schema::NodeType* known = scope_.known_node_type(binding.variable);
    if (known != nullptr && known != type) {
      context_.fail(TypeCode::none, binding.type.offset,
                    fmt::format("'${}' is already bound to type '{}', cannot rebind to '{}'",
                                binding.variable.text, known->name, type->name));
    }
    std::size_t variable = scope_.introduce_node(binding.variable, *type);
    for (const PropertyValue& property : binding.properties) {
      pattern.conditions.push_back(check_inline_property(context_, variable, *type, property));
    }
  }

  [[noreturn]] void fail_unknown_node(const Name& name) const {
    std::string hint = did_you_mean(name.text, context_.catalog().node_names());
    const schema::EdgeType* edge = context_.catalog().find_edge(name.text);
    if (edge != nullptr && edge->name == name.text) {
      hint = "; it is an edge type, and edges are bound in traversals";
    }
    context_.fail(TypeCode::t1, name.offset,
                  fmt::format("there is no node type '{}'{}", name.text, hint));
  }

  void check(const TraversalClause& traversal, Pattern& pattern) {
    pattern.traversals.push_back(check_traversal(context_, scope_, traversal));
  }

  void check(const FilterClause& filter, Pattern& pattern) {
    pattern.conditions.push_back(check_filter(context_, scope_, filter));
  }

  void check(const TextClause& text, Pattern& pattern) {
    pattern.conditions.push_back(check_operand(context_, scope_, text.call));
  }

  void check(const NegationClause& negation, Pattern& pattern) {
    bool correlated =
        std::any_of(negation.clauses.begin(), negation.clauses.end(),
                    [this](const Clause& clause) { return mentions_variable(scope_, clause); });
    scope_.enter(negation.clauses);
    Pattern block = check_clauses(negation.clauses);
    block.variables = scope_.leave();
    if (!correlated) {
      context_.fail(TypeCode::t9, negation.clauses.front().offset,
                    "no clause of this not block mentions a variable that is bound before it, so "
                    "the block says nothing about the match; use an outer variable in it");
    }
    pattern.negations.push_back(std::move(block));
  }

  const CheckContext& context_;
  Scope& scope_;
};

}  // namespace

Pattern check_match(const CheckContext& context, Scope& scope, const std::vector<Clause>& clauses) {
  scope.enter(clauses);
  Pattern pattern = PatternChecker(context, scope).check_clauses(clauses);
  pattern.variables = scope.block_variables();
  return pattern;
}

}  // namespace omnigraph::query

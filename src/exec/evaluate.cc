#include "exec/evaluate.h"

#include "base/overloaded.h"
#include "base/throw_error.h"

#include <algorithm>
#include <numeric>

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;
using expr::Selection;

[[noreturn]] void no_search() {
  throw_bad_request(
      "search, fuzzy, match_text, nearest, bm25 and rrf cannot run yet: this build has no text and "
      "vector search");
}

ArrayPtr repeat(const ArrayPtr& value, std::size_t count) {
  std::vector<std::uint32_t> zeros(count, 0);
  return columnar::take(*value, zeros);
}

const query::Comparison& comparison_of(const query::Expression& condition) {
  const auto* comparison = std::get_if<query::Comparison>(&condition.node);
  if (comparison == nullptr) {
    no_search();
  }
  return *comparison;
}

}  // namespace

const commit::SnapshotTable& Scope::table_of(std::size_t variable) const {
  const query::Variable& entity = variables[variable];
  return entity.kind == query::EntityKind::node ? view.snapshot().node(entity.type_name)
                                                : view.snapshot().edge(entity.type_name);
}

std::optional<expr::Value> constant_value(const query::Expression& expression, const Scope& scope) {
  if (const auto* constant = std::get_if<query::Constant>(&expression.node)) {
    return constant->value;
  }
  if (const auto* parameter = std::get_if<query::Parameter>(&expression.node)) {
    return scope.parameters[parameter->index];
  }
  if (std::holds_alternative<query::Now>(expression.node)) {
    return expr::Value{expr::DateTime{scope.now_millis}};
  }
  return std::nullopt;
}

columnar::Type column_type(const query::ValueType& type) {
  return schema::column_type({type.scalar, type.dimension, type.list, true, {}});
}

ArrayPtr evaluate(const query::Expression& expression, const Rows& rows, const Scope& scope) {
  if (std::optional<expr::Value> constant = constant_value(expression, scope)) {
    return repeat(expr::array_of(*constant, column_type(expression.type)), rows.count);
  }
  return std::visit(Overloaded{
                        [&](const query::PropertyAccess& access) {
                          const table::Table& table = scope.table_of(access.variable).table();
                          return table.take(table.field(access.name),
                                            rows.columns[access.variable]);
                        },
                        [&](const query::EntityId& entity) {
                          const table::Table& table = scope.table_of(entity.variable).table();
                          return table.take(table.field("id"), rows.columns[entity.variable]);
                        },
                        [](const query::Function&) -> ArrayPtr { no_search(); },
                        [](const auto&) -> ArrayPtr {
                          throw_internal("the expression has no value in a single row");
                        },
                    },
                    expression.node);
}

void collect_variables(const query::Expression& expression, std::vector<std::size_t>& variables) {
  std::visit(Overloaded{
                 [&](const query::PropertyAccess& access) { variables.push_back(access.variable); },
                 [&](const query::EntityId& entity) { variables.push_back(entity.variable); },
                 [&](const query::EdgeEndpoint& end) { variables.push_back(end.variable); },
                 [&](const query::Comparison& comparison) {
                   collect_variables(*comparison.left, variables);
                   collect_variables(*comparison.right, variables);
                 },
                 [&](const query::Function& function) {
                   for (const query::ExpressionPtr& argument : function.arguments) {
                     collect_variables(*argument, variables);
                   }
                 },
                 [&](const query::Aggregate& aggregate) {
                   collect_variables(*aggregate.argument, variables);
                 },
                 [](const auto&) {},
             },
             expression.node);
}

Conditions::Conditions(const Scope& scope, const std::vector<query::ExpressionPtr>& conditions)
    : scope_(scope) {
  for (const query::ExpressionPtr& condition : conditions) {
    const query::Comparison& comparison = comparison_of(*condition);
    comparisons_.push_back({comparison.op, operand(*comparison.left), operand(*comparison.right)});
    std::vector<std::size_t>& needed = columns_needed_.emplace_back();
    for (const expr::Operand* side : {&comparisons_.back().left, &comparisons_.back().right}) {
      if (const auto* column = std::get_if<expr::ColumnRef>(side)) {
        needed.push_back(column->index);
      }
    }
  }
}

expr::Operand Conditions::operand(const query::Expression& expression) {
  if (std::optional<expr::Value> constant = constant_value(expression, scope_)) {
    return *std::move(constant);
  }
  const auto* access = std::get_if<query::PropertyAccess>(&expression.node);
  if (access == nullptr) {
    no_search();
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].variable == access->variable && columns_[i].property == access->name) {
      return expr::ColumnRef{i};
    }
  }
  columns_.push_back({access->variable, access->name});
  return expr::ColumnRef{columns_.size() - 1};
}

std::vector<table::ColumnCondition> Conditions::column_conditions(const table::Table& table) const {
  std::vector<table::ColumnCondition> conditions;
  for (std::size_t i = 0; i < comparisons_.size(); ++i) {
    if (columns_needed_[i].size() == 1) {
      const Column& column = columns_[columns_needed_[i].front()];
      conditions.push_back({&table.field(column.property), comparisons_[i]});
    }
  }
  return conditions;
}

void Conditions::filter_morsel(const table::Table& table, const table::Morsel& morsel,
                               Selection& selection) const {
  columnar::Batch batch{{}, std::vector<ArrayPtr>(columns_.size()), morsel.count};
  for (std::size_t i = 0; i < comparisons_.size() && !selection.empty(); ++i) {
    for (std::size_t column : columns_needed_[i]) {
      if (!batch.columns[column]) {
        batch.columns[column] = table.read(morsel, table.field(columns_[column].property));
      }
    }
    expr::filter(comparisons_[i], batch, selection);
  }
}

void Conditions::filter_rows(Rows& rows) const {
  // Each comparison fetches its columns only for the rows that passed those before it.
  for (std::size_t i = 0; i < comparisons_.size() && rows.count > 0; ++i) {
    columnar::Batch batch{{}, std::vector<ArrayPtr>(columns_.size()), rows.count};
    for (std::size_t column : columns_needed_[i]) {
      const table::Table& table = scope_.table_of(columns_[column].variable).table();
      batch.columns[column] = table.take(table.field(columns_[column].property),
                                         rows.columns[columns_[column].variable]);
    }
    Selection selection = expr::select_all(rows.count);
    expr::filter(comparisons_[i], batch, selection);
    if (selection.size() < rows.count) {
      rows = rows.pick(selection);
    }
  }
}

}  // namespace omnigraph::exec

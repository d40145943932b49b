#pragma once

#include "columnar/batch.h"
#include "exec/graph_view.h"
#include "exec/rows.h"
#include "expr/predicate.h"
#include "query/checked_query.h"

#include <memory>
#include <vector>

namespace omnigraph::exec {

/// What the expressions of one execution refer to. Everything outlives the execution.
struct Scope {
  const GraphView& view;
  const std::vector<query::Variable>& variables;
  const std::vector<expr::Value>& parameters;
  std::int64_t now_millis = 0;  ///< what `now()` means throughout

  const commit::SnapshotTable& table_of(std::size_t variable) const;
};

/// The constant that an expression is, or null if it depends on the row.
std::optional<expr::Value> constant_value(const query::Expression& expression, const Scope& scope);

/// The column type that the values of an expression have.
columnar::Type column_type(const query::ValueType& type);

/// The values of an expression in every row: a property, an id, or a constant repeated.
columnar::ArrayPtr evaluate(const query::Expression& expression, const Rows& rows,
                            const Scope& scope);

/// The variables that an expression mentions.
void collect_variables(const query::Expression& expression, std::vector<std::size_t>& variables);

/// A conjunction of comparisons, with the columns that they need.
class Conditions {
 public:
  Conditions(const Scope& scope, const std::vector<query::ExpressionPtr>& conditions);

  bool empty() const { return comparisons_.empty(); }

  /// Those of the conditions that compare a column of `table` with a constant, for pruning. Every
  /// condition mentions that table's variable only.
  std::vector<table::ColumnCondition> column_conditions(const table::Table& table) const;

  /// Keeps the rows of a morsel of `variable`'s table that satisfy all. Every condition mentions
  /// that variable only.
  void filter_morsel(const table::Table& table, const table::Morsel& morsel,
                     expr::Selection& selection) const;

  /// Keeps the rows that satisfy all.
  void filter_rows(Rows& rows) const;

 private:
  struct Column {
    std::size_t variable = 0;
    std::string property;
  };

  expr::Operand operand(const query::Expression& expression);

  const Scope& scope_;
  std::vector<Column> columns_;
  std::vector<expr::Comparison> comparisons_;
  std::vector<std::vector<std::size_t>> columns_needed_;  // by comparison
};

}  // namespace omnigraph::exec

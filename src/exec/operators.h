#pragma once

#include "exec/evaluate.h"
#include "exec/reach.h"
#include "exec/rows.h"

#include <memory>
#include <optional>
#include <vector>

namespace omnigraph::exec {

/// Gives the rows it is handed, once: the bottom of the plan of a `not` block, and the single empty
/// row of a pattern without variables.
class SourceOperator final : public Operator {
 public:
  void give(Rows rows) { rows_ = std::move(rows); }
  bool next(Rows& rows) override;

 private:
  std::optional<Rows> rows_;
};

/// All nodes of a type that satisfy conditions on them alone.
class ScanOperator final : public Operator {
 public:
  ScanOperator(const Scope& scope, std::size_t variable, Conditions conditions);
  bool next(Rows& rows) override;

 private:
  const Scope& scope_;
  std::size_t variable_;
  Conditions conditions_;
  const table::Table& table_;
  std::vector<table::Morsel> morsels_;
  std::size_t next_ = 0;
};

/// The node with one id, if it satisfies conditions.
class LookupOperator final : public Operator {
 public:
  LookupOperator(const Scope& scope, std::size_t variable, std::string id, Conditions conditions);
  bool next(Rows& rows) override;

 private:
  const Scope& scope_;
  std::size_t variable_;
  std::string id_;
  Conditions conditions_;
  bool done_ = false;
};

/// Keeps the rows that satisfy conditions.
class FilterOperator final : public Operator {
 public:
  FilterOperator(std::unique_ptr<Operator> input, Conditions conditions)
      : input_(std::move(input)), conditions_(std::move(conditions)) {}
  bool next(Rows& rows) override;

 private:
  std::unique_ptr<Operator> input_;
  Conditions conditions_;
};

/// A traversal as an operator sees it: from a bound variable to another.
struct Hop {
  std::size_t from = 0;
  std::size_t to = 0;
  Steps steps;
  std::uint32_t target_count = 0;  ///< positions of the target's table
  std::uint32_t min = 1;
  std::uint32_t max = 1;
  std::optional<std::size_t> edge;  ///< variable that is bound to each edge
};

/// Binds `hop.to`: a row for each node that the traversal produces from the row's source (GQ-52),
/// or with an edge variable for each matching edge (GQ-57).
class ExpandOperator final : public Operator {
 public:
  ExpandOperator(std::unique_ptr<Operator> input, Hop hop);
  bool next(Rows& rows) override;

 private:
  void expand_row(std::uint32_t row);
  void append_edges(const index::Adjacency& adjacency, std::uint32_t row, bool skip_self_loops);

  std::unique_ptr<Operator> input_;
  Hop hop_;
  Reach reach_;
  Rows current_;
  std::uint32_t row_ = 0;
  std::vector<std::uint32_t> parents_;  // row of `current_` for each produced row
  std::vector<table::Position> targets_;
  std::vector<table::Position> edges_;
};

/// A traversal between two bound variables: keeps a row if it holds, or with an edge variable
/// repeats the row for each matching edge (GQ-51).
class CheckOperator final : public Operator {
 public:
  CheckOperator(std::unique_ptr<Operator> input, Hop hop);
  bool next(Rows& rows) override;

 private:
  bool reaches(table::Position from, table::Position to);
  void append_edges(const index::Adjacency& adjacency, const Rows& rows, std::uint32_t row,
                    bool skip_self_loops);

  std::unique_ptr<Operator> input_;
  Hop hop_;
  Reach reach_;
  std::optional<table::Position> source_;  // whose set `reached_` holds
  std::vector<table::Position> reached_;
  std::vector<std::uint32_t> kept_;
  std::vector<table::Position> edges_;
};

/// Every row of one input with every row of another, which share no variable (GQ-48).
class CrossOperator final : public Operator {
 public:
  CrossOperator(std::unique_ptr<Operator> left, std::unique_ptr<Operator> right)
      : left_(std::move(left)), right_(std::move(right)) {}
  bool next(Rows& rows) override;

 private:
  std::unique_ptr<Operator> left_;
  std::unique_ptr<Operator> right_;
  std::optional<Rows> right_rows_;  // all of them, read once
  Rows current_;
  std::uint32_t row_ = 0;
};

/// Removes the rows for which the plan of a `not` block finds an assignment (GQ-63).
class AntiJoinOperator final : public Operator {
 public:
  /// `block` reads from `source`, carries the column `ordinal` through and keeps it unchanged.
  AntiJoinOperator(std::unique_ptr<Operator> input, std::unique_ptr<Operator> block,
                   SourceOperator& source, std::size_t ordinal)
      : input_(std::move(input)), block_(std::move(block)), source_(source), ordinal_(ordinal) {}
  bool next(Rows& rows) override;

 private:
  std::unique_ptr<Operator> input_;
  std::unique_ptr<Operator> block_;
  SourceOperator& source_;
  std::size_t ordinal_;
};

}  // namespace omnigraph::exec

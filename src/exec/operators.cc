#include "exec/operators.h"

#include <algorithm>
#include <numeric>

namespace omnigraph::exec {

using table::Position;

bool SourceOperator::next(Rows& rows) {
  if (!rows_) {
    return false;
  }
  rows = *std::move(rows_);
  rows_.reset();
  return true;
}

ScanOperator::ScanOperator(const Scope& scope, std::size_t variable, Conditions conditions)
    : scope_(scope),
      variable_(variable),
      conditions_(std::move(conditions)),
      table_(scope.table_of(variable).table()),
      morsels_(table_.morsels(kBatchRows, conditions_.column_conditions(table_))) {}

bool ScanOperator::next(Rows& rows) {
  if (next_ == morsels_.size()) {
    return false;
  }
  const table::Morsel& morsel = morsels_[next_++];
  expr::Selection selection = table_.live(morsel);
  conditions_.filter_morsel(table_, morsel, selection);
  for (std::uint32_t& row : selection) {
    row += morsel.position;
  }
  rows = Rows{selection.size(), std::vector<std::vector<Position>>(scope_.variables.size())};
  rows.columns[variable_] = std::move(selection);
  return true;
}

LookupOperator::LookupOperator(const Scope& scope, std::size_t variable, std::string id,
                               Conditions conditions)
    : scope_(scope), variable_(variable), id_(std::move(id)), conditions_(std::move(conditions)) {}

bool LookupOperator::next(Rows& rows) {
  if (done_) {
    return false;
  }
  done_ = true;
  rows = Rows{0, std::vector<std::vector<Position>>(scope_.variables.size())};
  if (auto found = scope_.view.find_node(scope_.variables[variable_].type_name, id_)) {
    rows.columns[variable_] = {*found};
    rows.count = 1;
    conditions_.filter_rows(rows);
  }
  return true;
}

bool FilterOperator::next(Rows& rows) {
  if (!input_->next(rows)) {
    return false;
  }
  conditions_.filter_rows(rows);
  return true;
}

ExpandOperator::ExpandOperator(std::unique_ptr<Operator> input, Hop hop)
    : input_(std::move(input)),
      hop_(hop),
      reach_(hop_.steps, hop_.target_count, hop_.min, hop_.max) {}

void ExpandOperator::append_edges(const index::Adjacency& adjacency, std::uint32_t row,
                                  bool skip_self_loops) {
  Position source = current_.columns[hop_.from][row];
  auto targets = adjacency.neighbours(source);
  auto edges = adjacency.edges(source);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (skip_self_loops && targets[i] == source) {
      continue;
    }
    parents_.push_back(row);
    targets_.push_back(targets[i]);
    edges_.push_back(edges[i]);
  }
}

void ExpandOperator::expand_row(std::uint32_t row) {
  if (hop_.edge) {
    append_edges(*hop_.steps.forward, row, false);
    if (hop_.steps.backward != nullptr) {
      append_edges(*hop_.steps.backward, row, true);
    }
    return;
  }
  reach_.append(current_.columns[hop_.from][row], targets_);
  parents_.resize(targets_.size(), row);
}

bool ExpandOperator::next(Rows& rows) {
  parents_.clear();
  targets_.clear();
  edges_.clear();
  if (row_ == current_.count) {
    row_ = 0;
    if (!input_->next(current_)) {
      current_ = {};
      return false;
    }
  }
  while (row_ < current_.count && targets_.size() < kBatchRows) {
    expand_row(row_++);
  }
  rows = current_.pick(parents_);
  rows.columns[hop_.to] = targets_;
  if (hop_.edge) {
    rows.columns[*hop_.edge] = edges_;
  }
  return true;
}

CheckOperator::CheckOperator(std::unique_ptr<Operator> input, Hop hop)
    : input_(std::move(input)),
      hop_(hop),
      reach_(hop_.steps, hop_.target_count, hop_.min, hop_.max) {}

bool CheckOperator::reaches(Position from, Position to) {
  if (source_ != from) {
    reached_.clear();
    reach_.append(from, reached_);
    std::sort(reached_.begin(), reached_.end());
    source_ = from;
  }
  return std::binary_search(reached_.begin(), reached_.end(), to);
}

void CheckOperator::append_edges(const index::Adjacency& adjacency, const Rows& rows,
                                 std::uint32_t row, bool skip_self_loops) {
  Position source = rows.columns[hop_.from][row];
  Position target = rows.columns[hop_.to][row];
  if (skip_self_loops && source == target) {
    return;
  }
  auto targets = adjacency.neighbours(source);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (targets[i] == target) {
      kept_.push_back(row);
      edges_.push_back(adjacency.edges(source)[i]);
    }
  }
}

bool CheckOperator::next(Rows& rows) {
  if (!input_->next(rows)) {
    return false;
  }
  kept_.clear();
  edges_.clear();
  for (std::uint32_t row = 0; row < rows.count; ++row) {
    if (hop_.edge) {
      append_edges(*hop_.steps.forward, rows, row, false);
      if (hop_.steps.backward != nullptr) {
        append_edges(*hop_.steps.backward, rows, row, true);
      }
    } else if (reaches(rows.columns[hop_.from][row], rows.columns[hop_.to][row])) {
      kept_.push_back(row);
    }
  }
  rows = rows.pick(kept_);
  if (hop_.edge) {
    rows.columns[*hop_.edge] = edges_;
  }
  return true;
}

bool CrossOperator::next(Rows& rows) {
  if (!right_rows_) {
    right_rows_.emplace();
    Rows batch;
    while (right_->next(batch)) {
      right_rows_->append(batch);
    }
  }
  if (row_ == current_.count) {
    row_ = 0;
    if (!left_->next(current_)) {
      current_ = {};
      return false;
    }
  }
  if (right_rows_->count == 0) {
    row_ = static_cast<std::uint32_t>(current_.count);
    rows = Rows{0, std::vector<std::vector<Position>>(current_.columns.size())};
    return true;
  }
  std::vector<std::uint32_t> left;
  std::vector<std::uint32_t> right;
  while (row_ < current_.count && left.size() < kBatchRows) {
    left.resize(left.size() + right_rows_->count, row_++);
    std::size_t first = right.size();
    right.resize(left.size());
    std::iota(right.begin() + static_cast<std::ptrdiff_t>(first), right.end(), 0U);
  }
  rows = current_.pick(left);
  Rows other = right_rows_->pick(right);
  for (std::size_t i = 0; i < other.columns.size(); ++i) {
    if (!other.columns[i].empty()) {
      rows.columns[i] = std::move(other.columns[i]);
    }
  }
  return true;
}

bool AntiJoinOperator::next(Rows& rows) {
  if (!input_->next(rows)) {
    return false;
  }
  Rows outer = rows;
  outer.columns.resize(std::max(outer.columns.size(), ordinal_ + 1));
  outer.columns[ordinal_].resize(outer.count);
  std::iota(outer.columns[ordinal_].begin(), outer.columns[ordinal_].end(), 0U);
  source_.give(std::move(outer));
  std::vector<bool> matched(rows.count, false);
  Rows found;
  while (block_->next(found)) {
    for (std::size_t row = 0; row < found.count; ++row) {
      matched[found.columns[ordinal_][row]] = true;
    }
  }
  std::vector<std::uint32_t> kept;
  for (std::uint32_t row = 0; row < rows.count; ++row) {
    if (!matched[row]) {
      kept.push_back(row);
    }
  }
  rows = rows.pick(kept);
  return true;
}

}  // namespace omnigraph::exec

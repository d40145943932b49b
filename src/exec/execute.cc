#include "exec/execute.h"

#include "exec/aggregate.h"
#include "exec/planner.h"
#include "exec/sort.h"

#include <algorithm>
#include <limits>

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;

std::size_t limit_of(const query::CheckedRead& read) {
  constexpr std::uint64_t kNone = std::numeric_limits<std::size_t>::max();
  return static_cast<std::size_t>(std::min(read.limit.value_or(kNone), kNone));
}

std::vector<std::string> names_of(const query::CheckedRead& read) {
  std::vector<std::string> names;
  for (const query::Projection& projection : read.projections) {
    names.push_back(projection.column);
  }
  return names;
}

/// The rows of the match, no more than `limit` of them if that many suffice.
Rows collect_rows(const query::CheckedRead& read, const Scope& scope, std::size_t limit) {
  std::unique_ptr<Operator> plan = plan_pattern(read.pattern, scope);
  Rows all{0, std::vector<std::vector<table::Position>>(scope.variables.size())};
  Rows batch;
  while (all.count < limit && plan->next(batch)) {
    all.append(batch);
  }
  if (all.count > limit) {
    all = all.pick(expr::select_all(limit));
  }
  return all;
}

/// Breaks ties by the ids of all bound entities, the variables taken by name (GQ-83). The ids are
/// fetched at the first tie.
class EntityIds {
 public:
  /// `rows` outlive this.
  EntityIds(const query::CheckedRead& read, const Scope& scope, const Rows& rows) {
    for (std::size_t i = 0; i < read.variables.size(); ++i) {
      if (!rows.columns[i].empty()) {
        const table::Table& table = scope.table_of(i).table();
        keys_.push_back({read.variables[i].name, &rows.columns[i], &table, nullptr});
      }
    }
    std::stable_sort(keys_.begin(), keys_.end(),
                     [](const Key& a, const Key& b) { return a.name < b.name; });
  }

  bool is_before(std::uint32_t a, std::uint32_t b) {
    for (Key& key : keys_) {
      if ((*key.positions)[a] != (*key.positions)[b]) {
        if (!key.ids) {
          key.ids = key.table->take(key.table->field("id"), *key.positions);
        }
        return key.ids->text_at(a) < key.ids->text_at(b);
      }
    }
    return false;
  }

 private:
  struct Key {
    std::string name;
    const std::vector<table::Position>* positions;
    const table::Table* table;
    ArrayPtr ids;
  };
  std::vector<Key> keys_;
};

Result run_plain(const query::CheckedRead& read, const Scope& scope) {
  std::size_t limit = limit_of(read);
  bool ordered = !read.order.empty();
  Rows rows = collect_rows(read, scope, ordered ? std::numeric_limits<std::size_t>::max() : limit);
  if (ordered) {
    std::vector<SortKey> keys;
    for (const query::OrderKey& key : read.order) {
      keys.push_back({evaluate(*key.expression, rows, scope), key.descending});
    }
    EntityIds ids(read, scope, rows);
    rows = rows.pick(sorted_rows(
        rows.count, keys, [&ids](std::uint32_t a, std::uint32_t b) { return ids.is_before(a, b); },
        limit));
  }
  Result result{names_of(read), {}, rows.count};
  for (const query::Projection& projection : read.projections) {
    result.columns.push_back(evaluate(*projection.expression, rows, scope));
  }
  return result;
}

/// The group keys and aggregates of every group, by projection.
std::vector<ArrayPtr> aggregate_columns(const query::CheckedRead& read, const Scope& scope,
                                        std::size_t& group_count) {
  std::vector<query::ExpressionPtr> keys;
  for (std::size_t projection : read.group_keys) {
    keys.push_back(read.projections[projection].expression);
  }
  Grouping grouping(scope, std::move(keys));
  std::vector<std::unique_ptr<Accumulator>> accumulators(read.projections.size());
  for (std::size_t i = 0; i < read.projections.size(); ++i) {
    const query::Expression& expression = *read.projections[i].expression;
    if (const auto* aggregate = std::get_if<query::Aggregate>(&expression.node)) {
      accumulators[i] = make_accumulator(*aggregate, scope);
    }
  }
  std::unique_ptr<Operator> plan = plan_pattern(read.pattern, scope);
  Rows batch;
  while (plan->next(batch)) {
    std::vector<std::uint32_t> groups = grouping.groups_of(batch);
    for (const auto& accumulator : accumulators) {
      if (accumulator) {
        accumulator->add(batch, groups, grouping.group_count());
      }
    }
  }
  group_count = grouping.group_count();
  std::vector<ArrayPtr> columns(read.projections.size());
  std::vector<ArrayPtr> key_columns = grouping.finish();
  for (std::size_t i = 0; i < read.group_keys.size(); ++i) {
    columns[read.group_keys[i]] = key_columns[i];
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (accumulators[i]) {
      columns[i] = accumulators[i]->finish(group_count);
    }
  }
  return columns;
}

Result run_aggregate(const query::CheckedRead& read, const Scope& scope) {
  std::size_t group_count = 0;
  std::vector<ArrayPtr> columns = aggregate_columns(read, scope, group_count);
  std::vector<SortKey> keys;
  for (const query::OrderKey& key : read.order) {
    keys.push_back({columns[*key.column], key.descending});
  }
  // Ties are broken by the group key, ascending (GQ-84); without an order, groups stay as found.
  TieBreak tie_break = [&](std::uint32_t a, std::uint32_t b) {
    for (std::size_t projection : read.group_keys) {
      std::weak_ordering order = compare_nullable(*columns[projection], a, b);
      if (order != 0) {
        return order < 0;
      }
    }
    return false;
  };
  if (read.order.empty()) {
    tie_break = [](std::uint32_t a, std::uint32_t b) { return a < b; };
  }
  std::vector<std::uint32_t> picked = sorted_rows(group_count, keys, tie_break, limit_of(read));
  Result result{names_of(read), {}, picked.size()};
  for (const ArrayPtr& column : columns) {
    result.columns.push_back(columnar::take(*column, picked));
  }
  return result;
}

}  // namespace

Result execute(const query::CheckedRead& read, const GraphView& view,
               const std::vector<expr::Value>& parameters, std::int64_t now_millis) {
  Scope scope{view, read.variables, parameters, now_millis};
  return read.is_aggregate ? run_aggregate(read, scope) : run_plain(read, scope);
}

}  // namespace omnigraph::exec

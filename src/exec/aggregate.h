#pragma once

#include "base/string_map.h"
#include "columnar/builder.h"
#include "exec/evaluate.h"
#include "exec/rows.h"
#include "query/checked_query.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace omnigraph::exec {

/// Groups rows by the values of some projections (GQ-77): null equals null, NaN equals NaN, and
/// both zeros are one.
class Grouping {
 public:
  Grouping(const Scope& scope, std::vector<query::ExpressionPtr> keys);

  /// The group of every row, numbered in the order in which they appeared.
  std::vector<std::uint32_t> groups_of(const Rows& rows);

  std::size_t group_count() const { return count_; }

  /// One array for each key: its value in every group.
  std::vector<columnar::ArrayPtr> finish();

 private:
  std::vector<std::uint32_t> groups_by_value(const Rows& rows);
  std::vector<std::uint32_t> groups_by_entity(const Rows& rows, std::size_t variable);

  const Scope& scope_;
  std::vector<query::ExpressionPtr> keys_;
  std::vector<columnar::Builder> values_;
  StringMap<std::uint32_t> by_value_;
  std::size_t count_ = 0;
  /// The only variable that the keys mention, if there is just one: the group of a position is then
  /// worked out once and remembered in `by_entity_`.
  std::optional<std::size_t> entity_;
  std::vector<std::uint32_t> by_entity_;
};

/// One aggregate over all groups (GQ-80).
class Accumulator {
 public:
  virtual ~Accumulator() = default;
  /// Adds `rows`; row i belongs to group `groups[i]`, below `group_count`.
  virtual void add(const Rows& rows, const std::vector<std::uint32_t>& groups,
                   std::size_t group_count) = 0;
  /// The result of every group.
  virtual columnar::ArrayPtr finish(std::size_t group_count) = 0;
};

std::unique_ptr<Accumulator> make_accumulator(const query::Aggregate& aggregate,
                                              const Scope& scope);

}  // namespace omnigraph::exec

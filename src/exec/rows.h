#pragma once

#include "table/table.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace omnigraph::exec {

/// Assignments of entities to variables: one column of table positions per variable, empty while
/// the variable is not bound. Values are fetched only when something asks for them.
struct Rows {
  std::size_t count = 0;
  std::vector<std::vector<table::Position>> columns;

  /// The rows at `picked`, in that order; may repeat.
  Rows pick(std::span<const std::uint32_t> picked) const {
    Rows rows{picked.size(), std::vector<std::vector<table::Position>>(columns.size())};
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].empty()) {
        continue;
      }
      rows.columns[i].reserve(picked.size());
      for (std::uint32_t row : picked) {
        rows.columns[i].push_back(columns[i][row]);
      }
    }
    return rows;
  }

  /// Appends the rows of `other`, which binds the same variables.
  void append(const Rows& other) {
    columns.resize(other.columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      columns[i].insert(columns[i].end(), other.columns[i].begin(), other.columns[i].end());
    }
    count += other.count;
  }
};

/// A step of a plan. Pulled a batch at a time; after `next` has returned false, it may be called
/// again if the source below has been given more (see `SourceOperator`).
class Operator {
 public:
  virtual ~Operator() = default;
  /// Replaces `rows` by the next batch, which may be empty; false when there is none.
  virtual bool next(Rows& rows) = 0;
};

/// About how many rows a batch has.
constexpr std::uint32_t kBatchRows = 1U << 13;

}  // namespace omnigraph::exec

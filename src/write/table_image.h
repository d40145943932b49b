#pragma once

#include "table/table.h"

#include <cstddef>
#include <vector>

namespace omnigraph::write {

/// No row.
inline constexpr table::Position kNoRow = ~table::Position{0};

/// A committed row that a write removes.
struct RemovedRow {
  table::Position row = 0;               ///< in the committed table
  table::Position replacement = kNoRow;  ///< the added row of the same id, if there is one
};

/// The rows of one table as a write will leave them: committed ones that stay, and added ones. What
/// rules over several entities look at.
class TableImage {
 public:
  /// The tables outlive the image. `superseded` are the rows of `added`, by fragment and ascending,
  /// that another one of the same id takes the place of.
  TableImage(const table::Table& committed, const table::Table& added,
             std::vector<std::vector<lance::RowOffset>> superseded);

  /// Removes these rows of the committed table.
  void remove(std::vector<RemovedRow> rows);
  /// Removes all of them.
  void remove_all() { removes_all_ = true; }

  const table::Table& committed() const { return committed_; }
  const table::Table& added() const { return added_; }
  bool removes_all() const { return removes_all_; }
  /// By position; of no use if all are removed.
  const std::vector<RemovedRow>& removed() const { return removed_; }

  /// Whether a row that is live in the committed table will be there.
  bool keeps(table::Position committed_row) const;
  bool is_superseded(table::Position added_row) const;

 private:
  const table::Table& committed_;
  const table::Table& added_;
  std::vector<std::vector<lance::RowOffset>> superseded_;
  std::vector<RemovedRow> removed_;
  bool removes_all_ = false;
};

}  // namespace omnigraph::write

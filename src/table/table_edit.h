#pragma once

#include "table/compaction.h"
#include "table/table.h"
#include "table/table_writer.h"

#include <cstdint>
#include <span>
#include <vector>

namespace omnigraph::table {

/// A state that a write plans, and what has to be staged for it.
struct PlannedState {
  TableState state;
  /// Small data files of the rows added. Another plan of the same write names them too, so they
  /// stay when this one comes to nothing.
  StagedRows added;
  /// A file that took over older rows, of this plan alone, instead of them.
  StagedRows rewritten;
};

/// Plans the next state of a table: rows that go and rows that come. Small writes take over the
/// newest fragments when these are tiny (carry.h). Not thread-safe; reads nothing but what is taken
/// over.
class TableEdit {
 public:
  /// `base` outlives the edit.
  explicit TableEdit(const Table& base);

  /// Removes rows of `base`; a row may be named again.
  void remove(std::span<const Position> positions);
  /// Removes all of them.
  void remove_all();
  /// Adds rows; those in `superseded`, by fragment of `rows`, do not count.
  void add(StagedRows rows, const std::vector<std::vector<lance::RowOffset>>& superseded = {});

  /// The state. Throws `Error` (bad_request) if the table would be too large.
  PlannedState finish(const Rewriter& rewriter) const;

 private:
  TableState remaining() const;
  std::size_t carried(const Table& combined, std::size_t remaining_count) const;

  const Table& base_;
  std::vector<std::vector<lance::RowOffset>> removed_;  // by fragment of the base
  bool removed_all_ = false;
  StagedRows added_;
};

}  // namespace omnigraph::table

#pragma once

#include "base/ulid.h"
#include "table/table.h"
#include "table/table_writer.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace omnigraph::table {

/// What rewriting needs besides the table. Everything outlives the call.
struct Rewriter {
  TableCache& cache;
  UlidGenerator& ulids;
  storage::Durability durability = storage::Durability::synced;
  TableWriterLimits limits = {};
};

/// Writes the live rows of `fragments` (numbers, ascending) into new files, in their order. The
/// files say where their rows were (`RowSource`), except those of fragments from `first_unnamed`
/// on, which nobody knows yet.
StagedRows rewrite(const Rewriter& rewriter, const Table& table,
                   std::span<const std::size_t> fragments, std::size_t first_unnamed);

/// Fragments of a table in fewer files, without the rows that were deleted.
struct Compaction {
  /// The fragments as they were.
  std::vector<StateFragment> inputs;
  StagedRows output;
};

Compaction compact(const Rewriter& rewriter, const Table& table,
                   std::span<const std::size_t> fragments);

/// `state`, which may be newer than the table that was compacted, with the output in place of the
/// inputs and without the rows that it has lost meanwhile; nothing if one of the inputs is gone, so
/// that the output is of no use.
std::optional<TableState> with_compaction(const TableState& state, const Compaction& compaction);

}  // namespace omnigraph::table

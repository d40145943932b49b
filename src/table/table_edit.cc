#include "table/table_edit.h"

#include "base/throw_error.h"
#include "table/carry.h"
#include "table/table_path.h"

#include <algorithm>
#include <numeric>

namespace omnigraph::table {
namespace {

/// What the rows of a fragment take decoded, deleted ones included.
std::uint64_t decoded_bytes(const Table& table, std::size_t fragment) {
  const StateFragment& rows = table.state().fragments[fragment];
  if (rows.physical_rows > kMostCarriedBytes) {
    return rows.physical_rows;  // a byte a row at least
  }
  std::uint64_t bytes = 0;
  Morsel all{fragment, 0, rows.physical_rows, table.start_of(fragment)};
  for (const lance::Field& field : table.state().fields) {
    bytes += columnar::value_bytes(*table.read(all, field));
  }
  return bytes;
}

/// What is taken over is small, so the file waits in memory for the commit's puts.
Rewriter in_memory(Rewriter rewriter) {
  rewriter.limits.memory_bytes *= 4;
  return rewriter;
}

}  // namespace

TableEdit::TableEdit(const Table& base) : base_(base), removed_(base.state().fragments.size()) {}

void TableEdit::remove(std::span<const Position> positions) {
  for (Position position : positions) {
    std::size_t fragment = base_.fragment_of(position);
    removed_[fragment].push_back(position - base_.start_of(fragment));
  }
}

void TableEdit::remove_all() { removed_all_ = true; }

void TableEdit::add(StagedRows rows, const std::vector<std::vector<lance::RowOffset>>& superseded) {
  TableState added{{}, std::move(rows.fragments), 0};
  if (!superseded.empty()) {
    added = with_deletions(added, superseded);
  }
  std::move(added.fragments.begin(), added.fragments.end(), std::back_inserter(added_));
  std::move(rows.objects.begin(), rows.objects.end(), std::back_inserter(objects_));
}

TableState TableEdit::remaining() const {
  const TableState& state = base_.state();
  return removed_all_ ? TableState{state.fields, {}, state.next_field_id}
                      : with_deletions(state, removed_);
}

std::size_t TableEdit::carried(const Table& combined, std::size_t remaining_count) const {
  // A file in the store already is no small write.
  if (added_.empty() || objects_.size() != added_.size()) {
    return 0;
  }
  std::vector<std::uint64_t> live_rows;
  std::uint64_t added = 0;
  for (std::size_t i = 0; i < combined.state().fragments.size(); ++i) {
    std::uint64_t rows = combined.state().fragments[i].live_rows();
    if (i < remaining_count) {
      live_rows.push_back(rows);
    } else {
      added += rows;
    }
  }
  return carried_fragments(live_rows, added, [&combined](std::size_t fragment) {
    return decoded_bytes(combined, fragment);
  });
}

PlannedState TableEdit::finish(const Rewriter& rewriter) const {
  TableState state = remaining();
  std::size_t remaining_count = state.fragments.size();
  state.fragments.insert(state.fragments.end(), added_.begin(), added_.end());
  if (state.physical_rows() > kMostRows) {
    throw_bad_request("table {} would have {} rows, replaced ones included; a table holds {}",
                      base_.address().directory, state.physical_rows(), kMostRows);
  }
  Table combined(rewriter.cache, base_.address(),
                 std::make_shared<const TableState>(std::move(state)));
  std::size_t carried_count = carried(combined, remaining_count);
  PlannedState planned{combined.state(), objects_};
  if (carried_count == 0) {
    return planned;
  }
  std::vector<std::size_t> merged(carried_count + added_.size());
  std::iota(merged.begin(), merged.end(), remaining_count - carried_count);
  StagedRows rewritten = rewrite(in_memory(rewriter), combined, merged, remaining_count);
  planned.state.fragments.resize(remaining_count - carried_count);
  std::move(rewritten.fragments.begin(), rewritten.fragments.end(),
            std::back_inserter(planned.state.fragments));
  planned.objects = std::move(rewritten.objects);
  return planned;
}

}  // namespace omnigraph::table

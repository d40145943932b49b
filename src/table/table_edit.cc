#include "table/table_edit.h"

#include "base/throw_error.h"
#include "table/carry.h"
#include "table/table_path.h"

#include <algorithm>
#include <numeric>

namespace omnigraph::table {
namespace {

/// A file above this size is not decoded to see whether its rows could be taken over.
constexpr std::uint64_t kMostCandidateBytes = 4 * kMostCarriedBytes;

/// What the rows of a fragment take decoded, deleted ones included.
std::uint64_t decoded_bytes(const Table& table, std::size_t fragment) {
  const StateFragment& rows = table.state().fragments[fragment];
  for (const lance::DataFile& file : rows.files) {
    if (file.size_bytes > kMostCandidateBytes) {
      return file.size_bytes;
    }
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
  auto append = [](auto& to, auto& from) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
  };
  append(added_.fragments, added.fragments);
  append(added_.objects, rows.objects);
  append(added_.opened, rows.opened);
}

TableState TableEdit::remaining() const {
  const TableState& state = base_.state();
  return removed_all_ ? TableState{state.fields, {}, state.next_field_id}
                      : with_deletions(state, removed_);
}

std::size_t TableEdit::carried(const Table& combined, std::size_t remaining_count) const {
  // A file in the store already is no small write.
  if (added_.fragments.empty() || added_.objects.size() != added_.fragments.size()) {
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
  state.fragments.insert(state.fragments.end(), added_.fragments.begin(), added_.fragments.end());
  if (state.physical_rows() > kMostRows) {
    throw_bad_request("table {} would have {} rows, replaced ones included; a table holds {}",
                      base_.address().directory, state.physical_rows(), kMostRows);
  }
  Table combined(rewriter.cache, base_.address(),
                 std::make_shared<const TableState>(std::move(state)));
  std::size_t carried_count = carried(combined, remaining_count);
  PlannedState planned{combined.state(), added_, {}};
  if (carried_count == 0) {
    return planned;
  }
  std::vector<std::size_t> merged(carried_count + added_.fragments.size());
  std::iota(merged.begin(), merged.end(), remaining_count - carried_count);
  planned.added = {};
  planned.rewritten = rewrite(in_memory(rewriter), combined, merged, remaining_count);
  std::vector<StateFragment>& fragments = planned.state.fragments;
  fragments.resize(remaining_count - carried_count);
  fragments.insert(fragments.end(), planned.rewritten.fragments.begin(),
                   planned.rewritten.fragments.end());
  return planned;
}

}  // namespace omnigraph::table

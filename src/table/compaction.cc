#include "table/compaction.h"

#include "base/throw_error.h"

#include <algorithm>

namespace omnigraph::table {
namespace {

constexpr std::uint32_t kBatchRows = index::kZoneRows;

columnar::Batch live_batch(const Table& table, const Morsel& morsel) {
  std::vector<std::uint32_t> live = table.live(morsel);
  columnar::Batch batch{lance::to_columnar_schema(table.state().fields), {}, live.size()};
  for (const lance::Field& field : table.state().fields) {
    columnar::ArrayPtr values = table.read(morsel, field);
    batch.columns.push_back(live.size() == morsel.count ? std::move(values)
                                                        : columnar::take(*values, live));
  }
  return batch;
}

std::vector<StateFragment>::const_iterator find_named(const std::vector<StateFragment>& fragments,
                                                      const std::string& name) {
  return std::find_if(fragments.begin(), fragments.end(),
                      [&name](const StateFragment& fragment) { return fragment.name() == name; });
}

/// The rows of the compacted inputs that `state` has lost since, by their place in the output;
/// nothing if an input is gone or not what it was.
std::optional<std::vector<std::uint64_t>> rows_lost_since(
    const TableState& state, const std::vector<StateFragment>& inputs) {
  std::vector<std::uint64_t> lost;
  std::uint64_t begin = 0;  // of the input's rows in the output
  for (const StateFragment& input : inputs) {
    auto now = find_named(state.fragments, input.name());
    if (now == state.fragments.end() || now->files != input.files) {
      return std::nullopt;
    }
    now->deleted.for_each([&](lance::RowOffset row) {
      if (!input.deleted.contains(row)) {
        lost.push_back(begin + row - input.deleted.count_in(0, row));
      }
    });
    begin += input.live_rows();
  }
  return lost;
}

}  // namespace

StagedRows rewrite(const Rewriter& rewriter, const Table& table,
                   std::span<const std::size_t> fragments, std::size_t first_unnamed) {
  TableWriter writer(rewriter.cache, rewriter.ulids, table.address(), table.state().fields,
                     rewriter.limits);
  std::uint64_t rows = 0;
  for (std::size_t number : fragments) {
    const StateFragment& fragment = table.state().fragments[number];
    if (number < first_unnamed) {
      writer.take_over(fragment);
    } else {
      writer.end_take_over();
    }
    for (std::uint32_t first = 0; first < fragment.physical_rows; first += kBatchRows) {
      writer.append(
          live_batch(table, {number, first, std::min(kBatchRows, fragment.physical_rows - first),
                             table.start_of(number) + first}));
    }
    rows += fragment.live_rows();
  }
  ensure(writer.row_count() == rows, "every live row of a fragment is rewritten");
  return writer.finish(rewriter.durability);
}

Compaction compact(const Rewriter& rewriter, const Table& table,
                   std::span<const std::size_t> fragments) {
  Compaction compaction;
  for (std::size_t number : fragments) {
    compaction.inputs.push_back(table.state().fragments[number]);
  }
  compaction.output = rewrite(rewriter, table, fragments, table.state().fragments.size());
  return compaction;
}

std::optional<TableState> with_compaction(const TableState& state, const Compaction& compaction) {
  std::optional<std::vector<std::uint64_t>> lost = rows_lost_since(state, compaction.inputs);
  if (!lost) {
    return std::nullopt;
  }
  TableState output{state.fields, compaction.output.fragments, state.next_field_id};
  std::vector<std::vector<lance::RowOffset>> deletions(output.fragments.size());
  std::uint64_t begin = 0;
  auto row = lost->begin();
  for (std::size_t i = 0; i < output.fragments.size(); ++i) {
    std::uint64_t end = begin + output.fragments[i].physical_rows;
    for (; row != lost->end() && *row < end; ++row) {
      deletions[i].push_back(static_cast<lance::RowOffset>(*row - begin));
    }
    begin = end;
  }
  output = with_deletions(output, deletions);
  // The output stands where the first of its inputs was.
  TableState result{state.fields, {}, state.next_field_id};
  for (const StateFragment& fragment : state.fragments) {
    if (find_named(compaction.inputs, fragment.name()) == compaction.inputs.end()) {
      result.fragments.push_back(fragment);
    } else if (fragment.name() == compaction.inputs.front().name()) {
      result.fragments.insert(result.fragments.end(), output.fragments.begin(),
                              output.fragments.end());
    }
  }
  return result;
}

}  // namespace omnigraph::table

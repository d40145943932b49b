#include "table/table_state.h"

#include "base/throw_error.h"

#include <numeric>

namespace omnigraph::table {

std::uint64_t TableState::physical_rows() const {
  return std::accumulate(
      fragments.begin(), fragments.end(), std::uint64_t{0},
      [](std::uint64_t sum, const StateFragment& f) { return sum + f.physical_rows; });
}

std::uint64_t TableState::live_rows() const {
  return std::accumulate(
      fragments.begin(), fragments.end(), std::uint64_t{0},
      [](std::uint64_t sum, const StateFragment& f) { return sum + f.live_rows(); });
}

std::vector<lance::Field> initial_fields(const columnar::Schema& columns) {
  return lance::assign_field_ids(columns, 0);
}

TableState with_deletions(const TableState& state,
                          const std::vector<std::vector<lance::RowOffset>>& rows) {
  ensure(rows.size() == state.fragments.size(), "deletions name every fragment of the state");
  TableState result;
  result.fields = state.fields;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    StateFragment fragment = state.fragments[i];
    if (!rows[i].empty()) {
      fragment.deleted = fragment.deleted.with(rows[i]);
    }
    if (fragment.live_rows() > 0) {
      result.fragments.push_back(std::move(fragment));
    }
  }
  return result;
}

}  // namespace omnigraph::table

#include "table/table_state.h"

#include "base/throw_error.h"

#include <algorithm>
#include <numeric>

namespace omnigraph::table {
namespace {

/// Marks a field whose values a later file of the fragment replaced (LNC-41).
constexpr std::int32_t kReplacedField = -2;

bool same_object(const std::shared_ptr<const DeletionObject>& a,
                 const std::shared_ptr<const DeletionObject>& b) {
  return a == b || (a != nullptr && b != nullptr && *a == *b);
}

std::vector<lance::Field>::iterator named(std::vector<lance::Field>& fields,
                                          std::string_view name) {
  return std::find_if(fields.begin(), fields.end(),
                      [name](const lance::Field& field) { return field.name == name; });
}

std::vector<lance::Field>::iterator existing(std::vector<lance::Field>& fields,
                                             std::string_view name) {
  auto found = named(fields, name);
  if (found == fields.end()) {
    throw_bad_request("the table has no column '{}'", name);
  }
  return found;
}

void refuse_taken(std::vector<lance::Field>& fields, std::string_view name) {
  if (named(fields, name) != fields.end()) {
    throw_bad_request("the table has a column '{}' already", name);
  }
}

}  // namespace

bool operator==(const StateFragment& a, const StateFragment& b) {
  return a.files == b.files && a.physical_rows == b.physical_rows && a.deleted == b.deleted &&
         same_object(a.deletion_object, b.deletion_object);
}

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

const lance::Field* TableState::find_field(std::string_view name) const {
  auto found = std::find_if(fields.begin(), fields.end(),
                            [name](const lance::Field& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

TableState initial_state(const columnar::Schema& columns) {
  TableState state;
  state.fields = lance::assign_field_ids(columns, 0);
  state.next_field_id = lance::max_field_id(state.fields) + 1;
  return state;
}

TableState with_deletions(const TableState& state,
                          const std::vector<std::vector<lance::RowOffset>>& rows) {
  ensure(rows.size() == state.fragments.size(), "deletions name every fragment of the state");
  TableState result{state.fields, {}, state.next_field_id};
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

TableState with_column_added(const TableState& state, const columnar::Field& column) {
  TableState result = state;
  refuse_taken(result.fields, column.name);
  if (!column.nullable) {
    throw_bad_request("column '{}' must be nullable: the rows that are there have no value for it",
                      column.name);
  }
  for (lance::Field& field : lance::assign_field_ids({column}, state.next_field_id)) {
    result.fields.push_back(std::move(field));
  }
  result.next_field_id = lance::max_field_id(result.fields) + 1;
  return result;
}

TableState with_column_renamed(const TableState& state, std::string_view from,
                               std::string_view to) {
  TableState result = state;
  auto field = existing(result.fields, from);
  if (from != to) {
    refuse_taken(result.fields, to);
    field->name = to;
  }
  return result;
}

TableState with_column_dropped(const TableState& state, std::string_view name) {
  TableState result = state;
  result.fields.erase(existing(result.fields, name));
  return result;
}

TableState with_column_file(const TableState& state, std::size_t number, lance::DataFile file) {
  ensure(number < state.fragments.size(), "the fragment that gets a file exists");
  TableState result = state;
  StateFragment& fragment = result.fragments[number];
  for (lance::DataFile& older : fragment.files) {
    for (std::int32_t& field : older.fields) {
      if (field >= 0 &&
          std::find(file.fields.begin(), file.fields.end(), field) != file.fields.end()) {
        field = kReplacedField;
      }
    }
  }
  fragment.files.push_back(std::move(file));
  return result;
}

}  // namespace omnigraph::table

#pragma once

#include "lance/deletion_vector.h"
#include "lance/field.h"
#include "lance/manifest.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::table {

/// The place of a row in a table state: rows of the first fragment, then of the second, and so on,
/// deleted ones included. Means nothing in another state.
using Position = std::uint32_t;

/// How many rows a table can have, deleted ones included.
constexpr std::uint64_t kMostRows = 0xFFFF'FFFE;

/// A large deletion vector, as an immutable object of its own (D-21).
struct DeletionObject {
  std::string name;  ///< `<ulid>-<n>.dv`
  std::uint64_t checksum = 0;
  lance::DeletionVector rows;

  friend bool operator==(const DeletionObject&, const DeletionObject&) = default;
};

/// Rows of a state that were written together, and which of them are deleted.
struct StateFragment {
  std::vector<lance::DataFile> files;
  std::uint32_t physical_rows = 0;
  /// All deleted rows.
  lance::DeletionVector deleted;
  /// The object that holds most of them; null while all fit into the manifest.
  std::shared_ptr<const DeletionObject> deletion_object;

  /// What the fragment is known by in all states: the name of its first file.
  const std::string& name() const { return files.front().path; }
  std::uint64_t live_rows() const { return physical_rows - deleted.count(); }

  friend bool operator==(const StateFragment& a, const StateFragment& b);
};

/// Exactly which rows a table has: its columns and its fragments, in row order. An immutable value,
/// shared as `TableStatePtr`.
struct TableState {
  std::vector<lance::Field> fields;
  std::vector<StateFragment> fragments;
  /// The id of the next column; those of dropped ones are never used again (LNC-30).
  std::int32_t next_field_id = 0;

  /// Rows in the files, deleted ones included: how many positions the table has.
  std::uint64_t physical_rows() const;
  std::uint64_t live_rows() const;
  /// The field of that name, or null.
  const lance::Field* find_field(std::string_view name) const;

  friend bool operator==(const TableState&, const TableState&) = default;
};

using TableStatePtr = std::shared_ptr<const TableState>;

/// The state with which a table begins: `columns` with ids from 0 on, and no rows.
TableState initial_state(const columnar::Schema& columns);

/// A state with `rows` deleted too, by fragment number; `rows` has an entry, perhaps empty, for
/// each fragment. Fragments that lose their last row are left out.
TableState with_deletions(const TableState& state,
                          const std::vector<std::vector<lance::RowOffset>>& rows);

/// Column changes that rewrite nothing. All throw `Error` (bad_request) naming the column if the
/// name that goes does not exist, or the one that comes does.
///
/// A new column is nullable, and null in the rows that are there (LNC-33).
TableState with_column_added(const TableState& state, const columnar::Field& column);
TableState with_column_renamed(const TableState& state, std::string_view from, std::string_view to);
TableState with_column_dropped(const TableState& state, std::string_view name);

/// A state in which fragment `number` takes the columns in `file` from there: values of a column
/// that was added, or new ones of an old column. `file` has the fragment's physical rows (LNC-41).
TableState with_column_file(const TableState& state, std::size_t number, lance::DataFile file);

}  // namespace omnigraph::table

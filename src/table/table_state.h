#pragma once

#include "lance/deletion_vector.h"
#include "lance/field.h"
#include "lance/manifest.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace omnigraph::table {

/// The place of a row in a table state: rows of the first fragment, then of the second, and so on,
/// deleted ones included. Means nothing in another state.
using Position = std::uint32_t;

/// How many rows a table can have, deleted ones included.
constexpr std::uint64_t kMostRows = 0xFFFF'FFFE;

/// Rows of a state that were written together, and which of them are deleted.
struct StateFragment {
  std::vector<lance::DataFile> files;
  std::uint32_t physical_rows = 0;
  /// All deleted rows.
  lance::DeletionVector deleted;
  /// The immutable object that holds most of them, and what it holds; empty while all fit into the
  /// manifest (D-21).
  std::string deletion_object;
  lance::DeletionVector in_object;

  std::uint64_t live_rows() const { return physical_rows - deleted.count(); }

  friend bool operator==(const StateFragment&, const StateFragment&) = default;
};

/// Exactly which rows a table has: its columns and its fragments, in row order. An immutable value,
/// shared as `TableStatePtr`.
struct TableState {
  std::vector<lance::Field> fields;
  std::vector<StateFragment> fragments;

  /// Rows in the files, deleted ones included: how many positions the table has.
  std::uint64_t physical_rows() const;
  std::uint64_t live_rows() const;

  friend bool operator==(const TableState&, const TableState&) = default;
};

using TableStatePtr = std::shared_ptr<const TableState>;

/// The fields with which a table begins: `columns` with ids from 0 on.
std::vector<lance::Field> initial_fields(const columnar::Schema& columns);

/// A state with `rows` deleted too, by fragment number; `rows` has an entry, perhaps empty, for
/// each fragment. Fragments that lose their last row are left out.
TableState with_deletions(const TableState& state,
                          const std::vector<std::vector<lance::RowOffset>>& rows);

}  // namespace omnigraph::table

#pragma once

#include "lance/data_file_reader.h"
#include "storage/object_store.h"
#include "table/table_state.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace omnigraph::interop {

/// What has been seen, by name.
using Counts = std::map<std::string, std::uint64_t>;

/// The rows of a Lance version, whoever wrote it; without `version` of the newest. `directory` is
/// below the root of `store`. Throws `Error` if it does not exist or cannot be read.
table::TableState open_version(storage::ObjectStore& store, const std::string& directory,
                               std::optional<std::uint64_t> version, Counts& seen);

/// Reads the columns of one table state.
class TableRows {
 public:
  TableRows(storage::ObjectStore& store, std::string directory, table::TableState state)
      : store_(store), directory_(std::move(directory)), state_(std::move(state)) {}

  const table::TableState& state() const { return state_; }

  /// The values of a field in the live rows of a fragment. Throws `Error` if they cannot be read,
  /// or if parts of the column, read in other ways, differ from the whole.
  columnar::ArrayPtr column(std::size_t fragment, const lance::Field& field) const;

  /// Calls `visit` with the text of each row, in order: a JSON array of the columns' texts
  /// (canonical.mjs). Columns that we cannot read are null.
  void for_each_row(const std::function<void(const std::string&)>& visit) const;

 private:
  std::shared_ptr<const lance::DataFileReader> open(
      const lance::DataFile& file, const std::shared_ptr<lance::ByteSource>& source) const;
  void check_parts(const lance::DataFile& file, const lance::Field& field,
                   const columnar::Array& whole) const;

  storage::ObjectStore& store_;
  std::string directory_;
  table::TableState state_;
};

/// Whether all of the field can be read; a table may have other columns.
bool is_wholly_readable(const lance::Field& field);

/// Appends the text of value `i`, which is of `field`.
void append_value(std::string& out, const columnar::Array& array, std::size_t i,
                  const lance::Field& field);

}  // namespace omnigraph::interop

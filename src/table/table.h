#pragma once

#include "base/lazy.h"
#include "columnar/array.h"
#include "index/id_index.h"
#include "table/file_cache.h"
#include "table/id_column.h"
#include "table/table_state.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::table {

/// A range of rows of one fragment, the unit of scanning.
struct Morsel {
  std::size_t fragment = 0;
  lance::RowOffset first = 0;
  std::uint32_t count = 0;
  Position position = 0;  ///< of the first row
};

/// One table state opened for reading. Columns are fetched when asked for; files are shared through
/// the cache. Immutable to callers and safe to share between threads; neither copied nor moved.
class Table {
 public:
  /// `files` outlives the table.
  Table(FileCache& files, std::string directory, TableStatePtr state);
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  const TableState& state() const { return *state_; }
  std::uint32_t position_count() const { return starts_.back(); }
  std::uint64_t live_rows() const { return live_rows_; }

  /// The field of that name; throws `Error` (internal) if the table has none.
  const lance::Field& field(std::string_view name) const;

  /// All rows in pieces of at most `rows`.
  std::vector<Morsel> morsels(std::uint32_t rows) const;

  /// The rows of `morsel` that are not deleted, counted from its first.
  std::vector<std::uint32_t> live(const Morsel& morsel) const;

  /// The deleted positions, ascending.
  std::vector<Position> deleted() const;

  /// The values of `field` in the rows of `morsel`, deleted ones included. Null where a fragment
  /// lacks the field (LNC-33).
  columnar::ArrayPtr read(const Morsel& morsel, const lance::Field& field) const;

  /// The values of `field` at `positions`, in any order.
  columnar::ArrayPtr take(const lance::Field& field, std::span<const Position> positions) const;

  /// The whole column, one array a fragment.
  std::vector<columnar::ArrayPtr> column(const lance::Field& field) const;

  /// The ids of all rows; fetched on first use and kept.
  const IdColumn& ids() const;
  /// Ids of the live rows to positions; built on first use and kept.
  const index::IdIndex& index() const;

  /// The fragment and offset of a position.
  std::size_t fragment_of(Position position) const;
  Position start_of(std::size_t fragment) const { return starts_[fragment]; }

 private:
  std::shared_ptr<const lance::DataFileReader> file_with(std::size_t fragment,
                                                         const lance::Field& field) const;

  FileCache& files_;
  std::string directory_;
  TableStatePtr state_;
  std::vector<Position> starts_;  // of each fragment, and the end
  std::uint64_t live_rows_ = 0;
  Lazy<IdColumn> ids_;
  Lazy<index::IdIndex> index_;
};

}  // namespace omnigraph::table

#pragma once

#include "columnar/array.h"
#include "expr/predicate.h"
#include "index/node_positions.h"
#include "table/column_view.h"
#include "table/table_cache.h"
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

/// A condition on one column: a comparison between it and a constant, on either side.
struct ColumnCondition {
  const lance::Field* field = nullptr;
  expr::Comparison comparison;
};

/// One table state opened for reading. Columns are fetched when asked for; files are shared through
/// the cache. Immutable to callers and safe to share between threads; neither copied nor moved.
class Table {
 public:
  /// `cache` outlives the table.
  Table(TableCache& cache, TableAddress address, TableStatePtr state);
  /// The same with the columns of a view.
  Table(TableCache& cache, TableAddress address, ColumnView view);
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  const TableAddress& address() const { return address_; }
  const TableState& state() const { return *view_.state; }
  const TableStatePtr& shared_state() const { return view_.state; }
  std::uint32_t position_count() const { return starts_.back(); }
  std::uint64_t live_rows() const { return live_rows_; }

  /// The field of that name; throws `Error` (internal) if the table has none.
  const lance::Field& field(std::string_view name) const;

  /// All rows in pieces of at most `rows`.
  std::vector<Morsel> morsels(std::uint32_t rows) const;
  /// Those of them that may hold rows for which all `conditions` are true, by the bounds that files
  /// keep of every `index::kZoneRows` rows.
  std::vector<Morsel> morsels(std::uint32_t rows,
                              std::span<const ColumnCondition> conditions) const;

  /// The rows of `morsel` that are not deleted, counted from its first.
  std::vector<std::uint32_t> live(const Morsel& morsel) const;

  /// The deleted rows of a fragment, ascending.
  std::vector<lance::RowOffset> deleted(std::size_t fragment) const;

  /// The values of `field` in the rows of `morsel`, deleted ones included. Null where a fragment
  /// lacks the field (LNC-33).
  columnar::ArrayPtr read(const Morsel& morsel, const lance::Field& field) const;

  /// The values of `field` at `positions`, in any order.
  columnar::ArrayPtr take(const lance::Field& field, std::span<const Position> positions) const;

  /// The position of the row with that id, by the key index of each file.
  std::optional<Position> find(std::string_view id, Compare compare) const;

  /// The file of a fragment that has the values of `field`, or null.
  std::shared_ptr<const DataFile> file(std::size_t fragment, const lance::Field& field) const;

  /// The edges of a fragment of an edge table, between the hashes of their ends.
  std::shared_ptr<const index::AdjacencySegment> adjacency(std::size_t fragment) const;

  /// The columns of a unique group in the order in which its tuples name them: by field id. Throws
  /// `Error` (internal) if the table lacks one.
  std::vector<const lance::Field*> tuple_fields(std::span<const std::string> group) const;
  /// The tuples that the rows of a fragment have in such columns, deleted rows included.
  std::shared_ptr<const index::TupleSegment> tuples(
      std::size_t fragment, std::span<const lance::Field* const> members) const;

  /// The ids of a node table for finding positions by hash, a file a fragment, and what they refer
  /// to.
  struct NodeFiles {
    std::vector<index::NodeFile> files;
    std::vector<std::shared_ptr<const DataFile>> opened;
    std::vector<std::vector<lance::RowOffset>> deleted;
  };
  NodeFiles node_files() const;

  /// The fragment and offset of a position.
  std::size_t fragment_of(Position position) const;
  Position start_of(std::size_t fragment) const { return starts_[fragment]; }

 private:
  const std::vector<lance::Field>& stored_fields() const {
    return view_.stored_fields ? *view_.stored_fields : view_.state->fields;
  }
  const ColumnSource* find_source(const lance::Field& field) const;
  /// The id under which files have the values of `field`.
  std::int32_t stored_id(const lance::Field& field) const {
    const ColumnSource* source = view_.sources.empty() ? nullptr : find_source(field);
    return source == nullptr ? field.id : source->stored_id;
  }
  columnar::ArrayPtr as_viewed(columnar::ArrayPtr values, const lance::Field& field) const;
  columnar::ArrayPtr missing(const lance::Field& field, std::size_t length) const;
  /// The zones of a fragment that may hold rows for which all conditions are true.
  expr::Selection zones_to_read(std::size_t fragment,
                                std::span<const ColumnCondition> conditions) const;
  std::shared_ptr<const DataFile> file_with_ids(std::size_t fragment,
                                                const lance::Field& id_field) const;
  columnar::ArrayPtr take_rows(std::size_t fragment, const lance::Field& field,
                               std::span<const lance::RowOffset> rows) const;

  TableCache& cache_;
  TableAddress address_;
  ColumnView view_;
  std::vector<Position> starts_;                             // of each fragment, and the end
  std::vector<std::vector<TableCache::FileKey>> file_keys_;  // by fragment
  std::uint64_t live_rows_ = 0;
};

}  // namespace omnigraph::table

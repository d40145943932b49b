#pragma once

#include "base/ulid.h"
#include "columnar/batch.h"
#include "lance/field.h"
#include "storage/object_store.h"
#include "table/row_source.h"
#include "table/state_store.h"
#include "table/table_cache.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace omnigraph::table {

/// New rows in data files that no state refers to yet.
struct StagedRows {
  /// In row order.
  std::vector<StateFragment> fragments;
  /// The files that are not in the store yet: small ones, which are put in the same round as
  /// whatever else the commit stages. They can be read through the cache already.
  std::vector<StagedObject> objects;
  /// Those files opened: the cache has them only as long as someone holds them.
  std::vector<std::shared_ptr<const DataFile>> opened;
};

struct TableWriterLimits {
  /// Another file is begun behind so many rows or bytes (LNC-44).
  std::uint64_t file_rows = std::uint64_t{1} << 20;
  std::uint64_t file_bytes = std::uint64_t{1} << 30;
  /// A file that outgrows this many bytes is written to the store piece by piece.
  std::size_t memory_bytes = std::size_t{256} << 10;
};

/// Writes new rows of one table into data files of its own, each with the indexes over its rows:
/// keys, zones, of edges the adjacency, and the tuples of the table's unique groups (SegmentKind).
/// Not thread-safe.
///
/// Destroyed without `finish`, it removes what it wrote.
class TableWriter {
 public:
  /// `cache` and `ulids` outlive the writer. The table's columns are `fields`, among them `id`, of
  /// edges `src` and `dst`, and those of its unique groups.
  TableWriter(TableCache& cache, UlidGenerator& ulids, TableAddress table,
              std::vector<lance::Field> fields, TableWriterLimits limits = {});
  ~TableWriter();
  TableWriter(const TableWriter&) = delete;
  TableWriter& operator=(const TableWriter&) = delete;

  /// Appends rows; the columns are the fields given at construction.
  void append(const columnar::Batch& batch);
  /// The rows appended from now on are the live ones of `fragment`, in their order, until the next
  /// call: the files say so (RowSource).
  void take_over(const StateFragment& fragment);
  /// The rows appended from now on are new.
  void end_take_over() { source_.reset(); }

  std::uint64_t row_count() const { return row_count_; }

  /// Makes the files that are in the store durable and returns all of them.
  StagedRows finish(storage::Durability durability);

  /// Removes the files again, as far as that is possible; for a write that comes to nothing.
  void discard() noexcept;

 private:
  class OpenFile;

  void begin_file();
  void note_source(std::uint32_t rows);
  void end_file(storage::Durability durability);

  TableCache& cache_;
  UlidGenerator& ulids_;
  TableAddress table_;
  std::vector<lance::Field> fields_;
  TableWriterLimits limits_;
  std::unique_ptr<OpenFile> open_;
  StagedRows staged_;
  std::vector<RowSource> sources_;   // of the open file
  std::optional<RowSource> source_;  // of the next row
  std::uint64_t row_count_ = 0;
  bool finished_ = false;
};

}  // namespace omnigraph::table

#pragma once

#include "base/ulid.h"
#include "columnar/batch.h"
#include "lance/field.h"
#include "storage/object_store.h"
#include "table/table_state.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace omnigraph::table {

/// Writes new rows of one table into data files of its own, which no state refers to yet. Begins
/// another file after 2^20 rows or 1 GiB (LNC-44). Not thread-safe.
///
/// Destroyed without `finish`, it removes what it wrote.
class TableWriter {
 public:
  /// `store` and `ulids` outlive the writer.
  TableWriter(storage::ObjectStore& store, UlidGenerator& ulids, std::string directory,
              std::vector<lance::Field> fields);
  ~TableWriter();
  TableWriter(const TableWriter&) = delete;
  TableWriter& operator=(const TableWriter&) = delete;

  /// Appends rows; the columns are the fields given at construction.
  void append(const columnar::Batch& batch);

  std::uint64_t row_count() const { return row_count_; }

  /// Makes the files durable and returns them as fragments, in row order.
  std::vector<StateFragment> finish(storage::Durability durability);

  /// Removes the files again, as far as that is possible; for a write that comes to nothing.
  void discard() noexcept;

 private:
  struct OpenFile;

  void begin_file();
  void end_file(storage::Durability durability);

  storage::ObjectStore& store_;
  UlidGenerator& ulids_;
  std::string directory_;
  std::vector<lance::Field> fields_;
  std::unique_ptr<OpenFile> open_;
  std::vector<StateFragment> fragments_;
  std::uint64_t row_count_ = 0;
  bool finished_ = false;
};

}  // namespace omnigraph::table

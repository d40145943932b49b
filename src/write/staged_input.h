#pragma once

#include "base/ulid.h"
#include "commit/snapshot.h"
#include "table/table_writer.h"
#include "write/load_problem.h"
#include "write/record_decoder.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace omnigraph::write {

/// How far reading an input has come.
struct InputProgress {
  std::uint64_t bytes_read = 0;
  std::uint64_t total_bytes = 0;  ///< 0 if the input has no known size
  std::uint64_t records = 0;
};
using ProgressListener = std::function<void(const InputProgress&)>;

/// The new rows of one type, in data files that no commit refers to yet.
struct StagedTable {
  const TableLayout* layout = nullptr;
  const commit::SnapshotTable* committed =
      nullptr;  ///< the type's table in the snapshot written on
  std::unique_ptr<table::TableWriter> writer;
  table::StagedRows rows;
  std::vector<std::uint64_t> lines;          ///< of each row
  std::vector<ExternalBlob> external_blobs;  ///< by row
  bool has_stated_ids = false;  ///< whether any id was not minted by us: only those can collide

  std::uint64_t row_count() const { return lines.size(); }
};

/// What an input holds, decoded and written to data files: the part of a load that does not depend
/// on what the graph holds meanwhile. The files stay unless it is told to `discard` them.
class StagedInput {
 public:
  /// Reads the file `path` on all cores, a few pieces at a time, so that memory does not grow with
  /// the input. Throws `Error` (bad_request) naming the line of the first problem by place.
  /// `snapshot` says which columns the tables have; it, `decoder`, `cache` and `ulids` outlive the
  /// result. When it throws, no file is left.
  StagedInput(const std::string& path, const RecordDecoder& decoder,
              const commit::Snapshot& snapshot, table::TableCache& cache, UlidGenerator& ulids,
              const ProgressListener& listener);
  StagedInput(const StagedInput&) = delete;
  StagedInput& operator=(const StagedInput&) = delete;

  /// By ordinal of the decoder's tables; those without rows have no writer.
  const std::vector<StagedTable>& tables() const { return tables_; }

  /// Removes the files again, as far as that is possible. Only for a load that certainly did not
  /// commit; where that is not known, they are left to cleanup.
  void discard() noexcept;

 private:
  void read(const std::string& path, const ProgressListener& listener);
  void append(std::size_t ordinal, DecodedRows rows);
  columnar::ArrayPtr mint_missing(const columnar::ArrayPtr& ids, bool& any_stated);

  const RecordDecoder& decoder_;
  table::TableCache& cache_;
  UlidGenerator& ulids_;
  std::vector<StagedTable> tables_;
};

/// Throws `problem` as an error: `line 12: …`. A key conflict is a conflict, all else bad_request.
[[noreturn]] void throw_load_problem(const LoadProblem& problem);

}  // namespace omnigraph::write

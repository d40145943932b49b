#pragma once

#include "base/clock.h"
#include "base/ulid.h"
#include "commit/publisher.h"
#include "commit/snapshot.h"
#include "omnigraph/load.h"
#include "table/table_cache.h"
#include "write/head_finder.h"

#include <string>

namespace omnigraph::write {

/// Loads files of records: one file, one commit, all or nothing (WR-40). Thread-safe.
class Loader {
 public:
  /// Everything outlives the loader.
  Loader(table::TableCache& cache, commit::Publisher& publisher, UlidGenerator& ulids, Clock& clock)
      : cache_(cache), publisher_(publisher), ulids_(ulids), clock_(clock) {}

  /// What was committed, and the snapshot it was based on, which lives as long as `updates` is
  /// used.
  struct Outcome {
    LoadReceipt receipt;
    commit::LogEntryPtr entry;
    commit::SnapshotPtr base;
    std::vector<commit::TableUpdate> updates;
  };

  /// Reads `path` in the strict form and commits it on the newest head. When another commit comes
  /// first, `append` and `merge` are planned again on the new head, `overwrite` fails (WR-60);
  /// after a change of the schema the input is also read again (SCH-70). Throws `Error`:
  /// bad_request naming the line of the first problem, conflict for a taken id or a lost race: then
  /// the graph is as it was. internal if the store failed, and then the message says whether the
  /// commit exists.
  Outcome load(const std::string& path, const LoadOptions& options, const HeadFinder& find_head);

 private:
  struct Attempts;

  void read_and_commit(const std::string& path, const LoadOptions& options, Attempts& attempts,
                       Outcome& outcome);

  table::TableCache& cache_;
  commit::Publisher& publisher_;
  UlidGenerator& ulids_;
  Clock& clock_;
};

}  // namespace omnigraph::write

#pragma once

#include "base/clock.h"
#include "base/ulid.h"
#include "commit/publisher.h"
#include "commit/snapshot.h"
#include "omnigraph/load.h"
#include "table/table_cache.h"

#include <string>

namespace omnigraph::write {

/// Finds the newest commit of the branch that a write is on.
using HeadFinder = std::function<commit::SnapshotPtr()>;

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
  /// first, `append` and `merge` are planned again on the new head, `overwrite` fails (WR-60).
  /// Throws `Error`: bad_request naming the line of the first problem, conflict for a taken id or a
  /// lost race: then the graph is as it was. internal if the store failed, and then the message
  /// says whether the commit exists.
  Outcome load(const std::string& path, const LoadOptions& options, const HeadFinder& find_head);

 private:
  table::TableCache& cache_;
  commit::Publisher& publisher_;
  UlidGenerator& ulids_;
  Clock& clock_;
};

}  // namespace omnigraph::write

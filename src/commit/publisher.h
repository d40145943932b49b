#pragma once

#include "base/ulid.h"
#include "commit/commit_log.h"
#include "commit/snapshot.h"
#include "storage/object_store.h"
#include "table/table_state.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace omnigraph::commit {

/// Who commits what, fixed before the first durable effect and kept over retries.
struct CommitDraft {
  std::string commit;  ///< ULID
  std::string operation;
  std::optional<std::string> actor;
  std::int64_t authored_at = 0;  ///< microseconds since 1970
};

/// The state that a commit gives one table.
struct TableUpdate {
  const SnapshotTable* table = nullptr;  ///< in the snapshot that the write is based on
  table::TableState state;
};

/// Turns planned table states into a commit: stages their manifests, all at once, then publishes
/// one entry behind the base. Thread-safe.
class Publisher {
 public:
  /// Everything outlives the publisher.
  Publisher(storage::ObjectStore& store, CommitLog& log, UlidGenerator& ulids, RandomSource& random)
      : store_(store), log_(log), ulids_(ulids), random_(random) {}

  /// The published entry, or nothing if another commit took the position behind `base` first: the
  /// caller plans again on the new head. Nothing is visible before this returns an entry.
  LogEntryPtr publish(const Snapshot& base, const CommitDraft& draft,
                      const std::vector<TableUpdate>& updates);

  /// Shows the states of a commit on main to other Lance readers. May be done late, by anyone, or
  /// twice. Tables with versions of a foreign writer are left alone (D-23). A table that cannot be
  /// linked is left to the next commit on it: the commit stands, and is never reported as failed.
  void link(const LogEntry& entry, const std::vector<TableUpdate>& updates);

 private:
  storage::ObjectStore& store_;
  CommitLog& log_;
  UlidGenerator& ulids_;
  RandomSource& random_;
};

}  // namespace omnigraph::commit

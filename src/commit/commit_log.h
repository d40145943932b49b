#pragma once

#include "commit/commit_record.h"
#include "storage/object_store.h"
#include "storage/sequence.h"

#include <memory>
#include <optional>
#include <string>

namespace omnigraph::commit {

using LogEntryPtr = std::shared_ptr<const LogEntry>;

/// The log of one lineage: entries at consecutive positions, each put only if absent, none ever
/// removed. Publishing an entry is the one act that makes a commit visible; whoever finds the
/// position taken has lost the race and knows it. There is no lock. Thread-safe.
class CommitLog {
 public:
  /// `store` outlives the log.
  CommitLog(storage::ObjectStore& store, std::string lineage);

  /// The newest entry, or nothing if there is none: the graph does not exist.
  LogEntryPtr find_head();

  /// The newest entry, given one that was the newest: a single request while nothing was published.
  LogEntryPtr refresh(const LogEntryPtr& known);

  /// The entry at `position`, or nothing. Throws `Error` (internal) naming it if it is damaged.
  LogEntryPtr find(Position position);

  /// Puts `entry` at its position; false if something stands there already.
  bool publish(const LogEntry& entry);

 private:
  storage::ObjectStore& store_;
  std::string lineage_;
  storage::Sequence sequence_;
};

}  // namespace omnigraph::commit

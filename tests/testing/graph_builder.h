#pragma once

#include "base/mutex.h"
#include "base/ulid.h"
#include "commit/commit_log.h"
#include "commit/publisher.h"
#include "commit/snapshot.h"
#include "schema/catalog.h"
#include "storage/object_store.h"
#include "table/table_cache.h"
#include "testing/testing.h"
#include "write/loader.h"

#include <atomic>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::testing {

/// The catalog of `schema_source` with identities, as a graph made from it has it.
schema::CatalogPtr catalog_of(std::string_view schema_source);

/// Makes an empty graph in `store`.
void make_graph(storage::ObjectStore& store, std::string_view schema_source);

/// Row `row` of some columns as a JSON array, such as `[36,"ada"]`.
std::string row_text(std::span<const columnar::ArrayPtr> columns, std::size_t row);

/// Live rows by id; a row is the text of its other columns, in their order.
using Rows = std::map<std::string, std::string>;

/// The live rows of a table; fails the test if an id repeats.
Rows rows_of(const commit::SnapshotTable& table);
/// Those of every type, by type key (`node:Person`).
std::map<std::string, Rows> rows_of(const commit::Snapshot& snapshot);

/// What one process has of a graph: a log, caches, and the head it knows. Several handles on one
/// store are as several processes. Thread-safe, but for the clock.
class GraphHandle {
 public:
  /// `store` outlives the handle.
  explicit GraphHandle(storage::ObjectStore& store);

  /// The newest commit; a single request while it is unchanged.
  commit::SnapshotPtr head();
  /// Some commit, read through this handle's caches.
  commit::SnapshotPtr at(const commit::LogEntryPtr& entry);

  /// Loads `lines` as the product does: stage, publish, link.
  write::Loader::Outcome load(std::string_view lines, LoadMode mode = LoadMode::merge);

  /// Stages and publishes, on the heads that `find_head` gives.
  write::Loader::Outcome publish(std::string_view lines, const LoadOptions& options,
                                 const write::HeadFinder& find_head);

  commit::CommitLog& log() { return log_; }
  commit::Publisher& publisher() { return publisher_; }
  table::TableCache& files() { return files_; }
  UlidGenerator& ulids() { return ulids_; }
  FixedClock& clock() { return clock_; }

 private:
  storage::ObjectStore& store_;
  FixedClock clock_;
  SystemRandom random_;
  UlidGenerator ulids_{clock_, random_};
  commit::CommitLog log_;
  table::TableCache files_;
  commit::Publisher publisher_;
  TemporaryDirectory inputs_;
  std::atomic<int> input_count_ = 0;
  Mutex mutex_;
  commit::SnapshotPtr known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace omnigraph::testing

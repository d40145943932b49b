#pragma once

#include "base/clock.h"
#include "base/ulid.h"
#include "commit/publisher.h"
#include "commit/snapshot.h"
#include "omnigraph/schema.h"
#include "schema/migration.h"
#include "table/table_cache.h"
#include "write/head_finder.h"

#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::write {

/// The plan from the schema of `head` to `source`. Throws as `schema::plan_migration` does.
schema::Migration plan_schema(const commit::Snapshot& head, std::string_view source,
                              schema::DropMode drops);

/// Puts another schema in force: one commit, whose data are as the schema says (section 11 of the
/// schema specification). Thread-safe.
class SchemaApplier {
 public:
  /// Everything outlives the applier.
  SchemaApplier(table::TableCache& cache, commit::Publisher& publisher, UlidGenerator& ulids,
                Clock& clock)
      : cache_(cache), publisher_(publisher), ulids_(ulids), clock_(clock) {}

  /// What was committed, and what `finalize` has to do about it.
  struct Outcome {
    SchemaReceipt receipt;
    commit::LogEntryPtr entry;  ///< null if there was nothing to do
    schema::CatalogPtr catalog;
    commit::SnapshotPtr next;  ///< the head before it, under the new schema
    std::vector<commit::TableUpdate> updates;
    /// A table whose history is to go, and the objects that it had before.
    struct Reclaimed {
      std::uint64_t type_id = 0;
      std::vector<std::string> objects;
    };
    std::vector<Reclaimed> reclaimed;
  };

  /// Commits `source` on the newest head. A commit of data that comes first is planned upon again.
  /// Throws `Error`: bad_request if the source has errors, a step is unsupported, or the data stand
  /// against it; conflict if another schema came first: then the graph is as it was. internal if
  /// the store failed; the message says whether the commit exists.
  Outcome apply(std::string_view source, const SchemaApplyOptions& options,
                const HeadFinder& find_head);

  /// Shows the changed tables to other Lance readers, then removes the history of what was dropped
  /// for good. Never throws: what failed becomes a warning of the receipt.
  void finalize(Outcome& outcome);

 private:
  void reclaim(const Outcome::Reclaimed& reclaimed);

  table::TableCache& cache_;
  commit::Publisher& publisher_;
  UlidGenerator& ulids_;
  Clock& clock_;
};

}  // namespace omnigraph::write

#pragma once

#include "base/ulid.h"
#include "commit/commit_log.h"
#include "commit/schema_store.h"
#include "commit/snapshot.h"
#include "omnigraph/error.h"
#include "storage/object_store.h"
#include "table/table_edit.h"

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

/// How a commit refers to the state of a table.
enum class StoreAs : std::uint8_t {
  smallest,   ///< by a delta if the change is small
  manifest,   ///< by a manifest of its own, so that older ones may be removed
  unchanged,  ///< as before: only the columns change, by the schema
};

/// The state that a commit gives one table.
struct TableUpdate {
  const SnapshotTable* table = nullptr;  ///< in the snapshot that the write is based on
  table::PlannedState planned;
  StoreAs store_as = StoreAs::smallest;
};

/// A table that other Lance readers do not see in its newest state.
struct UnlinkedTable {
  const SnapshotTable* table = nullptr;
  std::string reason;
};

/// The table of a new type. `kind` is `node:` or `edge:`.
ChangedTable blank_table(std::string_view kind, const schema::EntityType& type,
                         const std::string& lineage);

/// Another schema, which a commit puts in force.
struct SchemaChange {
  SchemaObjects objects;
  std::string source;
  std::vector<ChangedTable> added;     ///< of types that are new
  std::vector<std::uint64_t> dropped;  ///< types that are gone
};

/// A commit whose objects are in the store, and which nobody can see yet.
struct StagedCommit {
  LogEntry entry;
  /// Names of what was put for it alone: all but the data files of the rows themselves, which
  /// another attempt of the same write puts again.
  std::vector<std::string> objects;
};

/// Turns planned table states into a commit: stages their data files and manifests, all at once,
/// then publishes one entry behind the base. A table that changed little since its manifest gets no
/// new one: the entry has the delta. Thread-safe.
class Publisher {
 public:
  /// Everything outlives the publisher.
  Publisher(table::TableCache& cache, CommitLog& log, UlidGenerator& ulids, RandomSource& random)
      : cache_(cache), store_(cache.store()), log_(log), ulids_(ulids), random_(random) {}

  /// Puts everything that the commit names. When it throws, the commit certainly does not exist.
  StagedCommit stage(const Snapshot& base, const CommitDraft& draft,
                     const std::vector<TableUpdate>& updates, const SchemaChange* schema = nullptr);

  /// The published entry, or nothing if another commit took its position first: then the staged
  /// objects are removed, and the caller plans again on the new head. Throws `Error` (internal) if
  /// the store failed; the message says whether the commit exists all the same.
  LogEntryPtr publish(const Snapshot& base, StagedCommit staged);

  /// Shows the states of a commit on main to other Lance readers. `updates` are those it was staged
  /// with. May be done late, by anyone, or
  /// twice. Returns the tables that could not be linked, and never throws for that: the commit
  /// stands. Linking a later state makes up for a failure; versions of another
  /// writer stay until they are repaired (D-23).
  std::vector<UnlinkedTable> link(const LogEntry& entry, const std::vector<TableUpdate>& updates);

 private:
  void remove_objects(const std::vector<std::string>& names) noexcept;
  [[noreturn]] void throw_outcome(const LogEntry& entry, const Error& failure);

  ChangedTable stage_table(const TableUpdate& update, const LogEntry& base,
                           std::int64_t authored_at, std::vector<table::StagedObject>& own);

  table::TableCache& cache_;
  storage::ObjectStore& store_;
  CommitLog& log_;
  UlidGenerator& ulids_;
  RandomSource& random_;
};

}  // namespace omnigraph::commit

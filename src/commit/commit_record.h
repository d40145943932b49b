#pragma once

#include "omnigraph/commit.h"
#include "table/state_delta.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace omnigraph::commit {

/// The number of an entry in a log, from 1, without gaps.
using Position = std::uint64_t;

/// The lineage of `main`; other branches have a ULID.
inline constexpr const char* kMainLineage = "main";

/// The format of log entries that we read and write; also the storage format number that
/// `omnigraph version` prints.
constexpr std::uint64_t kFormat = 1;

/// A commit by its place in a log.
struct CommitRef {
  std::string lineage;
  Position position = 0;
  std::string commit;
  friend bool operator==(const CommitRef&, const CommitRef&) = default;
};

/// The state of one table in a commit.
struct TableVersion {
  std::uint64_t type_id = 0;
  std::uint64_t incarnation = 0;
  std::string lineage;        ///< of the write that produced the state
  std::string state;          ///< ULID of the staged manifest; empty for a table never written
  Position delta = 0;         ///< of the entry in `lineage` with the delta to it; 0: none
  std::uint64_t version = 1;  ///< counts the states of the table: `published_dataset_version`
  std::uint64_t rows = 0;     ///< live rows
  friend bool operator==(const TableVersion&, const TableVersion&) = default;
};

/// A table that a commit changed, with its type key (`node:Person`) at that time.
struct ChangedTable {
  std::string key;
  TableVersion table;
  std::optional<table::StateDelta> delta;  ///< if `table.delta` is this entry
  friend bool operator==(const ChangedTable&, const ChangedTable&) = default;
};

/// One graph commit.
struct CommitRecord {
  std::uint64_t version = 0;        ///< counts the commits of the branch: `graph_manifest_version`
  std::string commit;               ///< ULID
  std::optional<CommitRef> parent;  ///< none for the genesis
  std::optional<CommitRef> merged_parent;
  std::optional<std::string> actor;
  std::string operation;              ///< `init`, `load`, …
  std::int64_t authored_at = 0;       ///< microseconds since 1970
  std::optional<std::string> branch;  ///< none is main
  std::string schema_source;          ///< SHA-256 of the schema source, hex
  std::string schema_ir;              ///< SHA-256 of its identities (IR), hex
  std::vector<ChangedTable> changed;
  friend bool operator==(const CommitRecord&, const CommitRecord&) = default;
};

/// The commit as programs outside see it.
Commit public_commit(const CommitRecord& record);

/// One object of a log: what a publish put at a position.
struct LogEntry {
  std::string lineage = kMainLineage;
  Position position = 0;
  bool synced = true;                   ///< whether it was made durable before it was acknowledged
  std::uint64_t hash_seed = 0;          ///< of the graph: what ids are hashed with in segments
  std::vector<CommitRecord> commits;    ///< at least one, oldest first
  std::vector<TableVersion> unchanged;  ///< the tables that no commit of the entry changed

  const CommitRecord& head() const { return commits.back(); }

  /// The delta of a table in that version, or null if this entry does not have it.
  const table::StateDelta* find_delta(const TableVersion& version) const;

  /// Every table as it is after the entry, by type id.
  std::vector<TableVersion> tables() const;

  friend bool operator==(const LogEntry&, const LogEntry&) = default;
};

}  // namespace omnigraph::commit

#pragma once

#include "base/lazy.h"
#include "base/string_map.h"
#include "commit/commit_log.h"
#include "schema/catalog.h"
#include "table/table.h"
#include "table/table_path.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::commit {

/// The table of one type in a snapshot, opened on first use. Safe to share between threads.
class SnapshotTable {
 public:
  /// `entry` is the one whose table list has `version`.
  SnapshotTable(table::TableCache& cache, table::EntityKind kind, const schema::EntityType& type,
                columnar::Schema columns, TableVersion version, const LogEntry& entry);

  const schema::EntityType& type() const { return type_; }
  table::EntityKind kind() const { return address_.kind; }
  /// `node:Person`.
  std::string key() const;
  const table::TableAddress& address() const { return address_; }
  const std::string& directory() const { return address_.directory; }
  const TableVersion& version() const { return version_; }

  const table::Table& table() const;

  /// The state of the manifest that the version names: what a delta is relative to. Null for a
  /// table that was never written.
  table::TableStatePtr manifest_state() const;

 private:
  table::TableStatePtr read_state() const;
  table::StateDelta read_delta() const;

  table::TableCache& cache_;
  const schema::EntityType& type_;
  columnar::Schema columns_;
  table::TableAddress address_;
  TableVersion version_;
  std::optional<table::StateDelta> delta_;  // if the entry has it
  Lazy<std::unique_ptr<const table::Table>> table_;
};

/// One commit pinned for reading: its catalog and its tables. Immutable to callers and safe to
/// share between threads; whatever is committed meanwhile does not show.
class Snapshot {
 public:
  /// `cache` outlives the snapshot. Tables that are in the same state in `previous` (an older
  /// snapshot with the same catalog, or null) are shared with it, opened and indexed as they are.
  /// Throws `Error` (internal) if the commit lacks a table of the catalog.
  Snapshot(table::TableCache& cache, LogEntryPtr entry, schema::CatalogPtr catalog,
           const Snapshot* previous = nullptr);

  const LogEntryPtr& entry() const { return entry_; }
  const CommitRecord& commit() const { return entry_->head(); }
  const schema::Catalog& catalog() const { return *catalog_; }
  const schema::CatalogPtr& shared_catalog() const { return catalog_; }

  /// The tables of types that the catalog has, by exact name.
  const SnapshotTable& node(std::string_view type) const { return *shared_node(type); }
  const SnapshotTable& edge(std::string_view type) const { return *shared_edge(type); }

  /// The same, to tell by address whether two snapshots share a table.
  const std::shared_ptr<const SnapshotTable>& shared_node(std::string_view type) const;
  const std::shared_ptr<const SnapshotTable>& shared_edge(std::string_view type) const;

  /// All tables, edge types by name, then node types by name.
  std::vector<const SnapshotTable*> tables() const;

 private:
  TableVersion version_of(const schema::EntityType& type,
                          const std::vector<TableVersion>& versions) const;

  LogEntryPtr entry_;
  schema::CatalogPtr catalog_;
  StringMap<std::shared_ptr<const SnapshotTable>> nodes_;
  StringMap<std::shared_ptr<const SnapshotTable>> edges_;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace omnigraph::commit

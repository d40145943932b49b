#pragma once

#include "base/lazy.h"
#include "base/string_map.h"
#include "commit/commit_log.h"
#include "schema/catalog.h"
#include "table/table.h"
#include "table/table_path.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::commit {

/// What tells a stored column from others of its name: the property's stable id (SCH-72).
std::map<std::string, std::string> column_identity(const schema::Property& property);

/// The table of one type in a snapshot, opened on first use, with the columns that its type has.
/// Safe to share between threads.
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

  /// The same, with `fills` for rows that were written without a column: by property id, arrays of
  /// one value. Not kept.
  std::unique_ptr<const table::Table> open_filled(
      const std::map<std::uint64_t, columnar::ArrayPtr>& fills) const;

  /// Whether nothing was ever written to it.
  bool is_blank() const { return version_.state.empty(); }

  /// The state of the manifest that the version names: what a delta is relative to. Its columns are
  /// those that the table had then. Null for a table that was never written.
  table::TableStatePtr manifest_state() const;

 private:
  friend class Snapshot;

  table::TableStatePtr read_state() const;
  [[noreturn]] void throw_gone() const;
  table::StateDelta read_delta() const;
  std::vector<table::SchemaColumn> schema_columns() const;

  table::TableCache& cache_;
  const schema::EntityType& type_;
  columnar::Schema columns_;
  table::TableAddress address_;
  TableVersion version_;
  std::optional<table::StateDelta> delta_;  // if the entry has it
  bool is_history_ = false;                 // whether the state may have been removed on purpose
  Lazy<std::unique_ptr<const table::Table>> table_;
};

/// One commit pinned for reading: its tables, as a catalog says. Immutable to callers and safe to
/// share between threads; whatever is committed meanwhile does not show.
class Snapshot {
 public:
  /// With the commit's own catalog. `cache` outlives the snapshot. Tables that are in the same
  /// state in `previous` (an older snapshot with the same catalog, or null) are shared with it,
  /// opened and indexed as they are. Throws `Error` (conflict) unless the commit has exactly the
  /// tables of the catalog.
  Snapshot(table::TableCache& cache, LogEntryPtr entry, schema::CatalogPtr catalog,
           const Snapshot* previous = nullptr);

  /// A commit with the catalog of a later one: types and properties are found by identity, whatever
  /// they were called then (SCH-100, D-14). Types that the commit does not have are absent.
  static std::shared_ptr<const Snapshot> under_later_schema(table::TableCache& cache,
                                                            LogEntryPtr entry,
                                                            schema::CatalogPtr catalog);

  const LogEntryPtr& entry() const { return entry_; }
  const CommitRecord& commit() const { return entry_->head(); }
  const schema::Catalog& catalog() const { return *catalog_; }
  const schema::CatalogPtr& shared_catalog() const { return catalog_; }

  /// The tables of types that the catalog has, by exact name. Throw `Error` (bad_request) if the
  /// type did not exist yet.
  const SnapshotTable& node(std::string_view type) const { return *shared_node(type); }
  const SnapshotTable& edge(std::string_view type) const { return *shared_edge(type); }

  /// The same, to tell by address whether two snapshots share a table.
  const std::shared_ptr<const SnapshotTable>& shared_node(std::string_view type) const;
  const std::shared_ptr<const SnapshotTable>& shared_edge(std::string_view type) const;

  /// All tables that exist, edge types by name, then node types by name.
  std::vector<const SnapshotTable*> tables() const;

 private:
  Snapshot(LogEntryPtr entry, schema::CatalogPtr catalog)
      : entry_(std::move(entry)), catalog_(std::move(catalog)) {}

  enum class Age : std::uint8_t { current, history };

  void open_tables(table::TableCache& cache, const Snapshot* previous, Age age);

  LogEntryPtr entry_;
  schema::CatalogPtr catalog_;
  StringMap<std::shared_ptr<const SnapshotTable>> nodes_;
  StringMap<std::shared_ptr<const SnapshotTable>> edges_;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace omnigraph::commit

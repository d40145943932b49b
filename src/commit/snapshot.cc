#include "commit/snapshot.h"

#include "base/throw_error.h"
#include "table/state_delta.h"

#include <fmt/format.h>

namespace omnigraph::commit {
namespace {

/// The state with which the table of `type` begins.
table::TableStatePtr first_state(const schema::EntityType& type, const columnar::Schema& columns) {
  table::TableState state = table::initial_state(columns);
  for (lance::Field& field : state.fields) {
    if (const schema::Property* property = type.find_property(field.name)) {
      field.metadata[std::string(schema::kStablePropertyIdMetadata)] = std::to_string(property->id);
    }
  }
  return std::make_shared<const table::TableState>(std::move(state));
}

using SharedTables = StringMap<std::shared_ptr<const SnapshotTable>>;

const std::shared_ptr<const SnapshotTable>& find(const SharedTables& tables,
                                                 std::string_view type) {
  auto found = tables.find(type);
  ensure(found != tables.end(), "a type that is looked up is in the catalog");
  return found->second;
}

}  // namespace

SnapshotTable::SnapshotTable(table::TableCache& cache, table::EntityKind kind,
                             const schema::EntityType& type, columnar::Schema columns,
                             TableVersion version, const LogEntry& entry)
    : cache_(cache),
      type_(type),
      columns_(std::move(columns)),
      address_{kind, table::table_directory(kind, type.type_id, type.incarnation), entry.hash_seed},
      version_(std::move(version)) {
  if (const table::StateDelta* delta = entry.find_delta(version_)) {
    delta_ = *delta;
  }
}

std::string SnapshotTable::key() const {
  return (kind() == table::EntityKind::node ? "node:" : "edge:") + type_.name;
}

table::TableStatePtr SnapshotTable::manifest_state() const {
  return version_.state.empty() ? nullptr : cache_.state(address_, version_.state);
}

/// The delta of the version, from the entry that has it.
table::StateDelta SnapshotTable::read_delta() const {
  if (delta_) {
    return *delta_;
  }
  LogEntryPtr entry = CommitLog(cache_.store(), version_.lineage).find(version_.delta);
  const table::StateDelta* delta = entry ? entry->find_delta(version_) : nullptr;
  if (delta == nullptr) {
    throw_internal("the graph is damaged: entry {} of {} should change table {}, and does not",
                   version_.delta, version_.lineage, address_.directory);
  }
  return *delta;
}

table::TableStatePtr SnapshotTable::read_state() const {
  if (version_.state.empty()) {  // never written
    return first_state(type_, columns_);
  }
  if (version_.delta == 0) {
    return manifest_state();
  }
  table::TableStatePtr before;
  table::StateDelta delta;
  cache_.store().run_together({[&] { before = manifest_state(); }, [&] { delta = read_delta(); }});
  return std::make_shared<const table::TableState>(table::apply_delta(
      *before, delta, fmt::format("entry {} of {}", version_.delta, version_.lineage)));
}

const table::Table& SnapshotTable::table() const {
  return *table_.get(
      [this] { return std::make_unique<const table::Table>(cache_, address_, read_state()); });
}

Snapshot::Snapshot(table::TableCache& cache, LogEntryPtr entry, schema::CatalogPtr catalog,
                   const Snapshot* previous)
    : entry_(std::move(entry)), catalog_(std::move(catalog)) {
  if (previous != nullptr && previous->catalog_ != catalog_) {
    previous = nullptr;  // its tables refer to types of another catalog
  }
  std::vector<TableVersion> versions = entry_->tables();
  auto open = [&](table::EntityKind kind, const schema::EntityType& type,
                  columnar::Schema columns) -> std::shared_ptr<const SnapshotTable> {
    TableVersion version = version_of(type, versions);
    if (previous != nullptr) {
      const auto& before =
          find(kind == table::EntityKind::node ? previous->nodes_ : previous->edges_, type.name);
      if (before->version() == version) {
        return before;
      }
    }
    return std::make_shared<const SnapshotTable>(cache, kind, type, std::move(columns),
                                                 std::move(version), *entry_);
  };
  for (const schema::NodeType& type : catalog_->nodes) {
    nodes_[type.name] = open(table::EntityKind::node, type, schema::node_columns(type));
  }
  for (const schema::EdgeType& type : catalog_->edges) {
    edges_[type.name] = open(table::EntityKind::edge, type, schema::edge_columns(type));
  }
}

TableVersion Snapshot::version_of(const schema::EntityType& type,
                                  const std::vector<TableVersion>& versions) const {
  for (const TableVersion& version : versions) {
    if (version.type_id == type.type_id && version.incarnation == type.incarnation) {
      return version;
    }
  }
  throw_internal("the graph is damaged: commit {} has no table for type '{}'", commit().commit,
                 type.name);
}

const std::shared_ptr<const SnapshotTable>& Snapshot::shared_node(std::string_view type) const {
  return find(nodes_, type);
}

const std::shared_ptr<const SnapshotTable>& Snapshot::shared_edge(std::string_view type) const {
  return find(edges_, type);
}

std::vector<const SnapshotTable*> Snapshot::tables() const {
  std::vector<const SnapshotTable*> tables;
  for (const schema::EdgeType& type : catalog_->edges) {
    tables.push_back(&edge(type.name));
  }
  for (const schema::NodeType& type : catalog_->nodes) {
    tables.push_back(&node(type.name));
  }
  return tables;
}

}  // namespace omnigraph::commit

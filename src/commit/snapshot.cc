#include "commit/snapshot.h"

#include "base/throw_error.h"
#include "schema/unique_groups.h"
#include "table/state_delta.h"

#include <fmt/format.h>

#include <algorithm>

namespace omnigraph::commit {
namespace {

using SharedTables = StringMap<std::shared_ptr<const SnapshotTable>>;

const std::shared_ptr<const SnapshotTable>& find(const SharedTables& tables,
                                                 std::string_view type) {
  auto found = tables.find(type);
  if (found == tables.end()) {
    throw_bad_request("type '{}' does not exist at this snapshot", type);
  }
  return found->second;
}

bool is_table_of(const TableVersion& version, const schema::EntityType& type) {
  return version.type_id == type.type_id && version.incarnation == type.incarnation;
}

}  // namespace

std::map<std::string, std::string> column_identity(const schema::Property& property) {
  return {{std::string(schema::kStablePropertyIdMetadata), std::to_string(property.id)}};
}

SnapshotTable::SnapshotTable(table::TableCache& cache, table::EntityKind kind,
                             const schema::EntityType& type, columnar::Schema columns,
                             TableVersion version, const LogEntry& entry)
    : cache_(cache),
      type_(type),
      columns_(std::move(columns)),
      address_{kind, table::table_directory(kind, type.type_id, type.incarnation), entry.hash_seed,
               schema::unique_groups(type)},
      version_(std::move(version)) {
  if (const table::StateDelta* delta = entry.find_delta(version_)) {
    delta_ = *delta;
  }
}

std::string SnapshotTable::key() const {
  return (kind() == table::EntityKind::node ? "node:" : "edge:") + type_.name;
}

table::TableStatePtr SnapshotTable::manifest_state() const {
  if (is_blank()) {
    return nullptr;
  }
  try {
    return cache_.state(address_, version_.state);
  } catch (const Error&) {
    if (is_history_ &&
        !cache_.store().exists(table::state_path(address_.directory, version_.state))) {
      throw_gone();
    }
    throw;
  }
}

void SnapshotTable::throw_gone() const {
  throw_error(ErrorKind::gone, "what type '{}' held at this snapshot was removed from history",
              type_.name);
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
  if (is_blank()) {
    table::TableState state = table::initial_state(columns_);
    for (lance::Field& field : state.fields) {
      if (const schema::Property* property = type_.find_property(field.name)) {
        field.metadata = column_identity(*property);
      }
    }
    return std::make_shared<const table::TableState>(std::move(state));
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

std::vector<table::SchemaColumn> SnapshotTable::schema_columns() const {
  std::vector<table::SchemaColumn> columns;
  columns.reserve(columns_.size());
  for (const columnar::Field& field : columns_) {
    const schema::Property* property = type_.find_property(field.name);
    columns.push_back(
        {field,
         property == nullptr ? std::map<std::string, std::string>() : column_identity(*property),
         nullptr});
  }
  return columns;
}

const table::Table& SnapshotTable::table() const {
  return *table_.get([this] {
    return std::make_unique<const table::Table>(
        cache_, address_, table::view_columns(read_state(), schema_columns()));
  });
}

std::unique_ptr<const table::Table> SnapshotTable::open_filled(
    const std::map<std::uint64_t, columnar::ArrayPtr>& fills) const {
  std::vector<table::SchemaColumn> columns = schema_columns();
  for (table::SchemaColumn& column : columns) {
    const schema::Property* property = type_.find_property(column.field.name);
    auto fill = property == nullptr ? fills.end() : fills.find(property->id);
    if (fill != fills.end()) {
      column.fill = fill->second;
    }
  }
  return std::make_unique<const table::Table>(cache_, address_,
                                              table::view_columns(read_state(), columns));
}

Snapshot::Snapshot(table::TableCache& cache, LogEntryPtr entry, schema::CatalogPtr catalog,
                   const Snapshot* previous)
    : Snapshot(std::move(entry), std::move(catalog)) {
  // Tables of another catalog refer to its types.
  open_tables(cache, previous != nullptr && previous->catalog_ == catalog_ ? previous : nullptr,
              Age::current);
  std::size_t types = catalog_->nodes.size() + catalog_->edges.size();
  if (nodes_.size() + edges_.size() != types || entry_->tables().size() != types) {
    throw_error(ErrorKind::conflict,
                "the graph is damaged: commit {} has not the tables that its schema says",
                commit().commit);
  }
}

std::shared_ptr<const Snapshot> Snapshot::under_later_schema(table::TableCache& cache,
                                                             LogEntryPtr entry,
                                                             schema::CatalogPtr catalog) {
  std::shared_ptr<Snapshot> snapshot(new Snapshot(std::move(entry), std::move(catalog)));
  snapshot->open_tables(cache, nullptr, Age::history);
  return snapshot;
}

void Snapshot::open_tables(table::TableCache& cache, const Snapshot* previous, Age age) {
  std::vector<TableVersion> versions = entry_->tables();
  auto open = [&](table::EntityKind kind, const schema::EntityType& type,
                  columnar::Schema columns) {
    bool is_node = kind == table::EntityKind::node;
    auto version = std::find_if(
        versions.begin(), versions.end(),
        [&type](const TableVersion& candidate) { return is_table_of(candidate, type); });
    if (version == versions.end()) {
      return;
    }
    std::shared_ptr<const SnapshotTable>& table = (is_node ? nodes_ : edges_)[type.name];
    if (previous != nullptr) {
      table = find(is_node ? previous->nodes_ : previous->edges_, type.name);
    }
    if (!table || table->version() != *version) {
      auto opened =
          std::make_shared<SnapshotTable>(cache, kind, type, std::move(columns), *version, *entry_);
      opened->is_history_ = age == Age::history;
      table = std::move(opened);
    }
  };
  for (const schema::NodeType& type : catalog_->nodes) {
    open(table::EntityKind::node, type, schema::node_columns(type));
  }
  for (const schema::EdgeType& type : catalog_->edges) {
    open(table::EntityKind::edge, type, schema::edge_columns(type));
  }
}

const std::shared_ptr<const SnapshotTable>& Snapshot::shared_node(std::string_view type) const {
  return find(nodes_, type);
}

const std::shared_ptr<const SnapshotTable>& Snapshot::shared_edge(std::string_view type) const {
  return find(edges_, type);
}

std::vector<const SnapshotTable*> Snapshot::tables() const {
  std::vector<const SnapshotTable*> tables;
  auto add = [&tables](const SharedTables& opened, const auto& types) {
    for (const schema::EntityType& type : types) {
      if (auto found = opened.find(type.name); found != opened.end()) {
        tables.push_back(found->second.get());
      }
    }
  };
  add(edges_, catalog_->edges);
  add(nodes_, catalog_->nodes);
  return tables;
}

}  // namespace omnigraph::commit

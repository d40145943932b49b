#include "commit/snapshot.h"

#include "base/throw_error.h"
#include "table/state_store.h"

namespace omnigraph::commit {
namespace {

/// The columns with which the table of `type` begins.
std::vector<lance::Field> first_fields(const schema::EntityType& type,
                                       const columnar::Schema& columns) {
  std::vector<lance::Field> fields = table::initial_fields(columns);
  for (lance::Field& field : fields) {
    if (const schema::Property* property = type.find_property(field.name)) {
      field.metadata[std::string(schema::kStablePropertyIdMetadata)] = std::to_string(property->id);
    }
  }
  return fields;
}

using SharedTables = StringMap<std::shared_ptr<const SnapshotTable>>;

const std::shared_ptr<const SnapshotTable>& find(const SharedTables& tables,
                                                 std::string_view type) {
  auto found = tables.find(type);
  ensure(found != tables.end(), "a type that is looked up is in the catalog");
  return found->second;
}

}  // namespace

SnapshotTable::SnapshotTable(table::FileCache& files, table::EntityKind kind,
                             const schema::EntityType& type, columnar::Schema columns,
                             TableVersion version)
    : files_(files),
      kind_(kind),
      type_(type),
      columns_(std::move(columns)),
      directory_(table::table_directory(kind, type.type_id, type.incarnation)),
      version_(std::move(version)) {}

std::string SnapshotTable::key() const {
  return (kind_ == table::EntityKind::node ? "node:" : "edge:") + type_.name;
}

table::TableStatePtr SnapshotTable::read_state() const {
  if (version_.state.empty()) {  // never written
    return std::make_shared<const table::TableState>(
        table::TableState{first_fields(type_, columns_), {}});
  }
  return table::read_state(files_.store(), directory_, version_.state);
}

const table::Table& SnapshotTable::table() const {
  return *table_.get(
      [this] { return std::make_unique<const table::Table>(files_, directory_, read_state()); });
}

Snapshot::Snapshot(table::FileCache& files, LogEntryPtr entry, schema::CatalogPtr catalog,
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
    return std::make_shared<const SnapshotTable>(files, kind, type, std::move(columns),
                                                 std::move(version));
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

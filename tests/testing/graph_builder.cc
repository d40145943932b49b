#include "testing/graph_builder.h"

#include "commit/schema_store.h"
#include "engine/initialize.h"
#include "engine/value_json.h"
#include "schema/catalog_builder.h"
#include "schema/identities.h"

#include <utility>

namespace omnigraph::testing {

schema::CatalogPtr catalog_of(std::string_view schema_source) {
  schema::Catalog catalog = schema::compile_schema(schema_source);
  schema::allocate_identities(catalog, "01ARZ3NDEKTSV4RRFFQ69G5FAV");
  return std::make_shared<const schema::Catalog>(std::move(catalog));
}

void make_graph(storage::ObjectStore& store, std::string_view schema_source) {
  FixedClock clock;
  SystemRandom random;
  UlidGenerator ulids(clock, random);
  engine::initialize(store, "test.omni", schema_source, engine::Leftovers::refuse, ulids, clock);
}

std::string row_text(std::span<const columnar::ArrayPtr> columns, std::size_t row) {
  std::string text = "[";
  for (std::size_t column = 0; column < columns.size(); ++column) {
    text += column == 0 ? "" : ",";
    engine::append_value_json(text, *columns[column], row);
  }
  return text + ']';
}

Rows rows_of(const commit::SnapshotTable& snapshot_table) {
  const table::Table& table = snapshot_table.table();
  Rows rows;
  for (const table::Morsel& morsel : table.morsels(1000)) {
    std::vector<columnar::ArrayPtr> columns;
    for (const lance::Field& field : table.state().fields) {
      columns.push_back(table.read(morsel, field));
    }
    for (std::uint32_t row : table.live(morsel)) {
      std::string id(columns[0]->text_at(row));
      EXPECT_TRUE(rows.emplace(id, row_text(std::span(columns).subspan(1), row)).second)
          << snapshot_table.key() << " has two of " << id;
    }
  }
  EXPECT_EQ(rows.size(), snapshot_table.version().rows) << snapshot_table.key();
  return rows;
}

std::map<std::string, Rows> rows_of(const commit::Snapshot& snapshot) {
  std::map<std::string, Rows> rows;
  for (const commit::SnapshotTable* table : snapshot.tables()) {
    rows[table->key()] = rows_of(*table);
  }
  return rows;
}

GraphHandle::GraphHandle(storage::ObjectStore& store)
    : store_(store),
      log_(store, commit::kMainLineage),
      files_(store),
      publisher_(files_, log_, ulids_, random_) {}

commit::SnapshotPtr GraphHandle::at(const commit::LogEntryPtr& entry) {
  commit::SnapshotPtr known;
  {
    MutexLock lock(mutex_);
    known = known_;
  }
  bool same_schema = known && known->commit().schema_ir == entry->head().schema_ir;
  schema::CatalogPtr catalog =
      same_schema ? known->shared_catalog() : commit::read_schema(store_, entry->head()).catalog;
  return std::make_shared<const commit::Snapshot>(files_, entry, std::move(catalog), known.get());
}

commit::SnapshotPtr GraphHandle::head() {
  commit::SnapshotPtr known;
  {
    MutexLock lock(mutex_);
    known = known_;
  }
  commit::LogEntryPtr entry = log_.refresh(known ? known->entry() : nullptr);
  if (known && known->entry() == entry) {
    return known;
  }
  commit::SnapshotPtr found = at(entry);
  MutexLock lock(mutex_);
  if (!known_ || known_->entry()->position < entry->position) {
    known_ = found;
  }
  return found;
}

write::Loader::Outcome GraphHandle::load(std::string_view lines, LoadMode mode) {
  LoadOptions options;
  options.mode = mode;
  write::Loader::Outcome outcome = publish(lines, options, [this] { return head(); });
  publisher_.link(*outcome.entry, outcome.updates);
  return outcome;
}

write::Loader::Outcome GraphHandle::publish(std::string_view lines, const LoadOptions& options,
                                            const write::HeadFinder& find_head) {
  std::string path = inputs_ / (std::to_string(++input_count_) + ".jsonl");
  write_file(path, lines);
  return write::Loader(files_, publisher_, ulids_, clock_).load(path, options, find_head);
}

}  // namespace omnigraph::testing

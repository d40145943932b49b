#include "graph_fixture.h"

#include "commit/schema_store.h"
#include "engine/initialize.h"
#include "engine/open_on_store.h"
#include "storage/counting_store.h"
#include "table/table_writer.h"

namespace omnigraph::exec::testing {

GraphFixture::GraphFixture(std::string_view schema_source) {
  engine::initialize(store_, "memory", schema_source, engine::Leftovers::refuse, ulids_, clock_);
  graph_ = engine::open_on_store(std::make_unique<storage::CountingStore>(store_), "memory");
}

GraphFixture::~GraphFixture() = default;

void GraphFixture::load(LoadMode mode, std::string_view lines) {
  std::string path = directory_ / "load.jsonl";
  omnigraph::testing::write_file(path, lines);
  LoadOptions options;
  options.mode = mode;
  graph_->load(path, options);
  is_newest_ = false;
  view();
}

void GraphFixture::append_rows(std::string_view node_type,
                               std::vector<columnar::ArrayPtr> columns) {
  const commit::Snapshot& head = view().snapshot();
  const commit::SnapshotTable& node = head.node(node_type);
  table::TableWriter writer(files_, ulids_, node.address(), node.table().state().fields);
  std::size_t rows = columns.front()->length();
  writer.append(columnar::Batch{{}, std::move(columns), rows});
  table::TableEdit edit(node.table());
  edit.add(writer.finish(storage::Durability::synced));
  commit::CommitDraft draft{ulids_.next().to_string(), "load", std::nullopt, clock_.now_micros()};
  ASSERT_TRUE(publisher_.publish(
      head, publisher_.stage(head, draft, {{&node, edit.finish({files_, ulids_})}})));
  is_newest_ = false;
  view();
}

const GraphView& GraphFixture::view() {
  if (is_newest_) {
    return *view_;
  }
  commit::LogEntryPtr head = log_.find_head();
  schema::CatalogPtr catalog = view_ ? view_->snapshot().shared_catalog()
                                     : commit::read_schema(store_, head->head()).catalog;
  auto snapshot = std::make_shared<const commit::Snapshot>(files_, head, std::move(catalog),
                                                           view_ ? &view_->snapshot() : nullptr);
  view_ = std::make_unique<GraphView>(std::move(snapshot), view_.get());
  is_newest_ = true;
  for (const schema::EdgeType& type : view_->catalog().edges) {
    view_->adjacency(type.name, GraphView::Direction::out);
    view_->adjacency(type.name, GraphView::Direction::in);
  }
  return *view_;
}

}  // namespace omnigraph::exec::testing

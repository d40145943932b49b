#include "omnigraph/graph.h"

#include "base/mutex.h"
#include "base/throw_error.h"
#include "commit/publisher.h"
#include "commit/schema_store.h"
#include "engine/cluster_guard.h"
#include "engine/initialize.h"
#include "engine/open_on_store.h"
#include "exec/execute.h"
#include "query/check_query.h"
#include "query/parameters.h"
#include "query/parser.h"
#include "query/select.h"
#include "schema/migration.h"
#include "storage/open_store.h"
#include "write/loader.h"
#include "write/schema_applier.h"

namespace omnigraph {
namespace engine {
namespace {

/// A graph whose storage this process reaches itself.
class EmbeddedGraph final : public Graph {
 public:
  EmbeddedGraph(std::unique_ptr<storage::ObjectStore> store, std::string uri)
      : store_(std::move(store)), uri_(std::move(uri)), log_(*store_, commit::kMainLineage) {}

  LoadReceipt load(const std::string& path, const LoadOptions& options) override;
  QueryResult query(const QueryRequest& request) override;
  SnapshotInfo snapshot() override;
  std::string schema_source() override;
  SchemaPlan plan_schema(std::string_view source, const SchemaPlanOptions& options) override;
  SchemaReceipt apply_schema(std::string_view source, const SchemaApplyOptions& options) override;

  /// The newest commit, or null if there is none.
  std::shared_ptr<const exec::GraphView> find_view();

 private:
  struct Prepared {
    std::shared_ptr<const exec::GraphView> view;
    query::CheckedQuery query;
  };

  Prepared prepare(const query::QueryDeclaration& selected, const std::string& source);
  std::shared_ptr<const exec::GraphView> view();
  void adopt(const commit::LogEntryPtr& entry, schema::CatalogPtr catalog = nullptr);

  std::unique_ptr<storage::ObjectStore> store_;
  std::string uri_;
  SystemClock clock_;
  SystemRandom random_;
  UlidGenerator ulids_{clock_, random_};
  commit::CommitLog log_;
  table::TableCache cache_{*store_};
  commit::Publisher publisher_{cache_, log_, ulids_, random_};
  Mutex mutex_;
  std::shared_ptr<const exec::GraphView> view_ ABSL_GUARDED_BY(mutex_);  // of the newest known head
};

/// Checks a query against a commit, and opens the tables that it reads.
query::CheckedQuery prepare_on(const exec::GraphView& view, const query::QueryDeclaration& selected,
                               const std::string& source) {
  query::CheckedQuery checked = query::check_query(selected, view.catalog(), source);
  if (const auto* read = std::get_if<query::CheckedRead>(&checked.body)) {
    for (const query::Variable& variable : read->variables) {
      const commit::Snapshot& snapshot = view.snapshot();
      (variable.kind == query::EntityKind::node ? snapshot.node(variable.type_name)
                                                : snapshot.edge(variable.type_name))
          .table();
    }
  }
  return checked;
}

std::shared_ptr<const exec::GraphView> EmbeddedGraph::find_view() {
  std::shared_ptr<const exec::GraphView> known;
  {
    MutexLock lock(mutex_);
    known = view_;
  }
  commit::LogEntryPtr head = log_.refresh(known ? known->snapshot().entry() : nullptr);
  if (!head) {
    return nullptr;
  }
  if (known && known->snapshot().entry() == head) {
    return known;
  }
  adopt(head);
  MutexLock lock(mutex_);
  return view_;
}

/// Makes `entry` the newest known head, unless a newer one is known already. `catalog` is its
/// schema, where the caller has it.
void EmbeddedGraph::adopt(const commit::LogEntryPtr& entry, schema::CatalogPtr catalog) {
  std::shared_ptr<const exec::GraphView> known;
  {
    MutexLock lock(mutex_);
    known = view_;
  }
  if (known && known->snapshot().commit().schema_ir == entry->head().schema_ir) {
    catalog = known->snapshot().shared_catalog();
  } else if (!catalog) {
    catalog = commit::read_schema(*store_, entry->head()).catalog;
  }
  auto snapshot = std::make_shared<const commit::Snapshot>(cache_, entry, std::move(catalog),
                                                           known ? &known->snapshot() : nullptr);
  auto view = std::make_shared<const exec::GraphView>(std::move(snapshot), known.get());
  MutexLock lock(mutex_);
  if (!view_ || view_->snapshot().entry()->position < entry->position) {
    view_ = std::move(view);
  }
}

std::shared_ptr<const exec::GraphView> EmbeddedGraph::view() {
  std::shared_ptr<const exec::GraphView> newest = find_view();
  ensure(newest != nullptr, "a graph that was opened has commits");
  return newest;
}

LoadReceipt EmbeddedGraph::load(const std::string& path, const LoadOptions& options) {
  write::Loader loader(cache_, publisher_, ulids_, clock_);
  write::Loader::Outcome outcome =
      loader.load(path, options, [this] { return view()->shared_snapshot(); });
  try {
    for (const commit::UnlinkedTable& unlinked : publisher_.link(*outcome.entry, outcome.updates)) {
      outcome.receipt.warnings.push_back(fmt::format("not shown to other Lance readers: {}: {}",
                                                     unlinked.table->type().name, unlinked.reason));
    }
    adopt(outcome.entry);
  } catch (
      const std::exception& error) {  // the commit stands, so this must not look like a failure
    outcome.receipt.warnings.emplace_back(error.what());
  }
  return outcome.receipt;
}

/// The newest commit, and `selected` checked against it. While the store says which commit that is,
/// the query is prepared on the newest one known, which it nearly always turns out to be.
EmbeddedGraph::Prepared EmbeddedGraph::prepare(const query::QueryDeclaration& selected,
                                               const std::string& source) {
  std::shared_ptr<const exec::GraphView> known;
  {
    MutexLock lock(mutex_);
    known = view_;
  }
  Prepared prepared;
  std::exception_ptr failure;
  store_->run_together({[&] { prepared.view = view(); },
                        [&] {
                          try {
                            prepared.query = prepare_on(*known, selected, source);
                          } catch (const Error&) {
                            failure = std::current_exception();
                          }
                        }});
  if (prepared.view == known && failure) {
    std::rethrow_exception(failure);
  }
  if (failure || prepared.view->snapshot().shared_catalog() != known->snapshot().shared_catalog()) {
    prepared.query = query::check_query(selected, prepared.view->catalog(), source);
  }
  return prepared;
}

QueryResult EmbeddedGraph::query(const QueryRequest& request) {
  std::vector<query::QueryDeclaration> queries = query::parse_source(request.source);
  Prepared prepared = prepare(query::select_query(queries, request.name), request.source);
  const std::shared_ptr<const exec::GraphView>& target = prepared.view;
  const query::CheckedQuery& checked = prepared.query;
  const auto* read = std::get_if<query::CheckedRead>(&checked.body);
  if (read == nullptr) {
    throw_bad_request("query '{}' is a mutation; run it with `omnigraph mutate`", checked.name);
  }
  std::vector<expr::Value> parameters =
      query::bind_parameters(checked.parameters, request.params_json);
  exec::Result result = exec::execute(*read, *target, parameters, clock_.now_micros() / 1000);
  return QueryResult(checked.name, target->snapshot().commit().commit,
                     std::make_shared<const exec::Result>(std::move(result)));
}

SnapshotInfo EmbeddedGraph::snapshot() {
  std::shared_ptr<const exec::GraphView> target = view();
  const commit::Snapshot& snapshot = target->snapshot();
  SnapshotInfo info{
      snapshot.commit().branch.value_or("main"), snapshot.commit().version, commit::kFormat, {}};
  for (const commit::SnapshotTable* table : snapshot.tables()) {
    bool of_main = table->version().lineage == commit::kMainLineage;
    info.datasets.push_back({table->kind() == table::EntityKind::node ? "node" : "edge",
                             table->type().name, table->directory(), table->version().version,
                             of_main ? std::nullopt : std::optional(table->version().lineage),
                             table->version().rows});
  }
  return info;
}

std::string EmbeddedGraph::schema_source() {
  return commit::read_schema_source(*store_, view()->snapshot().commit());
}

SchemaPlan EmbeddedGraph::plan_schema(std::string_view source, const SchemaPlanOptions& options) {
  auto drops = options.allow_data_loss ? schema::DropMode::hard : schema::DropMode::soft;
  return schema::public_plan(write::plan_schema(view()->snapshot(), source, drops));
}

SchemaReceipt EmbeddedGraph::apply_schema(std::string_view source,
                                          const SchemaApplyOptions& options) {
  refuse_cluster_managed(uri_, "cannot change the schema of");
  write::SchemaApplier applier(cache_, publisher_, ulids_, clock_);
  write::SchemaApplier::Outcome outcome =
      applier.apply(source, options, [this] { return view()->shared_snapshot(); });
  applier.finalize(outcome);
  if (outcome.entry) {
    try {
      adopt(outcome.entry, outcome.receipt.applied ? outcome.catalog : nullptr);
    } catch (const std::exception& error) {  // the commit stands
      outcome.receipt.warnings.emplace_back(error.what());
    }
  }
  return outcome.receipt;
}

std::unique_ptr<storage::ObjectStore> open_store(const std::string& uri, bool durable) {
  return storage::open_store(
      uri, {durable ? storage::Durability::synced : storage::Durability::unsynced});
}

}  // namespace

std::unique_ptr<Graph> open_on_store(std::unique_ptr<storage::ObjectStore> store,
                                     const std::string& uri) {
  storage::ObjectStore& opened = *store;
  auto graph = std::make_unique<EmbeddedGraph>(std::move(store), uri);
  if (!graph->find_view()) {
    throw_no_graph(opened, uri);
  }
  return graph;
}

}  // namespace engine

InitReceipt Graph::init(const std::string& uri, std::string_view schema_source,
                        const InitOptions& options) {
  engine::refuse_cluster_managed(uri, "cannot make a graph at");
  SystemClock clock;
  SystemRandom random;
  UlidGenerator ulids(clock, random);
  std::unique_ptr<storage::ObjectStore> store = engine::open_store(uri, true);
  engine::initialize(*store, uri, schema_source,
                     options.force ? engine::Leftovers::take_over : engine::Leftovers::refuse,
                     ulids, clock);
  return {schema::inert_hints(schema_source)};
}

std::unique_ptr<Graph> Graph::open(const std::string& uri, const OpenOptions& options) {
  return engine::open_on_store(engine::open_store(uri, options.durable), uri);
}

}  // namespace omnigraph

#include "engine/initialize.h"

#include "base/hash.h"
#include "base/throw_error.h"
#include "commit/commit_log.h"
#include "commit/publisher.h"
#include "commit/schema_store.h"
#include "schema/catalog_builder.h"
#include "schema/identities.h"

namespace omnigraph::engine {
namespace {

bool holds_any(storage::ObjectStore& store, const char* prefix) {
  return !store.list({prefix, {}, 1}).empty();
}

commit::LogEntry genesis(const schema::Catalog& catalog, const commit::SchemaDigests& digests,
                         UlidGenerator& ulids, Clock& clock, storage::Durability durability) {
  commit::CommitRecord record;
  record.version = 1;
  record.commit = ulids.next().to_string();
  record.operation = "init";
  record.authored_at = clock.now_micros();
  record.schema_source = digests.source;
  record.schema_ir = digests.ir;
  auto add = [&record](const char* kind, const schema::EntityType& type) {
    record.changed.push_back(commit::blank_table(kind, type, commit::kMainLineage));
  };
  for (const schema::EdgeType& edge : catalog.edges) {
    add("edge:", edge);
  }
  for (const schema::NodeType& node : catalog.nodes) {
    add("node:", node);
  }
  commit::LogEntry entry;
  entry.position = 1;
  entry.hash_seed = hash64(as_bytes(ulids.next().to_string()));
  entry.synced = durability == storage::Durability::synced;
  entry.commits.push_back(std::move(record));
  return entry;
}

}  // namespace

void initialize(storage::ObjectStore& store, const std::string& uri, std::string_view schema_source,
                Leftovers leftovers, UlidGenerator& ulids, Clock& clock) {
  schema::Catalog catalog = schema::compile_schema(schema_source);
  schema::allocate_identities(catalog, ulids.next().to_string());
  commit::CommitLog log(store, commit::kMainLineage);
  auto refuse_existing = [&uri] {
    throw_error(ErrorKind::conflict, "'{}' is a graph already", uri);
  };
  if (log.find_head()) {
    refuse_existing();
  }
  if (leftovers == Leftovers::refuse && holds_any(store, "__schema/")) {
    throw_error(ErrorKind::conflict,
                "'{}' holds a schema but no commit: an earlier init was interrupted; use --force "
                "to take over what it left",
                uri);
  }
  commit::SchemaObjects objects = commit::schema_objects(schema_source, catalog);
  const storage::PutRequest puts[] = {
      {objects.source_name, as_bytes(schema_source), storage::Durability::synced},
      {objects.ir_name, as_bytes(objects.ir), storage::Durability::synced}};
  store.put_all(puts);  // named by their content, so one that exists already is the same
  if (!log.publish(genesis(catalog, objects.digests, ulids, clock, store.durability()))) {
    refuse_existing();  // another init was faster
  }
}

void throw_no_graph(storage::ObjectStore& store, const std::string& uri) {
  if (holds_any(store, "__schema/")) {
    throw_error(ErrorKind::not_found,
                "'{}' is not a graph: it holds a schema but no commit, as an interrupted init "
                "leaves it; run `omnigraph init --force` on it",
                uri);
  }
  if (holds_any(store, "")) {
    throw_error(ErrorKind::not_found,
                "'{}' is not a graph: it holds other files and no commit; make a graph with "
                "`omnigraph init`",
                uri);
  }
  throw_error(ErrorKind::not_found,
              "there is no graph at '{}'; make one with `omnigraph init --schema FILE {}`", uri,
              uri);
}

}  // namespace omnigraph::engine

#include "commit/snapshot.h"

#include "commit/schema_store.h"
#include "commit_testing.h"
#include "storage/counting_store.h"
#include "storage/faulty_store.h"
#include "storage/memory_store.h"

namespace omnigraph::commit {
namespace {

using storage::CountingStore;
using storage::MemoryStore;
using testing::error_of;
using testing::GraphHandle;
using ::testing::HasSubstr;
using testing::make_graph;
using testing::rows_of;

constexpr std::string_view kSchema = R"(
node Note { text: String? }
node Person { name: String @key age: I32? }
edge Knows: Person -> Person
)";

TEST(Snapshot, of_a_new_graph_has_every_table_empty_and_no_object_of_theirs) {
  MemoryStore store;
  make_graph(store, kSchema);
  GraphHandle graph(store);
  SnapshotPtr head = graph.head();
  std::vector<std::string> keys;
  for (const SnapshotTable* table : head->tables()) {
    keys.push_back(table->key());
    EXPECT_EQ(table->version().state, "");
    EXPECT_EQ(table->version().version, 1U);
    EXPECT_EQ(table->table().position_count(), 0U);
    EXPECT_EQ(table->table().find("x", table::Compare::text), std::nullopt);
  }
  EXPECT_THAT(keys, ::testing::ElementsAre("edge:Knows", "node:Note", "node:Person"));
  const lance::Field& age = head->node("Person").table().field("age");
  EXPECT_EQ(age.metadata.at(std::string(schema::kStablePropertyIdMetadata)),
            std::to_string(head->catalog().find_node("Person")->find_property("age")->id));
  EXPECT_TRUE(store.list({.prefix = "nodes/"}).empty());
}

TEST(Snapshot, a_commit_counts_versions_only_of_the_tables_it_changes) {
  MemoryStore store;
  make_graph(store, kSchema);
  GraphHandle graph(store);
  graph.load(R"({"type":"Person","data":{"name":"a"}})");
  LogEntryPtr entry = graph.load(R"({"type":"Person","data":{"name":"b"}})").entry;
  EXPECT_EQ(entry->position, 3U);
  EXPECT_EQ(entry->head().version, 3U);
  ASSERT_EQ(entry->head().changed.size(), 1U);
  EXPECT_EQ(entry->head().changed[0].key, "node:Person");
  EXPECT_EQ(entry->head().changed[0].table.version, 3U);
  EXPECT_EQ(entry->head().changed[0].table.rows, 2U);
  EXPECT_EQ(entry->unchanged.size(), 2U);
  SnapshotPtr head = graph.head();
  EXPECT_EQ(head->node("Note").version().version, 1U);
  EXPECT_EQ(head->node("Person").table().find("b", table::Compare::text), 1U);
}

TEST(Snapshot, tables_that_did_not_change_are_shared_with_the_snapshot_before) {
  MemoryStore memory;
  CountingStore store(memory);
  make_graph(store, kSchema);
  GraphHandle graph(store);
  graph.load(R"({"type":"Person","data":{"name":"a"}}
{"type":"Note","data":{"id":"n"}})");
  SnapshotPtr before = graph.head();
  before->node("Person").table().find("a", table::Compare::text);
  graph.load(R"({"type":"Note","data":{"id":"m"}})");
  SnapshotPtr after = graph.head();
  EXPECT_EQ(after->shared_node("Person"), before->shared_node("Person"));
  EXPECT_NE(after->shared_node("Note"), before->shared_node("Note"));
  store.reset();
  EXPECT_EQ(after->node("Person").table().find("a", table::Compare::text), 0U);
  EXPECT_EQ(store.counts().total(), 0U);
  EXPECT_EQ(rows_of(before->node("Note")).size(), 1U);
}

// What a commit names may be damaged or gone: an error that names the object, never a
// wrong answer and never "not found", which would mean a graph or an entity.
TEST(Snapshot, damage_is_an_error_naming_the_object) {
  MemoryStore store;
  make_graph(store, kSchema);
  GraphHandle(store).load(R"({"type":"Person","data":{"name":"a"}})");
  std::vector<std::string> names;
  for (const char* prefix : {"__manifest/", "__schema/", "nodes/"}) {
    for (const storage::ObjectInfo& object : store.list({.prefix = prefix})) {
      bool is_linked = object.name.find("/_versions/") != std::string::npos;
      bool is_genesis = object.name.ends_with("614.json");
      if (!is_linked && !is_genesis) {  // those are not read here
        names.push_back(object.name);
      }
    }
  }
  ASSERT_EQ(names.size(), 5U) << "entry, schema source, IR, state, data file";
  for (const std::string& name : names) {
    std::string good(as_text(store.read(name).bytes()));
    std::string flipped = good;
    flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 0x55);
    const std::vector<std::string> damaged = {"", good.substr(0, good.size() / 2), flipped};
    for (std::size_t i = 0; i <= damaged.size(); ++i) {
      bool removed = i == damaged.size();
      if (name.starts_with("__manifest/") && removed) {  // a shorter log, not a damaged one
        continue;
      }
      store.remove(name);
      if (!removed) {
        store.put_if_absent(name, as_bytes(damaged[i]), storage::Durability::synced);
      }
      Error error = error_of([&] { rows_of(*GraphHandle(store).head()); });
      bool is_schema = name.starts_with("__schema/");
      EXPECT_EQ(error.kind(), is_schema ? ErrorKind::conflict : ErrorKind::internal)
          << name << " " << i << ": " << error.what();
      EXPECT_THAT(error.what(), HasSubstr(name)) << i;
      store.remove(name);
      store.put_if_absent(name, as_bytes(good), storage::Durability::synced);
    }
  }
  EXPECT_EQ(rows_of(*GraphHandle(store).head()).at("node:Person").size(), 1U);
}

TEST(SchemaStore, sources_come_back_byte_for_byte_and_are_checked) {
  MemoryStore store;
  make_graph(store, kSchema);
  CommitRecord commit = CommitLog(store, kMainLineage).find_head()->head();
  EXPECT_EQ(read_schema_source(store, commit), kSchema);
  EXPECT_EQ(read_schema(store, commit).catalog->find_node("Person")->name, "Person");
  std::string name = "__schema/" + commit.schema_source + ".pg";
  store.remove(name);
  Error error = error_of([&] { read_schema_source(store, commit); });
  EXPECT_EQ(error.kind(), ErrorKind::conflict);
  EXPECT_THAT(error.what(), HasSubstr(name));
  store.put_if_absent(name, as_bytes("node Person { }"), storage::Durability::synced);
  error = error_of([&] { read_schema_source(store, commit); });
  EXPECT_EQ(error.kind(), ErrorKind::conflict);
  EXPECT_THAT(error.what(), HasSubstr(name));
}

// Linking is for others: whatever fails in it, the commit stands and is reported.
TEST(Publisher, a_failure_to_link_is_not_a_failure_to_commit_and_is_made_up_for) {
  for (std::uint64_t at = 1; at <= 3; ++at) {
    MemoryStore memory;
    make_graph(memory, kSchema);
    write::Loader::Outcome outcome;
    {
      GraphHandle graph(memory);
      outcome = graph.publish(R"({"type":"Person","data":{"name":"a"}})", {},
                              [&graph] { return graph.head(); });
      storage::FaultyStore store(
          memory, {at, storage::FaultEffect::not_applied, storage::FaultReach::all_later});
      CommitLog log(store, kMainLineage);
      SystemRandom random;
      table::TableCache cache(store);
      Publisher(cache, log, graph.ulids(), random).link(*outcome.entry, outcome.updates);
      EXPECT_EQ(store.has_failed(), at <= 2) << "one listing, one put";
    }
    GraphHandle graph(memory);
    graph.load(R"({"type":"Person","data":{"name":"b"}})");
    std::string directory = graph.head()->node("Person").directory();
    EXPECT_FALSE(memory.list({.prefix = directory + "/_versions/"}).empty());
  }
}

TEST(Publisher, link_shows_every_table_of_the_commit_once) {
  MemoryStore store;
  make_graph(store, kSchema);
  GraphHandle graph(store);
  write::Loader::Outcome outcome = graph.load(R"({"type":"Person","data":{"name":"a"}}
{"edge":"Knows","from":"a","to":"a"})");
  graph.publisher().link(*outcome.entry, outcome.updates);
  for (const SnapshotTable* table : graph.head()->tables()) {
    bool touched = table->type().name != "Note";
    EXPECT_EQ(store.list({.prefix = table->directory() + "/_versions/"}).size(), touched ? 1U : 0U);
  }
  // Other lineages are not linked: `_versions/` is main's.
  outcome = graph.publish(R"({"type":"Note"})", {}, [&graph] { return graph.head(); });
  LogEntry other = *outcome.entry;
  other.lineage = "01J0000000000000000000000B";
  graph.publisher().link(other, outcome.updates);
  EXPECT_TRUE(
      store.list({.prefix = graph.head()->node("Note").directory() + "/_versions/"}).empty());
}

}  // namespace
}  // namespace omnigraph::commit

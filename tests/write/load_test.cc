#include "storage/local_store.h"
#include "storage/memory_store.h"
#include "write_testing.h"

#include <optional>
#include <set>

namespace omnigraph::write {
namespace {

using testing::error_of;
using testing::GraphHandle;
using ::testing::HasSubstr;
using testing::kPeople;
using testing::make_graph;
using testing::Rows;
using testing::rows_of;

using Content = std::map<std::string, Rows>;

constexpr LoadMode kModes[] = {LoadMode::append, LoadMode::merge, LoadMode::overwrite};

// Two people, a note and an edge of each type, all with known ids.
constexpr std::string_view kBase = R"({"type":"Person","data":{"name":"ada","age":36}}
{"type":"Person","data":{"name":"bob","age":40}}
{"type":"Note","data":{"id":"n1","text":"first","score":1.5}}
{"edge":"Knows","from":"ada","to":"bob","data":{"id":"k1","since":"2024-01-01","weight":3}}
{"edge":"HasNote","from":"ada","to":"n1","data":{"id":"h1"}}
)";

Content base_content() {
  return {{"node:Person", {{"ada", R"([36,"ada"])"}, {"bob", R"([40,"bob"])"}}},
          {"node:Note", {{"n1", R"([null,1.5,"first"])"}}},
          {"node:Spot", {}},
          {"edge:Knows", {{"k1", R"(["ada","bob","2024-01-01",3])"}}},
          {"edge:HasNote", {{"h1", R"(["ada","n1"])"}}}};
}

struct LoadCase {
  const char* rule;
  LoadMode mode;
  std::string lines;
  /// What differs from the base; empty with `error` set.
  Content changed;
  std::optional<ErrorKind> error = {};
  std::string says = {};
  std::optional<KeyConflict> conflict = {};
};

LoadCase refused(const char* rule, LoadMode mode, std::string lines, std::string says) {
  return {rule, mode, std::move(lines), {}, ErrorKind::bad_request, std::move(says)};
}

LoadCase taken(const char* rule, LoadMode mode, std::string lines, std::string says,
               KeyConflict conflict) {
  return {
      rule, mode, std::move(lines), {}, ErrorKind::conflict, std::move(says), std::move(conflict)};
}

void check(const LoadCase& c) {
  SCOPED_TRACE(std::string(c.rule) + " " + std::string(to_string(c.mode)) + "\n" + c.lines);
  storage::MemoryStore store;
  make_graph(store, kPeople);
  GraphHandle graph(store);
  commit::LogEntryPtr base = graph.load(kBase, LoadMode::append).entry;
  Content expected = base_content();
  if (c.error) {
    Error error = error_of([&] { graph.load(c.lines, c.mode); });
    EXPECT_EQ(error.kind(), *c.error) << error.what();
    EXPECT_THAT(error.what(), HasSubstr(c.says));
    EXPECT_EQ(error.detail(), c.conflict ? ErrorDetail(*c.conflict) : ErrorDetail());
    EXPECT_EQ(graph.head()->entry()->head().commit, base->head().commit) << "WR-47";
  } else {
    graph.load(c.lines, c.mode);
    for (const auto& [key, rows] : c.changed) {
      expected[key] = rows;
    }
  }
  EXPECT_EQ(rows_of(*GraphHandle(store).head()), expected);
  EXPECT_EQ(rows_of(*graph.at(base)), base_content()) << "an earlier snapshot changes never";
  graph.load(R"({"type":"Person","data":{"name":"next"}})");  // WR-47
  expected["node:Person"]["next"] = R"([null,"next"])";
  EXPECT_EQ(rows_of(*graph.head()), expected);
}

TEST(Load, WR_40_and_41_modes) {
  const char* eve = R"({"type":"Person","data":{"name":"eve","age":5}})";
  const Rows plus_eve = {
      {"ada", R"([36,"ada"])"}, {"bob", R"([40,"bob"])"}, {"eve", R"([5,"eve"])"}};
  const std::vector<LoadCase> cases = {
      {"absent id", LoadMode::append, eve, {{"node:Person", plus_eve}}},
      {"absent id", LoadMode::merge, eve, {{"node:Person", plus_eve}}},
      taken("existing key", LoadMode::append, R"({"type":"Person","data":{"name":"ada"}})",
            "line 1: node Person 'ada'", {"node", "Person", "ada"}),
      {"existing key: replaced as a whole",
       LoadMode::merge,
       R"({"type":"Person","data":{"name":"ada"}})",
       {{"node:Person", {{"ada", R"([null,"ada"])"}, {"bob", R"([40,"bob"])"}}}}},
      taken("existing id", LoadMode::append, R"({"type":"Note","data":{"id":"n1"}})",
            "line 1: node Note 'n1'", {"node", "Note", "n1"}),
      {"existing id",
       LoadMode::merge,
       R"({"type":"Note","data":{"id":"n1","kind":"memo"}})",
       {{"node:Note", {{"n1", R"(["memo",null,null])"}}}}},
      taken("existing edge", LoadMode::append,
            R"({"edge":"KNOWS","from":"bob","to":"ada","data":{"id":"k1"}})",
            "line 1: edge Knows 'k1'", {"edge", "Knows", "k1"}),
      {"an edge may move",
       LoadMode::merge,
       R"({"edge":"knows","from":"bob","to":"ada","data":{"id":"k1"}})",
       {{"edge:Knows", {{"k1", R"(["bob","ada",null,null])"}}}}},
      {"one id in two types is two entities",
       LoadMode::append,
       R"({"type":"Note","data":{"id":"ada"}})"
       "\n"
       R"({"edge":"HasNote","from":"ada","to":"ada","data":{"id":"k1"}})",
       {{"node:Note", {{"ada", "[null,null,null]"}, {"n1", R"([null,1.5,"first"])"}}},
        {"edge:HasNote", {{"h1", R"(["ada","n1"])"}, {"k1", R"(["ada","ada"])"}}}}},
      {"overwrite an edge type alone",
       LoadMode::overwrite,
       R"({"edge":"Knows","from":"ada","to":"ada","data":{"id":"k2"}})",
       {{"edge:Knows", {{"k2", R"(["ada","ada",null,null])"}}}}},
      {"overwrite with the same id",
       LoadMode::overwrite,
       R"({"edge":"Knows","from":"bob","to":"bob","data":{"id":"k1"}})",
       {{"edge:Knows", {{"k1", R"(["bob","bob",null,null])"}}}}},
      {"overwrite a node type alone",
       LoadMode::overwrite,
       R"({"type":"Person","data":{"name":"ada"}})"
       "\n"
       R"({"type":"Person","data":{"name":"bob"}})"
       "\n"
       R"({"type":"Person","data":{"name":"eve"}})",
       {{"node:Person",
         {{"ada", R"([null,"ada"])"}, {"bob", R"([null,"bob"])"}, {"eve", R"([null,"eve"])"}}}}},
      {"an edge may precede its nodes",
       LoadMode::append,
       R"({"edge":"Knows","from":"y","to":"x","data":{"id":"k2"}})"
       "\n"
       R"({"type":"Person","data":{"name":"x"}})"
       "\n"
       R"({"type":"Person","data":{"name":"y"}})",
       {{"node:Person",
         {{"ada", R"([36,"ada"])"},
          {"bob", R"([40,"bob"])"},
          {"x", R"([null,"x"])"},
          {"y", R"([null,"y"])"}}},
        {"edge:Knows",
         {{"k1", R"(["ada","bob","2024-01-01",3])"}, {"k2", R"(["y","x",null,null])"}}}}}};
  for (const LoadCase& c : cases) {
    check(c);
  }
}

TEST(Load, WR_43_an_id_twice_in_one_input) {
  const std::string keyed = R"({"type":"Person","data":{"name":"new","age":1}})"
                            "\n\n"
                            R"({"type":"Person","data":{"name":"new","age":2}})";
  const std::string composite = R"({"type":"Spot","data":{"zone":"z","aisle":1}})"
                                "\n"
                                R"({"type":"Spot","data":{"zone":"z","aisle":1,"label":"x"}})";
  const std::string note = R"({"type":"Note","data":{"id":"n9","text":"1"}})"
                           "\n"
                           R"({"type":"Note","data":{"id":"n1","text":"2"}})"
                           "\n"
                           R"({"type":"Note","data":{"id":"n9","text":"3"}})"
                           "\n"
                           R"({"type":"Note","data":{"id":"n9","score":4}})";
  const std::string edge =
      R"({"edge":"Knows","from":"ada","to":"bob","data":{"id":"k9","weight":1}})"
      "\n"
      R"({"edge":"KNOWS","from":"bob","to":"ada","data":{"id":"k9","weight":2}})";
  for (LoadMode mode : kModes) {
    check(refused("keyed", mode, keyed, "line 1: @unique violation on Person.name"));
    check(refused("composite", mode, composite, "line 1: @unique violation on Spot.(aisle, zone)"));
  }
  for (LoadMode mode : {LoadMode::append, LoadMode::overwrite}) {
    check(taken("unkeyed", mode, note, "line 1: node Note 'n9'", {"node", "Note", "n9"}));
    check(taken("edge", mode, edge, "line 1: edge Knows 'k9'", {"edge", "Knows", "k9"}));
  }
  check({"unkeyed: the last record wins",
         LoadMode::merge,
         note,
         {{"node:Note", {{"n1", R"([null,null,"2"])"}, {"n9", "[null,4.0,null]"}}}}});
  check({"edge: the last record wins",
         LoadMode::merge,
         edge,
         {{"edge:Knows",
           {{"k1", R"(["ada","bob","2024-01-01",3])"}, {"k9", R"(["bob","ada",null,2])"}}}}});
}

TEST(Load, WR_54_and_57_endpoints) {
  const std::string to_ghost = R"({"edge":"Knows","from":"ada","to":"ghost"})";
  for (LoadMode mode : kModes) {
    check(refused("to", mode, to_ghost, "line 1: edge Knows: 'to' names 'ghost'"));
    check(refused("to", mode, to_ghost, "not found in Person"));
    check(refused("from", mode, R"({"edge":"Knows","from":"ghost","to":"ada"})",
                  "'from' names 'ghost', which is not found in Person"));
    check(refused("of the declared type", mode, R"({"edge":"HasNote","from":"ada","to":"bob"})",
                  "not found in Note"));
    check(refused("exact", mode, R"({"edge":"Knows","from":"Ada","to":"bob"})",
                  "not found in Person"));
    check(
        refused("empty", mode, R"({"edge":"Knows","from":"","to":"bob"})", "not found in Person"));
  }
  // A record that a later one supersedes is not there, so its endpoints do not matter.
  check({"superseded",
         LoadMode::merge,
         R"({"edge":"Knows","from":"ghost","to":"ada","data":{"id":"k1"}})"
         "\n"
         R"({"edge":"Knows","from":"ada","to":"ada","data":{"id":"k1"}})",
         {{"edge:Knows", {{"k1", R"(["ada","ada",null,null])"}}}}});
  const std::string only_ada = R"({"type":"Person","data":{"name":"ada"}})";
  const std::string only_eve = R"({"type":"Person","data":{"name":"eve"}})";
  const char* knows_ada = R"({"edge":"Knows","from":"ada","to":"ada","data":{"id":"k2"}})";
  check(refused("WR-57 an edge would lose its end", LoadMode::overwrite, only_ada,
                "'bob' is not found in Person"));
  check(refused("WR-57 of two edge types the first is named", LoadMode::overwrite, only_eve,
                "edges of type HasNote"));
  check(refused("WR-57 the end of another type", LoadMode::overwrite,
                R"({"type":"Note","data":{"id":"n2"}})", "'n1' is not found in Note"));
  check({"with the edges that refer to it",
         LoadMode::overwrite,
         only_ada + '\n' + knows_ada,
         {{"node:Person", {{"ada", R"([null,"ada"])"}}},
          {"edge:Knows", {{"k2", R"(["ada","ada",null,null])"}}}}});
  check(refused("an end that the overwrite removes", LoadMode::overwrite,
                only_ada + '\n' + R"({"edge":"Knows","from":"ada","to":"bob"})",
                "line 2: edge Knows: 'to' names 'bob'"));
}

TEST(Load, WR_42_entities_without_ids_are_new_in_every_mode) {
  storage::MemoryStore store;
  make_graph(store, kPeople);
  GraphHandle graph(store);
  const std::string lines =
      "{\"type\":\"Person\",\"data\":{\"name\":\"a\"}}\n"
      "{\"edge\":\"Knows\",\"from\":\"a\",\"to\":\"a\"}\n"
      "{\"edge\":\"Knows\",\"from\":\"a\",\"to\":\"a\"}\n"  // WR-6
      "{\"type\":\"Note\"}\n"
      "{\"type\":\"Note\",\"data\":{\"id\":\"mine\"}}";
  std::size_t counts[] = {1, 2, 1};
  LoadMode modes[] = {LoadMode::append, LoadMode::merge, LoadMode::overwrite};
  std::set<std::string> minted;
  for (std::size_t i = 0; i < 3; ++i) {
    graph.load(lines, modes[i]);
    Content content = rows_of(*graph.head());
    EXPECT_EQ(content["node:Note"].size(), counts[i] + 1) << i;
    EXPECT_EQ(content["edge:Knows"].size(), 2 * counts[i]) << i;
    for (const char* type : {"node:Note", "edge:Knows"}) {
      for (const auto& [id, row] : content[type]) {
        EXPECT_TRUE(id == "mine" || Ulid::parse(id)) << id;
        minted.insert(type + id);
      }
    }
  }
  EXPECT_EQ(minted.size(), 1U + 3 + 6) << "no id is minted twice";
}

TEST(Load, WR_44_an_input_without_records_is_a_commit) {
  for (std::string_view lines : {"", "\n", " \r\n\t\r\n"}) {
    for (LoadMode mode : kModes) {
      storage::MemoryStore store;
      make_graph(store, kPeople);
      GraphHandle graph(store);
      commit::LogEntryPtr before = graph.load(kBase).entry;
      LoadReceipt receipt = graph.load(lines, mode).receipt;
      EXPECT_EQ(receipt.total_entities, 0);
      EXPECT_EQ(receipt.nodes.size() + receipt.edges.size(), 0);
      EXPECT_EQ(receipt.commit.parent_commit_id, before->head().commit);
      EXPECT_EQ(receipt.commit.graph_manifest_version, before->head().version + 1);
      EXPECT_EQ(graph.head()->commit().commit, receipt.commit.graph_commit_id);
      EXPECT_EQ(graph.head()->entry()->tables(), before->tables());
      EXPECT_EQ(rows_of(*graph.head()), base_content());
    }
  }
}

TEST(Load, WR_46_and_50_the_receipt_counts_records_before_they_are_folded) {
  storage::MemoryStore store;
  make_graph(store, kPeople);
  GraphHandle graph(store);
  LoadOptions options;
  options.actor = "tester";
  std::vector<LoadProgress> progress;
  options.progress = [&progress](const LoadProgress& step) { progress.push_back(step); };
  std::string lines =
      "{\"type\":\"Spot\",\"data\":{\"zone\":\"z\",\"aisle\":1}}\n"
      "{\"type\":\"Note\",\"data\":{\"id\":\"n\"}}\r\n\n"
      "{\"type\":\"Note\",\"data\":{\"id\":\"n\"}}\n";
  graph.clock().advance(5);
  LoadReceipt receipt = graph.publish(lines, options, [&graph] { return graph.head(); }).receipt;
  ASSERT_EQ(receipt.nodes.size(), 2);
  EXPECT_EQ(receipt.nodes[0].name, "Note");
  EXPECT_EQ(receipt.nodes[0].entities_loaded, 2);
  EXPECT_EQ(receipt.nodes[1].name, "Spot");
  EXPECT_EQ(receipt.nodes[1].entities_loaded, 1);
  EXPECT_TRUE(receipt.edges.empty());
  EXPECT_EQ(receipt.total_entities, 3);
  EXPECT_EQ(receipt.commit.actor_id, "tester");
  EXPECT_EQ(receipt.commit.graph_branch, std::nullopt);
  EXPECT_EQ(receipt.commit.created_at, graph.clock().now_micros());
  ASSERT_FALSE(progress.empty());
  EXPECT_EQ(progress.back().records, 3);
  EXPECT_EQ(progress.back().bytes_read, lines.size());
  EXPECT_EQ(progress.back().total_bytes, lines.size());
  EXPECT_EQ(rows_of(*graph.head())["node:Note"].size(), 1);
}

TEST(Load, on_a_disk_and_opened_again) {
  omnigraph::testing::TemporaryDirectory directory;
  Content expected = base_content();
  {
    storage::LocalStore store(directory / "g.omni", {storage::Durability::unsynced});
    make_graph(store, kPeople);
    GraphHandle graph(store);
    graph.load(kBase);
    graph.load(R"({"type":"Person","data":{"name":"ada","age":37}})");
    expected["node:Person"]["ada"] = R"([37,"ada"])";
    EXPECT_EQ(rows_of(*graph.head()), expected);
  }
  storage::LocalStore store(directory / "g.omni");
  EXPECT_EQ(rows_of(*GraphHandle(store).head()), expected);
}

}  // namespace
}  // namespace omnigraph::write

#include "base/base64.h"
#include "storage/local_store.h"
#include "storage/memory_store.h"
#include "write_testing.h"

#include <fmt/format.h>

namespace omnigraph::write {
namespace {

using testing::error_of;
using testing::GraphHandle;
using ::testing::HasSubstr;
using testing::make_graph;
using testing::rows_of;

constexpr LoadMode kModes[] = {LoadMode::append, LoadMode::merge, LoadMode::overwrite};

constexpr std::string_view kSchema = R"(
node User { name: String @key mail: String? @unique age: I32? @range(age, 0..150) }
node Item { a: String? b: String? n: F64? @unique(a, b) @unique(n) }
node Twin { k: String @key u: String @unique(k) @unique(u) }
edge Likes: User -> Item { tag: String? @unique(src, tag) }
edge Owns: User -> Item @card(0..2)
edge Needs: User -> User @card(1..)
)";

constexpr std::string_view kBase = R"({"type":"User","data":{"name":"ada","mail":"a@x"}}
{"type":"User","data":{"name":"bob","mail":"b@x"}}
{"type":"User","data":{"name":"cy"}}
{"type":"Item","data":{"id":"i1","a":"x","b":"y","n":1}}
{"type":"Item","data":{"id":"i2","a":"x"}}
{"type":"Twin","data":{"k":"1","u":"p"}}
{"edge":"Likes","from":"ada","to":"i1","data":{"id":"l1","tag":"t"}}
{"edge":"Owns","from":"ada","to":"i1","data":{"id":"o1"}}
{"edge":"Owns","from":"ada","to":"i2","data":{"id":"o2"}}
{"edge":"Needs","from":"ada","to":"bob","data":{"id":"n1"}}
{"edge":"Needs","from":"bob","to":"bob","data":{"id":"n2"}}
)";

std::string user(std::string_view name, std::string_view mail) {
  return fmt::format(R"({{"type":"User","data":{{"name":"{}","mail":"{}"}}}})", name, mail) + '\n';
}
std::string item(std::string_view id, std::string_view members) {
  return fmt::format(R"({{"type":"Item","data":{{"id":"{}"{}{}}}}})", id,
                     members.empty() ? "" : ",", members) +
         '\n';
}
std::string edge(std::string_view type, std::string_view id, std::string_view from,
                 std::string_view to, std::string_view members = {}) {
  return fmt::format(R"({{"edge":"{}","from":"{}","to":"{}","data":{{"id":"{}"{}{}}}}})", type,
                     from, to, id, members.empty() ? "" : ",", members) +
         '\n';
}

struct Case {
  const char* rule;
  std::string lines;
  std::string append;  ///< what is said in this mode; empty if it is accepted
  std::string merge;
  std::string overwrite;
};

Case always(const char* rule, std::string lines, const std::string& says) {
  return {rule, std::move(lines), says, says, says};
}

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    for (LoadMode mode : kModes) {
      const std::string& says = mode == LoadMode::append  ? c.append
                                : mode == LoadMode::merge ? c.merge
                                                          : c.overwrite;
      SCOPED_TRACE(std::string(c.rule) + " " + std::string(to_string(mode)) + "\n" + c.lines);
      storage::MemoryStore store;
      make_graph(store, kSchema);
      GraphHandle graph(store);
      graph.load(kBase);
      auto before = rows_of(*graph.head());
      for (bool cold : {true, false}) {  // with no file open, then with all
        GraphHandle other(store);
        GraphHandle& handle = cold ? other : graph;
        if (says.empty()) {
          handle.load(c.lines, mode);
          break;
        }
        Error error = error_of([&] { handle.load(c.lines, mode); });
        EXPECT_THAT(error.what(), HasSubstr(says));
        std::string_view what = error.what();
        bool is_taken = what.find("exists already") != what.npos || what.find("node Item '") == 8 ||
                        what.find("edge Owns '") == 8;
        EXPECT_EQ(error.kind(), is_taken ? ErrorKind::conflict : ErrorKind::bad_request);
        EXPECT_EQ(rows_of(*GraphHandle(store).head()), before);
      }
    }
  }
}

TEST(Constraints, SCH_44_in_every_mode) {
  check({always("range", R"({"type":"User","data":{"name":"z","age":151}})",
                "line 1: @range violation on User.age: 151 is not within 0..150")});
}

TEST(Constraints, SCH_43_and_WR_55_within_one_input) {
  check(
      {always("another id", user("x", "new@x") + "\n" + user("y", "new@x"),
              "line 1: @unique violation on User.mail: 'new@x' occurs again on line 3"),
       always("of three, the first two", user("v", "n") + user("w", "n") + user("x", "n"),
              "line 1: @unique violation on User.mail: 'n' occurs again on line 2"),
       {"the same id", item("z", R"("n":7)") + item("z", R"("n":7)"), "node Item 'z' occurs again",
        "@unique violation on Item.n: '7'", "node Item 'z' occurs again"},
       always("a tuple", item("y", R"("a":"p","b":"q")") + item("z", R"("a":"p","b":"q")"),
              R"(@unique violation on Item.(a, b): '["p","q"]' occurs again on line 2)"),
       {"other tuples of the same letters",
        item("y", R"("a":"a,b","b":"c")") + item("z", R"("a":"a","b":"b,c")"), "", "",
        "without an endpoint"},
       {"SCH-56 both zeros are one value", item("y", R"("n":0.0)") + item("z", R"("n":-0.0)"),
        "on Item.n: '0'", "on Item.n: '0'", "on Item.n: '0'"},
       {"null exempts", item("y", R"("a":"p")") + item("z", R"("a":"p")") + item("w", ""), "", "",
        "without an endpoint"},
       always("of an edge, with its source",
              edge("Likes", "x", "bob", "i1", R"("tag":"g")") +
                  edge("Likes", "y", "bob", "i2", R"("tag":"g")"),
              R"(line 1: @unique violation on Likes.(src, tag): '["bob","g"]')")});
}

TEST(Constraints, SCH_43_against_what_is_committed) {
  const std::string mail = "line 1: @unique violation on User.mail: 'a@x' is that of node 'ada'";
  check({{"taken", user("new", "a@x") + user("ada2", "z") + edge("Needs", "n9", "new", "new"), mail,
          mail, "is not found in User"},
         {"its own value", user("ada", "a@x"), "exists already", "", "is not found"},
         {"freed by the holder", user("ada", "other") + user("dan", "a@x"), "exists already", "",
          "is not found"},
         {"swapped", user("ada", "b@x") + user("bob", "a@x") + user("cy", "c"), "exists already",
          "", ""},
         {"overwritten", user("ada", "b@x") + user("bob", "q") + user("eve", "a@x"),
          "exists already", "", ""},
         {"a superseded record holds nothing", item("z", R"("n":1)") + item("z", R"("n":2)"),
          "occurs again", "", "occurs again"},
         {"a superseded record meets nobody", item("i1", R"("n":3)") + item("i1", R"("n":4)"),
          "occurs again", "", "occurs again"},
         {"a tuple", item("z", R"("a":"x","b":"y")"), "is that of node 'i1' already",
          "is that of node 'i1' already", "without an endpoint"},
         {"an edge", edge("Likes", "l2", "ada", "i2", R"("tag":"t")"),
          "@unique violation on Likes.(src, tag)", "is that of edge 'l1' already", ""},
         {"a moved edge frees it",
          edge("Likes", "l1", "bob", "i2", R"("tag":"t")") +
              edge("Likes", "l2", "ada", "i2", R"("tag":"t")"),
          "exists already", "", ""}});
}

// A @unique that equals the key adds nothing, one of another property does.
TEST(Constraints, SCH_43_a_group_that_is_the_key) {
  storage::MemoryStore store;
  make_graph(store, kSchema);
  GraphHandle graph(store);
  graph.load(kBase);
  EXPECT_EQ(graph.head()->node("Twin").address().unique_groups,
            (std::vector<std::vector<std::string>>{{"u"}}));
  graph.load(R"({"type":"Twin","data":{"k":"1","u":"q"}})");
  Error error = error_of([&] { graph.load(R"({"type":"Twin","data":{"k":"2","u":"q"}})"); });
  EXPECT_THAT(error.what(), HasSubstr("@unique violation on Twin.u"));
}

TEST(Constraints, SCH_47_and_WR_56_cardinality) {
  const std::string third = "@card violation on edge Owns: source 'ada' has 3 edges, more than 2";
  const std::string none = "@card violation on edge Needs: source 'ada' has 0 edges, fewer than 1";
  check({{"one too many", edge("Owns", "o3", "ada", "i1"), "line 1: " + third, "line 1: " + third,
          ""},
         {"too many in one input",
          edge("Owns", "x", "bob", "i1") + edge("Owns", "y", "bob", "i1") +
              edge("Owns", "z", "bob", "i2"),
          "line 1: @card", "source 'bob' has 3", "source 'bob' has 3"},
         {"at the bound", edge("Owns", "x", "bob", "i1") + edge("Owns", "y", "bob", "i1"), "", "",
          ""},
         {"replaced, not added", edge("Owns", "o1", "ada", "i2"), "exists already", "", ""},
         {"counted once by id",
          edge("Owns", "x", "cy", "i1") + edge("Owns", "y", "cy", "i1") +
              edge("Owns", "x", "cy", "i2"),
          "edge Owns 'x' occurs", "", "edge Owns 'x' occurs"},
         {"moved away, and one more",
          edge("Owns", "o1", "bob", "i1") + edge("Owns", "o3", "ada", "i1"), "exists already", "",
          ""},
         {"moved to one that has enough",
          edge("Owns", "p", "bob", "i1") + edge("Owns", "q", "bob", "i1") +
              edge("Owns", "o1", "bob", "i1"),
          "has 3", "line 1: @card violation on edge Owns: source 'bob' has 3", "has 3"},
         {"the last one moves away", edge("Needs", "n1", "bob", "bob"), "line 1: " + none,
          "line 1: " + none, none},
         {"overwrite forgets the others", edge("Needs", "n9", "bob", "ada"), "", "", none},
         {"untouched nodes need none", user("dan", "d"), "", "", "is not found"}});
}

// Old sources that an overwrite removes with their edges do not count.
TEST(Constraints, SCH_47_a_source_that_is_removed_is_skipped) {
  constexpr std::string_view kSmall = "node N { k: String @key }\nedge E: N -> N @card(2..)";
  storage::MemoryStore store;
  make_graph(store, kSmall);
  GraphHandle graph(store);
  auto nodes = [](std::initializer_list<const char*> names) {
    std::string lines;
    for (const char* name : names) {
      lines += fmt::format(R"({{"type":"N","data":{{"k":"{}"}}}})", name) + '\n';
    }
    return lines;
  };
  graph.load(nodes({"a", "b"}) + edge("E", "1", "a", "b") + edge("E", "2", "a", "a"));
  const std::string of_b = edge("E", "3", "b", "b") + edge("E", "4", "b", "b");
  Error error = error_of([&] { graph.load(nodes({"a", "b"}) + of_b, LoadMode::overwrite); });
  EXPECT_STREQ(error.what(), "@card violation on edge E: source 'a' has 0 edges, fewer than 2");
  graph.load(nodes({"b"}) + of_b, LoadMode::overwrite);
  error = error_of([&] {
    graph.load(edge("E", "3", "b", "b") + edge("E", "5", "b", "b") + nodes({"c"}) +
               edge("E", "6", "c", "b"));
  });
  EXPECT_THAT(error.what(), HasSubstr("line 4: @card violation on edge E: source 'c' has 1 edge,"));
}

// Two commits by other handles; then values freed and taken across many small files and carries.
TEST(Constraints, SCH_43_across_many_commits) {
  storage::MemoryStore store;
  make_graph(store, kSchema);
  GraphHandle graph(store);
  for (int i = 0; i < 40; ++i) {
    graph.load(user(fmt::format("u{}", i), fmt::format("m{}", i)));
  }
  GraphHandle other(store);
  for (int i = 0; i < 40; ++i) {
    std::string taken = fmt::format("'m{}' is that of node 'u{}' already", i, i);
    Error error = error_of([&] { other.load(user("new", fmt::format("m{}", i))); });
    EXPECT_THAT(error.what(), HasSubstr(taken));
  }
  for (int i = 0; i < 40; i += 7) {
    other.load(user(fmt::format("u{}", i), fmt::format("w{}", i)));
    graph.load(user(fmt::format("v{}", i), fmt::format("m{}", i)));
  }
  EXPECT_EQ(graph.head()->node("User").table().live_rows(), 46U);
}

// A new file has the segments of its groups; one without gets them computed.
TEST(Constraints, files_without_the_segment_are_searched_as_well) {
  storage::MemoryStore store;
  make_graph(store, kSchema);
  GraphHandle graph(store);
  graph.load(kBase);
  const table::Table& table = graph.head()->node("User").table();
  const std::vector<std::string> names[] = {{"mail"}, {"age", "mail"}};
  for (const std::vector<std::string>& group : names) {  // the second is no group of the schema
    auto members = table.tuple_fields(group);
    std::size_t found = 0;
    for (std::size_t i = 0; i < table.state().fragments.size(); ++i) {
      found += table.tuples(i, members)->rows().rows().size();
      EXPECT_EQ(table.tuples(i, members).get(), table.tuples(i, members).get()) << "kept";
    }
    EXPECT_EQ(found, group.size() == 1 ? 2U : 0U);
  }
}

TEST(Constraints, SCH_32g_and_WR_77_blobs) {
  constexpr std::string_view kBlobs = "node Doc { k: String @key body: Blob? head: Blob? }";
  storage::MemoryStore store;
  make_graph(store, kBlobs);
  GraphHandle graph(store);
  const std::string bytes("\0\xff\x01 any bytes", 13);
  std::string large(300'000, 'z');
  auto doc = [](const std::string& key, const std::string& body) {
    return fmt::format(R"({{"type":"Doc","data":{{"k":"{}","body":{}}}}})", key, body) + '\n';
  };
  auto managed = [](const std::string& content) {
    return "\"base64:" + encode_base64(content) + "\"";
  };
  graph.load(doc("bytes", managed(bytes)) + doc("empty", managed("")) +
             doc("large", managed(large)) + doc("null", "null"));
  graph.load(doc("late", managed("late")));
  for (bool cold : {false, true}) {
    GraphHandle other(store);
    const table::Table& table = (cold ? other : graph).head()->node("Doc").table();
    auto body_of = [&table](std::string_view key) -> std::optional<std::string> {
      table::Position row = table.find(key, table::Compare::text).value();
      columnar::ArrayPtr body = table.take(table.field("body"), std::span(&row, 1));
      EXPECT_EQ(body->child(1)->null_count(), 1U);
      EXPECT_EQ(body->is_null(0), body->child(0)->is_null(0));
      return body->is_null(0) ? std::nullopt
                              : std::optional(std::string(body->child(0)->text_at(0)));
    };
    EXPECT_EQ(body_of("bytes"), bytes);
    EXPECT_EQ(body_of("empty"), "");
    EXPECT_EQ(body_of("large"), large);
    EXPECT_EQ(body_of("null"), std::nullopt);
    EXPECT_EQ(body_of("late"), "late");
  }
  for (const char* bad : {"\"base64:Zg\"", "\"base64:%\"", "\"base64:Zg== \""}) {
    Error error = error_of([&] { graph.load(doc("x", "null") + doc("y", bad)); });
    EXPECT_THAT(error.what(), HasSubstr("line 2: property 'body' of Doc: what follows 'base64:'"));
  }
  Error error = error_of([&] { graph.load(doc("x", "7")); });
  EXPECT_THAT(error.what(), HasSubstr("line 1: property 'body' of Doc: expected"));
}

TEST(Constraints, WR_78_and_80_external_blobs_are_refused_after_folding) {
  constexpr std::string_view kBlobs = "node Doc { body: Blob? } node Z { v: I32? @unique }";
  storage::MemoryStore store;
  make_graph(store, kBlobs);
  GraphHandle graph(store);
  const std::string external =
      R"({"type":"Doc","data":{"id":"d","body":"https://user:secret@host/x"}})";
  const std::string null = R"({"type":"Doc","data":{"id":"d"}})";
  for (LoadMode mode : kModes) {
    Error error = error_of([&] { graph.load("\n" + external, mode); });
    EXPECT_THAT(error.what(),
                HasSubstr("line 2: property 'body' of Doc refers to an external URI"));
    EXPECT_THAT(error.what(), HasSubstr("no policy"));
    EXPECT_THAT(error.what(), ::testing::Not(HasSubstr("secret")));
  }
  graph.load(external + "\n" + null);
  Error error = error_of([&] { graph.load(null + "\n" + external); });
  EXPECT_THAT(error.what(), HasSubstr("line 2: "));
  // WR-48: before collisions, behind uniqueness.
  EXPECT_THAT(error_of([&] { graph.load(external, LoadMode::append); }).what(),
              HasSubstr("external URI"));
  const std::string twice = R"({"type":"Z","data":{"v":1}})";
  EXPECT_THAT(error_of([&] { graph.load(external + "\n" + twice + "\n" + twice); }).what(),
              HasSubstr("@unique violation on Z.v"));
}

}  // namespace
}  // namespace omnigraph::write

#include "commit/commit_log.h"
#include "commit/schema_store.h"
#include "engine/open_on_store.h"
#include "memory_graph.h"
#include "storage/counting_store.h"
#include "storage/faulty_store.h"
#include "storage/memory_store.h"
#include "testing/graph_builder.h"
#include "write/schema_applier.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

// Applying schemas to graphs with data (sections 10, 11 and 20 of the schema specification). What a
// plan says is tested with the planner.

namespace omnigraph::engine {
namespace {

using omnigraph::testing::error_of;
using storage::MemoryStore;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::load_lines;
using testing::make_graph;
using testing::open_graph;
using testing::rows_of;

const char* const kSchema =
    "node Person { name: String @key  age: I32?  tag: enum(a, b)?  nick: String? }\n"
    "edge Knows: Person -> Person { since: Date? }\n";
const char* const kPeople =
    R"({"type":"Person","data":{"name":"ada","age":36,"tag":"a","nick":"x"}}
{"type":"Person","data":{"name":"bob","age":7}}
{"edge":"Knows","from":"ada","to":"bob","data":{"since":"2020-01-02"}}
)";

class SchemaChange : public ::testing::Test {
 protected:
  void SetUp() override {
    make_graph(memory_, kSchema);
    graph_ = open_graph(memory_);
    load_lines(*graph_, LoadMode::append, kPeople);
  }

  std::vector<std::string> rows(const std::string& returns) {
    return rows_of(
        *graph_, "query q() { match { $p: Person } return { " + returns + " } order { $p.name } }");
  }

  std::vector<std::string> objects(const std::string& prefix) {
    std::vector<std::string> names;
    for (const storage::ObjectInfo& object : memory_.list({prefix})) {
      names.push_back(object.name);
    }
    return names;
  }

  /// The commit at `position`, read with the schema of today through caches of its own.
  commit::SnapshotPtr history(table::TableCache& cache, commit::Position position) {
    commit::CommitLog log(memory_, commit::kMainLineage);
    return commit::Snapshot::under_later_schema(
        cache, log.find(position), commit::read_schema(memory_, log.find_head()->head()).catalog);
  }

  MemoryStore memory_;
  std::unique_ptr<Graph> graph_;
};

TEST_F(SchemaChange, SCH_86_one_commit_adds_renames_and_drops_without_touching_a_table) {
  std::vector<std::string> tables = objects("nodes/");
  SchemaReceipt receipt = graph_->apply_schema(
      "node Human @rename_from(\"Person\") { name: String @key  years: I32? @rename_from(\"age\")\n"
      "  tag: enum(a, b, c)?  email: String? }\n"
      "edge Knows: Human -> Human { since: Date? }\nnode Pet { kind: String }\n",
      {false, "me"});
  EXPECT_TRUE(receipt.applied);
  EXPECT_EQ(receipt.graph_manifest_version, 3U);
  EXPECT_THAT(receipt.warnings, IsEmpty());
  std::vector<std::string> now = objects("nodes/");
  std::erase_if(now, [](const std::string& name) { return name.find("/_versions/") != name.npos; });
  std::erase_if(tables,
                [](const std::string& name) { return name.find("/_versions/") != name.npos; });
  EXPECT_EQ(now, tables) << "no data file, no manifest";
  for (const std::unique_ptr<Graph>& reader : {open_graph(memory_)}) {
    EXPECT_THAT(rows_of(*reader,
                        "query q() { match { $p: Human } return { $p.name, $p.years, $p.email, "
                        "$p.tag } order { $p.name } }"),
                ElementsAre(R"({"p.name":"ada","p.years":36,"p.email":null,"p.tag":"a"})",
                            R"({"p.name":"bob","p.years":7,"p.email":null,"p.tag":null})"));
  }
  // Written on, the table takes the new columns.
  load_lines(*graph_, LoadMode::merge,
             R"({"type":"Human","data":{"name":"ada","years":37,"email":"a@b","tag":"c"}}
{"type":"Pet","data":{"kind":"cat"}}
)");
  EXPECT_THAT(rows_of(*open_graph(memory_),
                      "query q() { match { $p: Human } return { $p.years, $p.email } order { "
                      "$p.name } }"),
              ElementsAre(R"({"p.years":37,"p.email":"a@b"})", R"({"p.years":7,"p.email":null})"));
  Error error = error_of([this] { rows("$p.name"); });
  EXPECT_EQ(error.kind(), ErrorKind::bad_request) << "the old name is unknown at once (SCH-92)";
}

TEST_F(SchemaChange, SCH_85_D_35_an_apply_without_changes_makes_no_commit_or_takes_the_text) {
  SchemaReceipt same = graph_->apply_schema(kSchema);
  EXPECT_FALSE(same.applied || same.source_updated);
  EXPECT_EQ(same.graph_manifest_version, 2U);
  std::string commented = std::string("// people\n") + kSchema;
  SchemaReceipt text = graph_->apply_schema(commented);
  EXPECT_FALSE(text.applied);
  EXPECT_TRUE(text.source_updated);
  EXPECT_EQ(text.graph_manifest_version, 3U);
  EXPECT_EQ(open_graph(memory_)->schema_source(), commented);
}

TEST_F(SchemaChange, SCH_101_values_are_widened_and_filled_in_the_same_commit) {
  SchemaReceipt receipt = graph_->apply_schema(
      "node Person { name: String @key  age: I64?  tag: enum(a, b)?  nick: String?\n"
      "  rank: I32 @default(3)  city: String? @default(\"Rome\") }\n"
      "edge Knows: Person -> Person { since: Date? }\n");
  EXPECT_TRUE(receipt.applied);
  EXPECT_THAT(receipt.warnings, IsEmpty());
  load_lines(*graph_, LoadMode::append,
             R"({"type":"Person","data":{"name":"cy","age":5000000000,"rank":1}})"
             "\n");
  graph_ = open_graph(memory_);
  EXPECT_THAT(rows("$p.name, $p.age, $p.rank, $p.city"),
              ElementsAre(R"({"p.name":"ada","p.age":36,"p.rank":3,"p.city":"Rome"})",
                          R"({"p.name":"bob","p.age":7,"p.rank":3,"p.city":"Rome"})",
                          R"({"p.name":"cy","p.age":5000000000,"p.rank":1,"p.city":null})"));
  EXPECT_THAT(rows_of(*graph_, "query q() { match { $p: Person { age: 36 } } return { $p.name } }"),
              ElementsAre(R"({"p.name":"ada"})"));
}

TEST_F(SchemaChange, SCH_116_validated_changes_look_at_the_data_and_name_offenders) {
  struct Case {
    std::string body;
    std::string part;
  };
  const Case cases[] = {
      {"age: I32?  tag: enum(a, b)?  nick: String", "[OG-MF-104]"},
      {"age: I32?  tag: enum(a, b)?  nick: String?  @range(age, 10..)",
       "@range violation on Person.age"},
      {"age: I32?  tag: enum(a, b)?  nick: String?  @check(nick, \"^y\")",
       "@check violation on Person.nick"},
      {"age: I32?  tag: enum(a, b)?  nick: String?  mail: String", "[OG-MF-103]"},
  };
  for (const Case& c : cases) {
    Error error = error_of([&] {
      graph_->apply_schema("node Person { name: String @key  " + c.body +
                           " }\nedge Knows: Person -> Person { since: Date? }\n");
    });
    EXPECT_EQ(error.kind(), ErrorKind::bad_request) << c.body;
    EXPECT_THAT(error.what(), HasSubstr(c.part)) << c.body;
  }
  EXPECT_EQ(open_graph(memory_)->snapshot().graph_manifest_version, 2U);
  graph_->apply_schema(
      "node Person { name: String @key  age: I32  tag: enum(a, b)?  nick: String? @unique\n"
      "  @range(age, 7..36) }\nedge Knows: Person -> Person @card(0..1) { since: Date? }\n");
  Error error = error_of([this] {
    load_lines(*graph_, LoadMode::append,
               R"({"type":"Person","data":{"name":"cy","age":9,"nick":"x"}})"
               "\n");
  });
  EXPECT_THAT(error.what(), HasSubstr("@unique violation on Person.nick"))
      << "files that were written before the constraint are looked into";
}

TEST_F(SchemaChange, SCH_93_SCH_100_history_is_read_by_identity) {
  graph_->apply_schema(
      "node Human @rename_from(\"Person\") { name: String @key  years: I64? @rename_from(\"age\")\n"
      "  tag: enum(a, b)? }\nedge Knows: Human -> Human { since: Date? }\n");
  graph_->apply_schema(
      "node Human { name: String @key  years: I64?  tag: enum(a, b)?  age: String? }\n"
      "edge Knows: Human -> Human { since: Date? }\nnode Person { title: String? }\n");
  table::TableCache cache(memory_);
  commit::SnapshotPtr old = history(cache, 2);
  // Columns by name: age (new, null), name, tag, years (was age, and an I32).
  omnigraph::testing::Rows rows = omnigraph::testing::rows_of(old->node("Human"));
  EXPECT_EQ(rows.at("ada"), R"([null,"ada","a",36])");
  EXPECT_EQ(rows.at("bob"), R"([null,"bob",null,7])");
  Error error = error_of([&old] { old->node("Person"); });
  EXPECT_THAT(error.what(), HasSubstr("does not exist at this snapshot"));
}

TEST_F(SchemaChange, SCH_94_SCH_96_a_hard_drop_removes_the_values_and_the_older_states) {
  const std::string without = "node Person { name: String @key  age: I32?  tag: enum(a, b)? }\n";
  std::vector<std::string> before = objects("nodes/");
  std::vector<std::string> edges = objects("edges/");
  SchemaReceipt receipt = graph_->apply_schema(
      without + "edge Knows: Person -> Person { since: Date? }\n", {true, std::nullopt});
  EXPECT_THAT(receipt.warnings, IsEmpty());
  for (const std::string& name : before) {
    EXPECT_FALSE(memory_.exists(name)) << name;
  }
  EXPECT_EQ(objects("edges/"), edges) << "other tables are not touched";
  graph_ = open_graph(memory_);
  EXPECT_THAT(rows("$p.name, $p.age"),
              ElementsAre(R"({"p.name":"ada","p.age":36})", R"({"p.name":"bob","p.age":7})"));
  table::TableCache cache(memory_);
  Error error = error_of([&] { history(cache, 2)->node("Person").table(); });
  EXPECT_EQ(error.kind(), ErrorKind::gone);
  EXPECT_EQ(history(cache, 2)->edge("Knows").table().live_rows(), 1U);
  graph_->apply_schema(without, {true, std::nullopt});
  EXPECT_THAT(objects("edges/"), IsEmpty());
}

TEST_F(SchemaChange, SCH_62_a_dropped_name_that_comes_back_is_another_table) {
  graph_->apply_schema("node Person { name: String @key }\n");
  graph_->apply_schema(kSchema);
  EXPECT_THAT(rows("$p.name, $p.age"),
              ElementsAre(R"({"p.name":"ada","p.age":null})", R"({"p.name":"bob","p.age":null})"));
  EXPECT_THAT(rows_of(*graph_, "query q() { match { $p: Person $p knows $q } return { $q.name } }"),
              IsEmpty());
}

TEST_F(SchemaChange, SCH_70_SCH_88_handles_of_other_processes_follow_the_schema) {
  std::unique_ptr<Graph> other = open_graph(memory_);
  other->apply_schema(std::string(kSchema) + "node Pet { kind: String }\n");
  load_lines(*graph_, LoadMode::append, "{\"type\":\"Pet\",\"data\":{\"kind\":\"cat\"}}\n");
  EXPECT_THAT(rows_of(*graph_, "query q() { match { $p: Pet } return { $p.kind } }"),
              ElementsAre(R"({"p.kind":"cat"})"));
}

// A commit of another process lands between the look at the head and the publish.
TEST_F(SchemaChange, SCH_70_a_load_that_an_apply_overtakes_is_prepared_again) {
  omnigraph::testing::GraphHandle handle(memory_);
  bool overtaken = false;
  auto find_head = [&] {
    commit::SnapshotPtr head = handle.head();
    if (!std::exchange(overtaken, true)) {
      graph_->apply_schema(
          "node Person { name: String @key  years: I32? @rename_from(\"age\")  nick: String? }\n");
    }
    return head;
  };
  // Without the new schema there is no property of that name, and with the old one an edge type.
  Error error = error_of([&] {
    handle.publish(R"({"type":"Person","data":{"name":"cy","tag":"a"}})", {}, find_head);
  });
  EXPECT_THAT(error.what(), HasSubstr("tag")) << "judged by the schema that it would land under";
  overtaken = true;
  LoadOptions overwrite;
  overwrite.mode = LoadMode::overwrite;
  bool changed = false;
  error = error_of([&] {
    handle.publish(R"({"type":"Person","data":{"name":"cy"}})", overwrite, [&] {
      commit::SnapshotPtr head = handle.head();
      if (!std::exchange(changed, true)) {
        graph_->apply_schema("node Person { name: String @key  years: I32? }\n");
      }
      return head;
    });
  });
  EXPECT_EQ(error.kind(), ErrorKind::conflict);
  EXPECT_EQ(std::get<ReadSetConflict>(error.detail()).member, "schema_ir_hash");
}

TEST_F(SchemaChange, SCH_70_an_apply_that_another_one_overtakes_is_a_conflict) {
  omnigraph::testing::GraphHandle handle(memory_);
  table::TableCache cache(memory_);
  omnigraph::testing::FixedClock clock;
  write::SchemaApplier applier(cache, handle.publisher(), handle.ulids(), clock);
  std::string load = "{\"type\":\"Person\",\"data\":{\"name\":\"cy\"}}\n";
  int looks = 0;
  auto racing = [&](const std::function<void()>& competitor) {
    return [&, competitor] {
      commit::SnapshotPtr head = handle.head();
      if (looks++ == 0) {
        competitor();
      }
      return head;
    };
  };
  write::SchemaApplier::Outcome outcome =
      applier.apply(std::string(kSchema) + "node Pet {}\n", {},
                    racing([&] { load_lines(*graph_, LoadMode::append, load); }));
  EXPECT_EQ(looks, 2) << "data that came first is planned upon again";
  EXPECT_EQ(outcome.receipt.graph_manifest_version, 4U);
  looks = 0;
  Error error = error_of([&] {
    applier.apply(kSchema, {}, racing([&] {
                    graph_->apply_schema(std::string(kSchema) + "node Pet {}\nnode Cat {}\n");
                  }));
  });
  EXPECT_EQ(error.kind(), ErrorKind::conflict);
  auto detail = std::get<ReadSetConflict>(error.detail());
  EXPECT_EQ(detail.member, "schema_identity");
  EXPECT_THAT(*detail.expected, HasSubstr("2:sha256:"));
}

TEST_F(SchemaChange, SCH_86_an_apply_that_fails_at_any_request_happened_whole_or_not_at_all) {
  const std::string wanted =
      "node Person { name: String @key  age: I64?  tag: enum(a, b)?  rank: I32 @default(1) }\n"
      "edge Knows: Person -> Person { since: Date? }\n";
  bool failed = true;
  for (std::uint64_t k = 1; failed; ++k) {
    ASSERT_LT(k, 100U);
    SCOPED_TRACE(k);
    MemoryStore copy;
    for (const storage::ObjectInfo& object : memory_.list({})) {
      copy.put_buffer(object.name, memory_.read(object.name));
    }
    auto owned = std::make_unique<storage::FaultyStore>(
        copy, storage::Fault{k, storage::FaultEffect::not_applied, storage::FaultReach::all_later});
    try {
      open_on_store(std::move(owned), "memory")->apply_schema(wanted, {true, std::nullopt});
      failed = false;  // what fails behind the commit is a warning
    } catch (const Error&) {
    }
    graph_ = open_graph(copy);
    bool is_new = graph_->schema_source() == wanted;
    EXPECT_TRUE(is_new || graph_->schema_source() == kSchema);
    const std::vector<std::string> old_rows = {R"({"p.age":36,"p.nick":"x"})",
                                               R"({"p.age":7,"p.nick":null})"};
    const std::vector<std::string> new_rows = {R"({"p.age":36,"p.rank":1})",
                                               R"({"p.age":7,"p.rank":1})"};
    EXPECT_EQ(rows(is_new ? "$p.age, $p.rank" : "$p.age, $p.nick"), is_new ? new_rows : old_rows);
    EXPECT_EQ(is_new, !failed);
  }
}

TEST(SchemaChangeValues, SCH_98_a_rewrite_keeps_lists_vectors_and_blobs) {
  MemoryStore memory;
  make_graph(memory,
             "node Doc { name: String @key  n: I32?  words: [String]?  at: DateTime?\n"
             "  v: Vector(2)?  body: Blob?  junk: String? }\n");
  std::unique_ptr<Graph> graph = open_graph(memory);
  load_lines(
      *graph, LoadMode::append,
      R"({"type":"Doc","data":{"name":"a","n":1,"words":["x",""],"at":"2020-01-02T03:04:05Z","v":[1,2],"body":"base64:aGk="}}
{"type":"Doc","data":{"name":"b","words":[],"body":"base64:"}}
{"type":"Doc","data":{"name":"c"}}
)");
  const std::string query =
      "query q() { match { $d: Doc } return { $d.n, $d.words, $d.at, $d.v } order { $d.name } }";
  std::vector<std::string> before = rows_of(*graph, query);
  graph->apply_schema(
      "node Doc { name: String @key  n: I64?  words: [String]?  at: DateTime?\n"
      "  v: Vector(2)?  body: Blob? }\n",
      {true, std::nullopt});
  EXPECT_EQ(rows_of(*open_graph(memory), query), before);
  omnigraph::testing::GraphHandle handle(memory);
  const table::Table& table = handle.head()->node("Doc").table();
  columnar::ArrayPtr blobs = table.read(table.morsels(100).at(0), table.field("body"));
  ASSERT_EQ(blobs->length(), 3U);
  EXPECT_EQ(blobs->child(0)->text_at(0), "hi");
  EXPECT_TRUE(blobs->is_valid(1) && blobs->child(0)->is_valid(1));
  EXPECT_EQ(blobs->child(0)->text_at(1), "");
  EXPECT_TRUE(blobs->is_null(2)) << "null is not empty (SCH-32g)";
}

/// The requests of an apply up to the put that makes it a commit.
std::vector<std::string> requests_of_apply(MemoryStore& memory, const std::string& schema) {
  auto owned = std::make_unique<storage::CountingStore>(memory);
  storage::CountingStore* counting = owned.get();
  std::unique_ptr<Graph> graph = open_on_store(std::move(owned), "memory");
  counting->reset();
  graph->apply_schema(schema);
  std::vector<std::string> requests;
  storage::StoreCounts counts = counting->counts();
  for (const storage::RecordedRequest& request : counts.requests) {
    std::string kind(storage::to_string(request.kind));
    requests.push_back(kind + " " + request.name.substr(0, request.name.find('/')));
    if (kind.find("put") != kind.npos && request.name.starts_with("__manifest/")) {
      break;
    }
  }
  return requests;
}

TEST(SchemaChangeCosts, SCH_90_adding_a_property_costs_the_same_for_a_million_rows_as_for_none) {
  const std::string before = "node Event { at: I64 }\n";
  const std::string after = "node Event { at: I64  note: String? }\n";
  MemoryStore empty;
  make_graph(empty, before);
  MemoryStore full;
  make_graph(full, before);
  constexpr int kRows = 1'000'000;
  std::string lines;
  for (int i = 0; i < kRows; ++i) {
    lines += fmt::format("{{\"type\":\"Event\",\"data\":{{\"at\":{}}}}}\n", i);
  }
  load_lines(*open_graph(full), LoadMode::append, lines);
  std::vector<std::string> requests = requests_of_apply(full, after);
  EXPECT_EQ(requests, requests_of_apply(empty, after));
  EXPECT_LE(requests.size(), 8U) << "architecture, section 6";
}

/// A type whose properties change at random, and what its rows must be.
class Model {
 public:
  explicit Model(std::uint64_t seed) : random_(seed) {}

  struct Property {
    std::string name;
    std::string type;  ///< `I32`, `I64`, `String`, `enum(…)`
    bool nullable = true;
    std::string fill;      ///< its `@default`, which stays
    std::string hint;      ///< for the next source only
    bool touched = false;  ///< by a change of this round
  };

  std::string source() const {
    std::string text = "node " + type_ + type_suffix_ + " { name: String @key\n";
    for (const Property& property : properties_) {
      text += "  " + property.name + ": " + property.type + (property.nullable ? "?" : "") +
              property.fill + property.hint + "\n";
    }
    return text + "}\n";
  }

  /// Draws some changes, each of something else, and gives the kinds of steps that they must plan
  /// as.
  std::vector<std::string> changes();
  std::string load();
  std::vector<std::string> expected() const;
  std::string query() const;

 private:
  std::string change();
  void add(const char* type, bool nullable, const std::string& value);
  std::uint64_t below(std::uint64_t limit) { return random_.next() % limit; }
  std::string fresh(const char* prefix) { return prefix + std::to_string(++names_); }
  std::string value_of(const Property& property);

  omnigraph::testing::SeededRandom random_;
  std::string type_ = "T";
  std::string type_suffix_;
  std::vector<Property> properties_;
  std::map<std::string, std::map<std::string, std::string>> rows_;  // JSON by key and property
  int names_ = 0;
};

std::string Model::value_of(const Property& property) {
  if (property.nullable && below(3) == 0) {
    return "null";
  }
  if (property.type == "I32") {
    return std::to_string(below(1000));
  }
  if (property.type == "I64") {
    return std::to_string(below(std::uint64_t{1} << 50));
  }
  if (property.type == "String") {
    return "\"s" + std::to_string(below(1000)) + "\"";
  }
  return "\"m0\"";
}

void Model::add(const char* type, bool nullable, const std::string& value) {
  Property added;
  added.name = fresh("p");
  added.type = type;
  added.nullable = nullable;
  added.fill = nullable ? "" : " @default(" + value + ")";
  added.touched = true;
  for (auto& [key, row] : rows_) {
    row[added.name] = value;
  }
  properties_.push_back(std::move(added));
}

std::vector<std::string> Model::changes() {
  type_suffix_.clear();
  for (Property& property : properties_) {
    property.hint.clear();
    property.touched = false;
  }
  std::vector<std::string> kinds;
  for (std::uint64_t i = 1 + below(3); i > 0; --i) {
    kinds.push_back(change());
  }
  std::sort(kinds.begin(), kinds.end());
  return kinds;
}

std::string Model::change() {
  static const char* const kTypes[] = {"I32", "I64", "String", "enum(m0)"};
  auto untouched = [this](const std::string& type) {
    return std::find_if(properties_.begin(), properties_.end(), [&type](const Property& p) {
      return !p.touched && p.type.starts_with(type);
    });
  };
  auto property = untouched("");
  std::uint64_t kind = below(8);
  if (kind == 0 && type_suffix_.empty()) {
    type_suffix_ = " @rename_from(\"" + type_ + "\")";
    type_ = fresh("T");
    return "rename_type";
  }
  if (auto narrow = untouched("I32"); kind == 1 && narrow != properties_.end()) {
    narrow->type = "I64";
    narrow->touched = true;
    return "change_type";
  }
  if (auto word = untouched("enum"); kind == 2 && word != properties_.end()) {
    word->type.insert(word->type.size() - 1, ", " + fresh("m"));
    word->touched = true;
    return "extend_enum";
  }
  if (kind >= 6 || property == properties_.end()) {
    kind == 7 ? add("String", false, "\"d\"") : add(kTypes[below(4)], true, "null");
    return "add_property";
  }
  std::advance(property, below(static_cast<std::uint64_t>(properties_.end() - property)));
  if (property->touched) {
    property = untouched("");
  }
  property->touched = true;
  bool has_null = std::any_of(rows_.begin(), rows_.end(), [&property](const auto& row) {
    return row.second.at(property->name) == "null";
  });
  if (kind == 3 && (!property->nullable || !has_null)) {
    property->nullable = !property->nullable;
    return "change_nullability";
  }
  if (kind == 4) {
    for (auto& [key, row] : rows_) {
      row.erase(property->name);
    }
    properties_.erase(property);
    return "drop_property";
  }
  std::string old = property->name;
  property->name = fresh("p");
  property->hint = " @rename_from(\"" + old + "\")";
  for (auto& [key, row] : rows_) {
    row[property->name] = row[old];
    row.erase(old);
  }
  return "rename_property";
}

std::string Model::load() {
  std::string lines;
  for (std::uint64_t i = below(6), first = below(12); i > 0; --i) {
    std::string key = "k" + std::to_string((first + i) % 12);
    std::map<std::string, std::string>& row = rows_[key];
    std::string data = "\"name\":\"" + key + "\"";
    for (const Property& property : properties_) {
      row[property.name] = value_of(property);
      data += ",\"" + property.name + "\":" + row[property.name];
    }
    lines += "{\"type\":\"" + type_ + "\",\"data\":{" + data + "}}\n";
  }
  return lines;
}

std::string Model::query() const {
  std::string returns = "$t.name";
  for (const Property& property : properties_) {
    returns += ", $t." + property.name;
  }
  return "query q() { match { $t: " + type_ + " } return { " + returns + " } order { $t.name } }";
}

std::vector<std::string> Model::expected() const {
  std::vector<std::string> rows;
  for (const auto& [key, row] : rows_) {
    std::string text = "{\"t.name\":\"" + key + "\"";
    for (const Property& property : properties_) {
      text += ",\"t." + property.name + "\":" + row.at(property.name);
    }
    rows.push_back(text + "}");
  }
  return rows;
}

TEST(SchemaChangeModel, SCH_78_SCH_98_random_changes_plan_as_drawn_and_keep_every_cell) {
  std::map<std::string, int> drawn;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    Model model(seed);
    MemoryStore memory;
    make_graph(memory, model.source());
    std::unique_ptr<Graph> graph = open_graph(memory);
    for (int step = 0; step < 12; ++step) {
      std::string lines = model.load();
      if (!lines.empty()) {
        load_lines(*graph, LoadMode::merge, lines);
      }
      std::vector<std::string> kinds = model.changes();
      std::string source = model.source();
      SCOPED_TRACE(source);
      SchemaPlan plan = graph->plan_schema(source);
      ASSERT_TRUE(plan.supported);
      std::vector<std::string> planned;
      for (const SchemaStep& planned_step : plan.steps) {
        planned.push_back(planned_step.kind);
        ++drawn[planned_step.kind];
      }
      std::sort(planned.begin(), planned.end());
      ASSERT_EQ(planned, kinds);
      ASSERT_TRUE(graph->apply_schema(source, {seed % 3 == 0, std::nullopt}).applied);
      ASSERT_EQ(rows_of(*graph, model.query()), model.expected());
      if (step % 4 == 3) {
        graph = open_graph(memory);
        ASSERT_EQ(rows_of(*graph, model.query()), model.expected()) << "reopened";
      }
    }
  }
  for (const char* kind : {"add_property", "rename_property", "drop_property", "rename_type",
                           "change_type", "extend_enum", "change_nullability"}) {
    EXPECT_GT(drawn[kind], 20) << kind;
  }
}

}  // namespace
}  // namespace omnigraph::engine

#include "write/constraint_audit.h"

#include "storage/counting_store.h"
#include "storage/memory_store.h"
#include "write_testing.h"

#include <fmt/format.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace omnigraph::write {
namespace {

using testing::catalog_of;
using testing::GraphHandle;
using testing::make_graph;
using testing::rows_of;

std::vector<std::string> ids_of(const std::vector<Violation>& violations) {
  std::vector<std::string> ids;
  for (const Violation& violation : violations) {
    ids.push_back(violation.entity_id);
  }
  return ids;
}

using Ids = std::vector<std::string>;

// A table that was filled when there were no rules, judged by rules that come later.
class ConstraintAudit : public ::testing::Test {
 protected:
  ConstraintAudit() {
    make_graph(store_, "node N { s: String? i: I32? e: String? }\nedge E: N -> N");
    graph_.emplace(store_);
    std::string lines;
    for (int i = 0; i < 60; ++i) {
      lines += fmt::format(R"({{"type":"N","data":{{"id":"n{}","s":{},"i":{},"e":"{}"}}}})", i,
                           i % 10 == 9 ? "null" : fmt::format("\"v{}\"", i % 25), i,
                           i % 30 == 29 ? "z" : "a");
      lines +=
          fmt::format("\n{{\"edge\":\"E\",\"from\":\"n{}\",\"to\":\"n0\"}}\n", i / 4 * (i % 3));
    }
    graph_->load(lines);
    // n25 and n26 are not live where they were.
    graph_->load(R"({"type":"N","data":{"id":"n25","s":"other","i":1000,"e":"a"}})"
                 "\n"
                 R"({"type":"N","data":{"id":"n26","s":null,"i":0,"e":"a"}})");
  }

  std::vector<Violation> audit(const std::string& rule, std::size_t most) {
    schema::CatalogPtr catalog =
        catalog_of("node N { s: String? i: I32? e: String? " + rule + " }");
    const schema::NodeType& type = catalog->nodes[0];
    return audit_constraint(table(), type, type.constraints.at(0), most);
  }
  const table::Table& table() { return graph_->head()->node("N").table(); }

  storage::MemoryStore store_;
  std::optional<GraphHandle> graph_;
};

TEST_F(ConstraintAudit, SCH_43_names_the_rows_that_repeat_a_tuple) {
  EXPECT_EQ(ids_of(audit("@unique(s)", 3)), (Ids{"n27", "n28", "n30"}));
  EXPECT_EQ(audit("@unique(s)", 1)[0].message,
            "@unique violation on N.s: 'v2' is that of node 'n2' already");
  EXPECT_EQ(audit("@unique(s)", 0).size(), 0U);
  EXPECT_EQ(ids_of(audit("@unique(i)", 9)), (Ids{"n26"}));
  EXPECT_EQ(audit("@unique(s, i)", 9).size(), 0U);
  EXPECT_EQ(audit("@unique(e)", 1000).size(), 58U);
}

TEST_F(ConstraintAudit, SCH_44_to_46_values) {
  EXPECT_EQ(ids_of(audit("@range(i, 0..57)", 2)), (Ids{"n58", "n59"}));
  EXPECT_EQ(ids_of(audit("@range(i, 0..57)", 9)), (Ids{"n58", "n59", "n25"}));
  EXPECT_EQ(ids_of(audit("@check(s, \"^v\")", 9)), (Ids{"n25"}));
  EXPECT_EQ(audit("@index(s)", 9).size(), 0U);
  schema::CatalogPtr narrowed = catalog_of("node N { e: enum(a, b)? }");
  const schema::NodeType& type = narrowed->nodes[0];
  EXPECT_EQ(ids_of(audit_values(table(), ValueRules(type, type.properties[0]), 9)),
            (Ids{"n29", "n59"}));
}

TEST_F(ConstraintAudit, SCH_47_sources_with_edges) {
  const table::Table& edges = graph_->head()->edge("E").table();
  auto audit_bounds = [&edges](const std::string& bounds, std::size_t most) {
    schema::CatalogPtr catalog =
        catalog_of("node N { s: String? }\nedge E: N -> N @card(" + bounds + ")");
    return audit_cardinality(edges, catalog->edges[0], most);
  };
  EXPECT_EQ(audit_bounds("0..2", 1)[0].entity_id, "n0");
  EXPECT_EQ(audit_bounds("0..1000", 9).size(), 0U);
  EXPECT_EQ(audit_bounds("1..", 9).size(), 0U) << "nodes without edges are none";
  EXPECT_THAT(audit_bounds("20..", 1)[0].message,
              ::testing::StartsWith("@card violation on edge E: source '"));
}

// ---- random loads against a model -----------------------------------------------------------

struct Row {
  std::string id;
  std::string src;  // of an edge
  std::optional<int> a;
  std::optional<int> b;
};

struct Rules {
  bool unique_a = false;
  bool unique_ab = false;
  bool range_b = false;      // 0..3
  bool edge_unique = false;  // (src, a)
  int least = 0;
  int most = 99;

  std::string schema() const {
    return fmt::format(
        "node N {{ k: I32 @key }}\nnode T {{ a: I32? b: I32? {} {} {} }}\n"
        "edge E: N -> N @card({}..{}) {{ a: I32? b: I32? {} }}",
        unique_a ? "@unique(a)" : "", unique_ab ? "@unique(a, b)" : "",
        range_b ? "@range(b, 0..3)" : "", least, most, edge_unique ? "@unique(src, a)" : "");
  }
};

using Tables = std::map<bool, std::map<std::string, Row>>;  // by whether they are edges, then id

std::optional<std::string> tuple_of(const Row& row, const std::string& group) {
  if (group == "a") {
    return row.a ? std::optional(std::to_string(*row.a)) : std::nullopt;
  }
  if (group == "ab") {
    return row.a && row.b ? std::optional(fmt::format("{} {}", *row.a, *row.b)) : std::nullopt;
  }
  return row.a ? std::optional(fmt::format("{} {}", row.src, *row.a)) : std::nullopt;
}

template <typename RowsOf>
bool repeats(const RowsOf& rows, const std::string& group) {
  std::set<std::string> seen;
  for (const Row& row : rows) {
    std::optional<std::string> tuple = tuple_of(row, group);
    if (tuple && !seen.insert(*tuple).second) {
      return true;
    }
  }
  return false;
}

/// Whether the load is accepted; then it is in `tables`.
bool accept(const Rules& rules, Tables& tables, const std::map<bool, std::vector<Row>>& input,
            LoadMode mode) {
  Tables next = tables;
  std::set<std::string> touched;
  for (const auto& [is_edge, rows] : input) {
    if (mode == LoadMode::overwrite && !rows.empty()) {
      for (const auto& [id, row] : next[is_edge]) {
        touched.insert(row.src);
      }
      next[is_edge].clear();
    }
    std::set<std::string> ids;
    for (const Row& row : rows) {
      bool is_again = !ids.insert(row.id).second;
      bool is_there = tables[is_edge].count(row.id) != 0;
      if ((mode != LoadMode::merge && is_again) || (mode == LoadMode::append && is_there) ||
          (!is_edge && rules.range_b && row.b.value_or(0) > 3)) {
        return false;
      }
      if (is_there) {
        touched.insert(tables[is_edge][row.id].src);
      }
      next[is_edge][row.id] = row;
    }
    for (const Row& row : rows) {
      touched.insert(next[is_edge][row.id].src);
    }
    std::vector<std::string> groups;
    if (is_edge && rules.edge_unique) {
      groups = {"src"};
    } else if (!is_edge) {
      rules.unique_a ? groups.emplace_back("a") : groups.emplace_back();
      rules.unique_ab ? groups.emplace_back("ab") : groups.emplace_back();
    }
    std::vector<Row> image;
    for (const auto& [id, row] : next[is_edge]) {
      image.push_back(row);
    }
    for (const std::string& group : groups) {
      if (!group.empty() && (repeats(rows, group) || repeats(image, group))) {
        return false;
      }
    }
  }
  std::map<std::string, int> degrees;
  for (const auto& [id, row] : next[true]) {
    ++degrees[row.src];
  }
  for (const std::string& source : touched) {
    int degree = degrees[source];
    if (!source.empty() && (degree < rules.least || degree > rules.most)) {
      return false;
    }
  }
  tables = std::move(next);
  return true;
}

std::string line_of(const Row& row, bool is_edge) {
  auto number = [](const std::optional<int>& value) {
    return value ? std::to_string(*value) : std::string("null");
  };
  std::string data =
      fmt::format(R"({{"id":"{}","a":{},"b":{}}})", row.id, number(row.a), number(row.b));
  return is_edge ? fmt::format(R"({{"edge":"E","from":"{}","to":"0","data":{}}})", row.src, data)
                 : fmt::format(R"({{"type":"T","data":{}}})", data);
}

void audit_all(const commit::Snapshot& snapshot, const Tables& tables) {
  auto rows = rows_of(snapshot);
  RC_ASSERT(rows["node:T"].size() == tables.at(false).size());
  RC_ASSERT(rows["edge:E"].size() == tables.at(true).size());
  const schema::NodeType& node = *snapshot.catalog().find_node("T");
  const schema::EdgeType& edge = *snapshot.catalog().find_edge("E");
  for (const schema::Constraint& constraint : node.constraints) {
    RC_ASSERT(audit_constraint(snapshot.node("T").table(), node, constraint, 3).empty());
  }
  for (const schema::Constraint& constraint : edge.constraints) {
    RC_ASSERT(audit_constraint(snapshot.edge("E").table(), edge, constraint, 3).empty());
  }
  RC_ASSERT(audit_cardinality(snapshot.edge("E").table(), edge, 3).empty());
}

RC_GTEST_PROP(ConstraintModel, WR_54_loads_are_accepted_exactly_if_the_model_accepts_them, ()) {
  auto number = [](int below) { return *rc::gen::inRange(0, below); };
  Rules rules{number(2) == 0, number(2) == 0, number(2) == 0,
              number(2) == 0, number(3),      2 + number(3)};
  storage::MemoryStore store;
  make_graph(store, rules.schema());
  GraphHandle graph(store);
  std::string nodes;
  for (int i = 0; i < 4; ++i) {
    nodes += fmt::format("{{\"type\":\"N\",\"data\":{{\"k\":{}}}}}\n", i);
  }
  graph.load(nodes);
  Tables tables = {{false, {}}, {true, {}}};
  const int loads = 1 + number(12);
  for (int load = 0; load < loads; ++load) {
    const auto mode =
        *rc::gen::element(LoadMode::merge, LoadMode::merge, LoadMode::append, LoadMode::overwrite);
    std::map<bool, std::vector<Row>> input = {{false, {}}, {true, {}}};
    std::string lines;
    for (int i = number(5); i >= 0; --i) {
      auto value = [&number] {
        int drawn = number(6);
        return drawn == 5 ? std::nullopt : std::optional(drawn);
      };
      bool is_edge = number(2) == 0;
      Row row{fmt::format("x{}", number(8)), is_edge ? std::to_string(number(3)) : "", value(),
              value()};
      lines += line_of(row, is_edge) + "\n";
      input[is_edge].push_back(std::move(row));
    }
    RC_LOG() << rules.schema() << "\n" << to_string(mode) << "\n" << lines;
    bool expected = accept(rules, tables, input, mode);
    GraphHandle other(store);  // has read nothing yet
    bool accepted = true;
    try {
      (number(3) == 0 ? other : graph).load(lines, mode);
    } catch (const Error& error) {
      RC_LOG() << error.what() << "\n";
      RC_ASSERT(error.kind() != ErrorKind::internal);
      accepted = false;
    }
    RC_ASSERT(accepted == expected);
    audit_all(*graph.head(), tables);
  }
}

// ---- costs ----------------------------------------------------------------------------------

TEST(ConstraintRequests, a_small_load_reads_as_many_objects_however_large_the_table_is) {
  constexpr std::string_view kSchema =
      "node U { k: I32 @key mail: String @unique }\nedge F: U -> U @card(0..5)";
  std::vector<std::uint64_t> reads;
  for (int rows : {1'000, 100'000}) {
    storage::MemoryStore memory;
    storage::CountingStore store(memory);
    make_graph(store, kSchema);
    {
      std::string lines;
      for (int i = 0; i < rows; ++i) {
        lines +=
            fmt::format("{{\"type\":\"U\",\"data\":{{\"k\":{},\"mail\":\"m{}\"}}}}\n", i, i * 7);
        lines += fmt::format("{{\"edge\":\"F\",\"from\":\"{}\",\"to\":\"{}\"}}\n", i, i / 2);
      }
      GraphHandle(store).load(lines);
    }
    GraphHandle cold(store);
    cold.head();
    store.reset();
    cold.load(
        "{\"type\":\"U\",\"data\":{\"k\":-1,\"mail\":\"new\"}}\n"
        "{\"edge\":\"F\",\"from\":\"-1\",\"to\":\"-1\"}");
    std::set<std::string> objects;
    for (const storage::RecordedRequest& request : store.counts().requests) {
      if (request.kind == storage::RequestKind::read ||
          request.kind == storage::RequestKind::read_range) {
        objects.insert(request.name);
      }
    }
    reads.push_back(objects.size());
  }
  EXPECT_GT(reads[0], 2U);
  EXPECT_EQ(reads[0], reads[1]);
}

}  // namespace
}  // namespace omnigraph::write

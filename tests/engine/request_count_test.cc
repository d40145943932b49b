#include "engine/open_on_store.h"
#include "memory_graph.h"
#include "storage/counting_store.h"
#include "storage/memory_store.h"

#include <fmt/format.h>

#include <map>

// What reads cost, counted as an object store would (architecture, section 6). Numbers are exact:
// they may only fall, and must not depend on history or on how many types there are.

namespace omnigraph::engine {
namespace {

using storage::CountingStore;
using storage::MemoryStore;
using storage::StoreCounts;
using testing::load_lines;
using testing::open_graph;

const char* const kByKey =
    "query q() { match { $p: Person { name: \"p7\" } } return { $p.name, $p.age } }";

const char* const kOther = "{\"type\":\"Other\",\"data\":{\"n\":1}}\n";

struct Shape {
  std::string name;
  int commits = 1;  ///< of this history, one that touches Person, at the beginning
  int types = 2;
};

std::string schema_of(int types) {
  std::string source = "node Person { name: String @key  age: I32? }\nnode Other { n: I32? }\n";
  for (int i = 2; i < types; ++i) {
    source += fmt::format("node T{} {{ n: I32? }}\n", i);
  }
  return source;
}

std::string people(int first, int count) {
  std::string lines;
  for (int i = first; i < first + count; ++i) {
    lines +=
        fmt::format("{{\"type\":\"Person\",\"data\":{{\"name\":\"p{}\",\"age\":{}}}}}\n", i, i);
  }
  return lines;
}

/// A store with twenty people in one fragment and a history.
void fill(MemoryStore& memory, const Shape& shape) {
  testing::make_graph(memory, schema_of(shape.types));
  std::unique_ptr<Graph> graph = open_graph(memory);
  load_lines(*graph, LoadMode::append, people(0, 20));
  for (int i = 1; i < shape.commits; ++i) {
    load_lines(*graph, LoadMode::append, kOther);
  }
}

/// A handle and what it asked its store for.
struct Counted {
  explicit Counted(MemoryStore& memory) {
    auto owned = std::make_unique<CountingStore>(memory);
    store = owned.get();
    graph = open_on_store(std::move(owned), "memory");
  }

  StoreCounts query(const std::string& source) {
    store->reset();
    EXPECT_EQ(graph->query({source, std::nullopt, ""}).row_count(), 1U);
    return store->counts();
  }

  CountingStore* store = nullptr;
  std::unique_ptr<Graph> graph;
};

std::string describe(const StoreCounts& counts) {
  std::string text = fmt::format("{} requests in {} rounds:", counts.total(), counts.rounds);
  for (const storage::RecordedRequest& request : counts.requests) {
    text += fmt::format("\n  {} {}", storage::to_string(request.kind), request.name);
  }
  return text;
}

/// Requests of one operation: what finds the rows, and reads of parts of data files. On a disk and
/// in memory the latter cost nothing, because files are mapped.
struct Cost {
  std::uint64_t metadata = 0;
  std::uint64_t data = 0;
};

void expect_cost(const StoreCounts& counts, const Cost& expected) {
  EXPECT_EQ(counts.total() - counts.range_reads, expected.metadata) << describe(counts);
  EXPECT_EQ(counts.range_reads, expected.data) << describe(counts);
}

class Requests : public ::testing::TestWithParam<Shape> {
 protected:
  void SetUp() override {
    std::unique_ptr<MemoryStore>& filled = filled_[GetParam().name];
    if (!filled) {
      filled = std::make_unique<MemoryStore>();
      fill(*filled, GetParam());
    }
    for (const storage::ObjectInfo& object : filled->list({})) {
      memory_.put_buffer(object.name, filled->read(object.name));
    }
  }
  static void TearDownTestSuite() { filled_.clear(); }

  MemoryStore memory_;

 private:
  inline static std::map<std::string, std::unique_ptr<MemoryStore>> filled_;
};

// The contract is 6 + 2F = 8 requests in 5 rounds for opening and the first query together. The
// file is small and read whole.
TEST_P(Requests, cold_open_and_first_point_query) {
  Counted cold(memory_);
  // The last position, its entry, the identities and the source of the schema.
  expect_cost(cold.store->counts(), {4, 0});
  EXPECT_EQ(cold.store->counts().rounds, 3U);
  // The position behind it and the table's state; the file.
  StoreCounts counts = cold.query(kByKey);
  expect_cost(counts, {2, 1});
  EXPECT_EQ(counts.rounds, 2U) << describe(counts);
}

// The contract: a single request.
TEST_P(Requests, warm_point_query) {
  Counted warm(memory_);
  warm.query(kByKey);
  for (int i = 0; i < 3; ++i) {
    expect_cost(warm.query(kByKey), {1, 0});
  }
}

// The contract is 4 + 2 per new fragment.
TEST_P(Requests, point_query_after_a_commit_of_another_handle_on_another_type) {
  Counted warm(memory_);
  warm.query(kByKey);
  load_lines(*open_graph(memory_), LoadMode::append, kOther);
  // The new entry, and that none follows it.
  expect_cost(warm.query(kByKey), {2, 0});
}

TEST_P(Requests, point_query_after_a_commit_of_another_handle_on_its_type) {
  Counted warm(memory_);
  warm.query(kByKey);
  load_lines(*open_graph(memory_), LoadMode::append, people(100, 3));
  expect_cost(warm.query(kByKey), {2, 1});
}

TEST_P(Requests, point_query_after_many_commits_of_others_reads_the_newest_entry_only) {
  Counted warm(memory_);
  warm.query(kByKey);
  for (int i = 0; i < 10; ++i) {
    load_lines(*open_graph(memory_), LoadMode::append, kOther);
  }
  expect_cost(warm.query(kByKey), {3, 0});
}

TEST_P(Requests, snapshot_of_a_warm_handle_looks_at_the_next_position_only) {
  Counted warm(memory_);
  warm.query(kByKey);
  warm.store->reset();
  warm.graph->snapshot();
  expect_cost(warm.store->counts(), {1, 0});
}

// One load: data file and log entry of one table, on a warm handle, and at first the table's state;
// later the entry has a delta. Finding what to link the version to, and linking it, follows.
TEST_P(Requests, load_into_one_type) {
  Counted warm(memory_);
  warm.query(kByKey);
  warm.store->reset();
  load_lines(*warm.graph, LoadMode::append, kOther);
  StoreCounts counts = warm.store->counts();
  EXPECT_EQ(counts.puts, GetParam().commits == 1 ? 4U : 3U) << describe(counts);
}

const Shape kShapes[] = {{"short_history_of_few_types", 1, 2},
                         {"long_history_of_few_types", 100, 2},
                         {"short_history_of_many_types", 1, 50},
                         {"long_history_of_many_types", 100, 50}};

INSTANTIATE_TEST_SUITE_P(Of, Requests, ::testing::ValuesIn(kShapes),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace omnigraph::engine

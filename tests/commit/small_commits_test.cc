#include "commit_testing.h"
#include "storage/counting_store.h"
#include "storage/memory_store.h"
#include "storage/sequence.h"
#include "table/table_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <thread>

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
)";

std::string person(const std::string& name, std::size_t age) {
  return fmt::format(R"({{"type":"Person","data":{{"name":"{}","age":{}}}}})", name, age);
}

/// What one commit asked of the store.
struct CommitCost {
  std::uint64_t bytes = 0;
  std::uint64_t requests = 0;  ///< besides those for a manifest
  bool has_manifest = false;
};

CommitCost cost_of(const storage::StoreCounts& counts) {
  CommitCost cost{counts.bytes_written, 0, false};
  for (const storage::RecordedRequest& request : counts.requests) {
    if (request.name.find("/_staged/") == std::string::npos) {
      ++cost.requests;
    } else {
      cost.has_manifest = true;
      EXPECT_EQ(request.kind, storage::RequestKind::put);
    }
  }
  return cost;
}

// D-25: at most 64 KB, however many commits there were.
TEST(SmallCommits, cost_the_same_however_many_there_were) {
  constexpr std::size_t kCommits = 2000;
  MemoryStore memory;
  CountingStore store(memory);
  make_graph(store, kSchema);
  GraphHandle graph(store);
  std::vector<CommitCost> costs;
  for (std::size_t i = 0; i < kCommits; ++i) {
    std::string line = person(fmt::format("p{:05}", i), i);
    store.reset();
    graph.publish(line, {}, [&graph] { return graph.head(); });
    costs.push_back(cost_of(store.counts()));
  }
  auto most_bytes = [&](std::size_t from, std::size_t to) {
    std::uint64_t most = 0;
    for (std::size_t i = from; i < to; ++i) {
      most = std::max(most, costs[i].bytes);
    }
    return most;
  };
  std::size_t manifests = 0;
  std::set<std::uint64_t> requests;
  for (std::size_t i = 0; i < kCommits; ++i) {
    manifests += costs[i].has_manifest ? 1 : 0;
    if (i >= 2) {  // the head and the first manifest are known from then on
      requests.insert(costs[i].requests);
    }
  }
  fmt::print("most bytes of a commit: {} of the first half, {} of the second; {} manifests\n",
             most_bytes(0, kCommits / 2), most_bytes(kCommits / 2, kCommits), manifests);
  EXPECT_LE(most_bytes(0, kCommits), 64U << 10);
  EXPECT_LE(most_bytes(kCommits / 2, kCommits), most_bytes(100, kCommits / 2) * 5 / 4);
  EXPECT_EQ(requests.size(), 1U) << ::testing::PrintToString(requests);
  EXPECT_LE(manifests, kCommits / 10);
  EXPECT_GE(manifests, 1U);
  GraphHandle cold(memory);
  const SnapshotTable& people = cold.head()->node("Person");
  EXPECT_LE(people.table().state().fragments.size(), 30U);
  auto rows = rows_of(people);
  ASSERT_EQ(rows.size(), kCommits);
  EXPECT_EQ(rows.at("p01234"), R"([1234,"p01234"])");
}

class OlderDelta : public ::testing::Test {
 protected:
  OlderDelta() {
    make_graph(memory_, kSchema);
    GraphHandle graph(memory_);
    graph.load(person("ada", 1));
    entry_ = graph.load(person("eve", 2)).entry;  // with a delta
    graph.load(R"({"type":"Note","data":{"id":"n"}})");
    graph.load(R"({"type":"Note","data":{"id":"m"}})");
  }

  std::string entry_name() {
    return storage::Sequence("__manifest/main/", ".json").name(entry_->position);
  }

  MemoryStore memory_;
  LogEntryPtr entry_;
};

TEST_F(OlderDelta, is_read_from_the_entry_that_has_it) {
  CountingStore store(memory_);
  GraphHandle cold(store);
  SnapshotPtr head = cold.head();
  const SnapshotTable& people = head->node("Person");
  ASSERT_EQ(people.version().delta, entry_->position);
  ASSERT_LT(people.version().delta, head->entry()->position);
  store.reset();
  EXPECT_EQ(people.table().live_rows(), 2U);
  EXPECT_EQ(store.counts().rounds, 1U);
  EXPECT_EQ(store.counts().total(), 2U) << "the manifest and the entry";
  EXPECT_EQ(rows_of(people).at("eve"), R"([2,"eve"])");
}

TEST_F(OlderDelta, missing_or_damaged_is_an_error_that_names_it) {
  const std::string name = entry_name();
  const std::string whole(as_text(memory_.read(name).bytes()));
  auto error = [this](const std::string& content) {
    std::string entry = entry_name();
    memory_.remove(entry);
    if (!content.empty()) {
      memory_.put_if_absent(entry, as_bytes(content), storage::Durability::synced);
    }
    GraphHandle cold(memory_);
    SnapshotPtr head = cold.head();
    EXPECT_EQ(rows_of(head->node("Note")).size(), 2U) << "other tables are as they were";
    return error_of([&] { head->node("Person").table(); });
  };
  Error missing = error("");
  EXPECT_EQ(missing.kind(), ErrorKind::internal);
  EXPECT_THAT(missing.what(), HasSubstr(fmt::format("entry {} of main", entry_->position)));
  Error torn = error(whole.substr(0, whole.size() / 2));
  EXPECT_EQ(torn.kind(), ErrorKind::internal);
  EXPECT_THAT(torn.what(), HasSubstr(name));
  // Every character of the delta itself.
  const std::string mark = "\"fragments\":\"";
  const std::size_t begin = whole.find(mark) + mark.size();
  const std::size_t end = whole.find('"', begin);
  ASSERT_LT(begin, end);
  for (std::size_t i = begin; i < end; ++i) {
    SCOPED_TRACE(i - begin);
    std::string flipped = whole;
    flipped[i] = flipped[i] == 'A' ? 'B' : 'A';
    Error damaged = error(flipped);
    EXPECT_EQ(damaged.kind(), ErrorKind::internal);
    EXPECT_THAT(damaged.what(),
                ::testing::AnyOf(HasSubstr(fmt::format("entry {} of main", entry_->position)),
                                 HasSubstr(name)));
  }
}

/// Every data file and manifest that some entry of the log refers to.
std::set<std::string> referenced(GraphHandle& graph) {
  std::set<std::string> names;
  for (Position position = graph.head()->entry()->position; position > 0; --position) {
    SnapshotPtr snapshot = graph.at(graph.log().find(position));
    for (const SnapshotTable* table : snapshot->tables()) {
      if (!table->version().state.empty()) {
        names.insert(table::state_path(table->directory(), table->version().state));
      }
      for (const table::StateFragment& fragment : table->table().state().fragments) {
        names.insert(table::data_file_path(table->directory(), fragment.name()));
      }
    }
  }
  return names;
}

// Every lost race plans again what it carries, from fragments that others have carried meanwhile.
TEST(SmallCommits, WR_61_many_writers_of_single_rows_all_land_once_and_leave_nothing) {
  constexpr std::size_t kWriters = 6;
  constexpr std::size_t kEach = 15;
  MemoryStore store;
  make_graph(store, kSchema);
  std::vector<std::unique_ptr<GraphHandle>> graphs;
  for (std::size_t i = 0; i < kWriters; ++i) {
    graphs.push_back(std::make_unique<GraphHandle>(store));
  }
  {
    std::vector<std::jthread> threads;
    for (std::size_t writer = 0; writer < kWriters; ++writer) {
      threads.emplace_back([&graphs, writer] {
        for (std::size_t i = 0; i < kEach; ++i) {
          graphs[writer]->load(person(fmt::format("w{}-{}", writer, i), i));
          // Each row is replaced once, perhaps after it was carried.
          if (i > 0) {
            graphs[writer]->load(person(fmt::format("w{}-{}", writer, i - 1), 1000 + i));
          }
        }
      });
    }
  }
  GraphHandle cold(store);
  SnapshotPtr head = cold.head();
  EXPECT_EQ(head->entry()->position, 1 + kWriters * (2 * kEach - 1));
  auto people = rows_of(head->node("Person"));
  EXPECT_EQ(people.size(), kWriters * kEach);
  for (std::size_t writer = 0; writer < kWriters; ++writer) {
    for (std::size_t i = 0; i < kEach; ++i) {
      std::string name = fmt::format("w{}-{}", writer, i);
      EXPECT_EQ(people.at(name), fmt::format(R"([{},"{}"])", i + 1 < kEach ? 1001 + i : i, name));
    }
  }
  EXPECT_LE(head->node("Person").table().state().fragments.size(), 40U);
  std::set<std::string> known = referenced(cold);
  for (const storage::ObjectInfo& object : store.list({.prefix = "nodes/"})) {
    if (object.name.find("/_versions/") == std::string::npos &&
        object.name.find("/_deletions/") == std::string::npos) {
      EXPECT_TRUE(known.contains(object.name)) << object.name << " is left over";
    }
  }
}

}  // namespace
}  // namespace omnigraph::commit

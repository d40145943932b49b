#include "storage/counting_store.h"
#include "storage/memory_store.h"
#include "write_testing.h"

#include <fmt/format.h>

namespace omnigraph::write {
namespace {

using storage::CountingStore;
using storage::RequestKind;
using storage::StoreCounts;
using testing::GraphHandle;
using testing::make_graph;

constexpr std::string_view kSchema = R"(
node Event { text: String }
node Person { name: String @key }
edge Knows: Person -> Person
)";

/// The requests of staging and publishing `lines` on a warm handle, after `depth` loads of other
/// lines of the same kind.
StoreCounts counts_at(int depth, const std::function<std::string(int)>& lines,
                      std::string_view first = {}) {
  storage::MemoryStore memory;
  CountingStore store(memory);
  make_graph(store, kSchema);
  GraphHandle graph(store);
  graph.load(first);
  for (int i = 0; i < depth; ++i) {
    graph.load(lines(i));
  }
  graph.head();
  store.reset();
  LoadOptions options;
  graph.publish(lines(depth), options, [&graph] { return graph.head(); });
  return store.counts();
}

std::string kinds_of(const StoreCounts& counts) {
  std::string kinds;
  for (const storage::RecordedRequest& request : counts.requests) {
    std::string_view name = request.name;
    std::string_view place = name.starts_with("__manifest")                     ? "log"
                             : name.find("/data/") != std::string_view::npos    ? "data"
                             : name.find("/_staged/") != std::string_view::npos ? "state"
                                                                                : name;
    kinds += fmt::format("{} {}\n", to_string(request.kind), place);
  }
  return kinds;
}

std::string event(int i) { return fmt::format(R"({{"type":"Event","data":{{"text":"{}"}}}})", i); }
std::string person(int i) {
  return fmt::format(R"({{"type":"Person","data":{{"name":"p{}"}}}})", i);
}

// New entities without ids: nothing that is there has to be looked up.
TEST(LoadRequests, new_entities_cost_the_same_at_any_depth) {
  StoreCounts shallow = counts_at(1, event);
  StoreCounts deep = counts_at(50, event);
  EXPECT_EQ(kinds_of(shallow), kinds_of(deep));
  EXPECT_EQ(shallow.rounds, deep.rounds);
  EXPECT_EQ(shallow.puts, 2U) << "data file, entry with the delta of the table";
  EXPECT_EQ(shallow.lists + shallow.removes, 0U);
  EXPECT_EQ(kinds_of(shallow),
            "read log\n"  // the head is unchanged
            "put data\n"  // the new rows
            "put log\n");
}

TEST(LoadRequests, an_empty_load_is_one_look_and_one_put) {
  StoreCounts counts = counts_at(3, [](int) { return std::string(); });
  EXPECT_EQ(kinds_of(counts), "read log\nput log\n");
  EXPECT_EQ(counts.rounds, 2U);
}

// One put of a data file for each table, and one of the entry, however deep.
TEST(LoadRequests, puts_depend_on_the_tables_touched_alone) {
  auto both = [](int i) {
    return person(i) + '\n' + fmt::format(R"({{"edge":"Knows","from":"p{}","to":"p{}"}})", i, i);
  };
  for (int depth : {1, 50}) {
    EXPECT_EQ(counts_at(depth, person).puts, 2U);
    EXPECT_EQ(counts_at(depth, both).puts, 3U);
  }
}

// Bytes of a commit: the entry and the state name every fragment, and nothing else grows.
TEST(LoadRequests, an_entry_does_not_grow_with_history) {
  StoreCounts shallow = counts_at(1, person);
  StoreCounts deep = counts_at(50, person);
  EXPECT_LT(shallow.bytes_written, 4096U);
  EXPECT_LT(deep.bytes_written, shallow.bytes_written + std::uint64_t{50} * 128);
}

}  // namespace
}  // namespace omnigraph::write

#include "storage/faulty_store.h"
#include "storage/memory_store.h"
#include "write_testing.h"

#include <fmt/format.h>

namespace omnigraph::write {
namespace {

using storage::Fault;
using storage::FaultEffect;
using storage::FaultReach;
using testing::error_of;
using testing::GraphHandle;
using testing::kPeople;
using testing::make_graph;
using testing::Rows;
using testing::rows_of;

constexpr std::string_view kBase = R"({"type":"Person","data":{"name":"ada"}}
{"type":"Note","data":{"id":"n1"}}
{"edge":"HasNote","from":"ada","to":"n1","data":{"id":"h1"}}
)";
constexpr std::string_view kMore = R"({"type":"Person","data":{"name":"ada","age":1}}
{"type":"Person","data":{"name":"bob"}}
{"type":"Note","data":{"id":"n2"}}
{"edge":"HasNote","from":"bob","to":"n2","data":{"id":"h1"}}
)";

std::vector<std::string> data_files(storage::ObjectStore& store) {
  std::vector<std::string> names;
  for (const char* prefix : {"nodes/", "edges/"}) {
    for (const storage::ObjectInfo& object : store.list({.prefix = prefix})) {
      if (object.name.find("/data/") != std::string::npos) {
        names.push_back(object.name);
      }
    }
  }
  return names;
}

// A request after which the whole load fails or not; whatever happens, the graph is as before it or
// as after it, and can be written.
void check_fault(Fault fault, LoadMode mode, bool& reached) {
  storage::MemoryStore memory;
  make_graph(memory, kPeople);
  GraphHandle(memory).load(kBase);
  auto before = rows_of(*GraphHandle(memory).head());
  std::vector<std::string> files_before = data_files(memory);
  storage::FaultyStore store(memory, fault);
  bool failed = false;
  std::string message;
  {
    GraphHandle graph(store);
    try {
      graph.load(kMore, mode);
    } catch (const Error& error) {
      failed = true;
      message = error.what();
      EXPECT_EQ(error.kind(), ErrorKind::internal) << error.what();
    }
  }
  reached = store.has_failed();
  GraphHandle reopened(memory);
  auto says = [&message](const char* text) { return message.find(text) != std::string::npos; };
  auto after = rows_of(*reopened.head());
  bool committed = reopened.head()->commit().version == 3;
  if (committed) {
    EXPECT_EQ(after.at("node:Person").size(), 2U);
    EXPECT_EQ(after.at("edge:HasNote").at("h1"), R"(["bob","n2"])");
    EXPECT_TRUE(!failed || fault.effect == FaultEffect::answer_lost)
        << "a commit that stands is not reported as failed";
  } else {
    EXPECT_TRUE(failed);
    EXPECT_EQ(after, before);
    bool certain =
        fault.effect == FaultEffect::not_applied && fault.reach == FaultReach::one_request;
    // What a failed publish refers to stays: the put may take effect yet.
    bool in_publish = says("__manifest/");
    if (certain && !in_publish) {
      EXPECT_EQ(data_files(memory), files_before) << "what was staged is removed: " << message;
    }
  }
  // What the error says of the commit is true.
  EXPECT_TRUE(!says("exists, but") || committed) << message;
  EXPECT_TRUE(!says("does not exist") || !committed) << message;
  reopened.load(kMore, mode);  // WR-47
  EXPECT_EQ(rows_of(*reopened.head()).at("node:Note").count("n2"), 1U);
}

TEST(LoadFailure, WR_40_at_every_request_a_load_happens_whole_or_not_at_all) {
  for (LoadMode mode : {LoadMode::merge, LoadMode::overwrite}) {
    for (FaultEffect effect : {FaultEffect::not_applied, FaultEffect::answer_lost}) {
      for (FaultReach reach : {FaultReach::one_request, FaultReach::all_later}) {
        std::uint64_t at = 0;
        for (bool reached = true; reached;) {
          ++at;
          SCOPED_TRACE(fmt::format("{} request {} effect {} reach {}", to_string(mode), at,
                                   static_cast<int>(effect), static_cast<int>(reach)));
          check_fault({at, effect, reach}, mode, reached);
          if (HasFailure()) {
            return;
          }
        }
        EXPECT_GT(at, 10U) << "the load was never interrupted";
      }
    }
  }
}

TEST(LoadFailure, WR_47_a_refused_load_leaves_no_data_file) {
  storage::MemoryStore store;
  make_graph(store, kPeople);
  GraphHandle graph(store);
  graph.load(kBase);
  std::vector<std::string> files = data_files(store);
  for (std::string_view last :
       {"{", R"({"type":"Note","data":{"x":1}})", R"({"edge":"Knows","from":"ada","to":"ghost"})",
        R"({"type":"Person","data":{"name":"ada"}})"}) {
    std::string lines = std::string(R"({"type":"Note"})") + '\n' + std::string(last);
    error_of([&] { graph.load(lines, LoadMode::append); });
    EXPECT_EQ(data_files(store), files) << last;
    EXPECT_EQ(graph.head()->commit().version, 2U);
  }
}

TEST(LoadFailure, an_input_that_cannot_be_read_is_named) {
  storage::MemoryStore store;
  make_graph(store, kPeople);
  GraphHandle graph(store);
  Loader loader(graph.files(), graph.publisher(), graph.ulids(), graph.clock());
  Error error = error_of(
      [&] { loader.load("/nonexistent/input.jsonl", {}, [&graph] { return graph.head(); }); });
  EXPECT_EQ(error.kind(), ErrorKind::bad_request);
  EXPECT_THAT(error.what(), ::testing::HasSubstr("/nonexistent/input.jsonl"));
  LoadOptions options;
  options.actor = "caf\xe9";  // stored as JSON, which is UTF-8
  error = error_of([&] { graph.publish(kMore, options, [&graph] { return graph.head(); }); });
  EXPECT_EQ(error.kind(), ErrorKind::bad_request) << error.what();
  EXPECT_THAT(error.what(), ::testing::HasSubstr("actor"));
  EXPECT_EQ(graph.head()->commit().version, 1U);
  EXPECT_TRUE(data_files(store).empty());
}

}  // namespace
}  // namespace omnigraph::write

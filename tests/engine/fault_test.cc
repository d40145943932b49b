#include "engine/initialize.h"
#include "engine/open_on_store.h"
#include "memory_graph.h"
#include "storage/faulty_store.h"
#include "storage/memory_store.h"

#include <optional>

// A load whose k-th request fails, for every k: the graph is as before or as after, readers and the
// next load never notice which.

namespace omnigraph::engine {
namespace {

using storage::Fault;
using storage::FaultEffect;
using storage::FaultReach;
using storage::FaultyStore;
using storage::MemoryStore;
using testing::dump;
using testing::load_lines;
using testing::open_graph;

constexpr std::uint64_t kNever = ~std::uint64_t{0};

const char* const kBefore =
    "{\"type\":\"Person\",\"data\":{\"name\":\"ada\",\"age\":30}}\n"
    "{\"type\":\"Person\",\"data\":{\"name\":\"bo\",\"age\":1}}\n"
    "{\"type\":\"Town\",\"data\":{\"name\":\"oslo\"}}\n"
    "{\"edge\":\"Knows\",\"from\":\"ada\",\"to\":\"bo\",\"data\":{\"id\":\"k1\"}}\n"
    "{\"edge\":\"LivesIn\",\"from\":\"ada\",\"to\":\"oslo\",\"data\":{\"id\":\"l1\"}}\n";

struct Attempt {
  std::string name;
  LoadMode mode;
  std::string lines;
};

const Attempt kAttempts[] = {
    {"append", LoadMode::append,
     "{\"type\":\"Person\",\"data\":{\"name\":\"cy\"}}\n"
     "{\"edge\":\"Knows\",\"from\":\"cy\",\"to\":\"ada\",\"data\":{\"id\":\"k2\",\"since\":7}}\n"},
    {"merge", LoadMode::merge,
     "{\"type\":\"Person\",\"data\":{\"name\":\"bo\",\"age\":2}}\n"
     "{\"type\":\"Town\",\"data\":{\"name\":\"rome\"}}\n"
     "{\"edge\":\"Knows\",\"from\":\"bo\",\"to\":\"ada\",\"data\":{\"id\":\"k1\",\"since\":8}}\n"
     "{\"edge\":\"LivesIn\",\"from\":\"bo\",\"to\":\"rome\",\"data\":{\"id\":\"l1\"}}\n"},
    {"overwrite", LoadMode::overwrite,
     "{\"edge\":\"Knows\",\"from\":\"bo\",\"to\":\"bo\",\"data\":{\"id\":\"k9\"}}\n"},
};

/// A graph with one load, and a handle through a store that fails the `k`-th request of the next
/// load.
struct Faulty {
  explicit Faulty(const Fault& in_load) {
    testing::make_graph(memory, testing::kDumpSchema);
    load_lines(*open_graph(memory), LoadMode::append, kBefore);
    // Requests of opening and of a first look do not fail: they are counted, then repeated.
    std::uint64_t opening = warm_up({kNever}).request_count();
    Fault fault = in_load;
    fault.at = in_load.at == kNever ? kNever : opening + in_load.at;
    store = &warm_up(fault);
  }

  FaultyStore& warm_up(const Fault& fault) {
    auto owned = std::make_unique<FaultyStore>(memory, fault);
    FaultyStore& opened = *owned;
    graph = open_on_store(std::move(owned), "memory");
    dump(*graph);
    return opened;
  }

  MemoryStore memory;
  std::unique_ptr<Graph> graph;
  FaultyStore* store = nullptr;
};

/// What went wrong, or nothing.
std::optional<std::string> try_load(Faulty& graph, const Attempt& attempt) {
  try {
    LoadReceipt receipt = load_lines(*graph.graph, attempt.mode, attempt.lines);
    EXPECT_EQ(receipt.warnings.empty(), !graph.store->has_failed())
        << "what fails behind the commit is told";
    return std::nullopt;
  } catch (const Error& error) {
    return error.what();
  }
}

/// Dumps before and after the load, when nothing fails.
struct Expected {
  std::string before;
  std::string after;
  std::uint64_t requests = 0;
};

Expected expected_of(const Attempt& attempt) {
  Faulty graph({kNever});
  Expected expected;
  expected.before = dump(*graph.graph);
  std::uint64_t first = graph.store->request_count();
  load_lines(*graph.graph, attempt.mode, attempt.lines);
  expected.requests = graph.store->request_count() - first;
  expected.after = dump(*open_graph(graph.memory));
  EXPECT_NE(expected.before, expected.after);
  return expected;
}

/// Holds an error to its word: what it says about the commit is so.
void check_state(Faulty& graph, const std::optional<std::string>& failure, const Fault& fault,
                 const Expected& expected) {
  std::string seen = dump(*open_graph(graph.memory));
  auto says = [&failure](std::string_view words) { return failure->find(words) != failure->npos; };
  if (!failure) {
    EXPECT_EQ(seen, expected.after) << "an acknowledged load is there";
  } else if (says("is not known")) {
    EXPECT_TRUE(seen == expected.before || seen == expected.after) << *failure << "\n" << seen;
    EXPECT_EQ(fault.reach, FaultReach::all_later) << "the store answers, so one can look";
  } else if (says("exists, but")) {
    EXPECT_EQ(seen, expected.after) << *failure;
  } else {
    EXPECT_EQ(seen, expected.before) << *failure;
  }
  if (fault.reach == FaultReach::one_request && graph.store->has_failed()) {
    EXPECT_EQ(dump(*graph.graph), seen) << "the handle that failed reads on";
  }
}

void check_next_load(Faulty& graph) {
  std::unique_ptr<Graph> reopened = open_graph(graph.memory);
  load_lines(*reopened, LoadMode::merge,
             "{\"type\":\"Person\",\"data\":{\"name\":\"zoe\",\"age\":9}}\n"
             "{\"edge\":\"Knows\",\"from\":\"zoe\",\"to\":\"bo\",\"data\":{\"since\":1}}\n");
  EXPECT_THAT(testing::rows_of(*open_graph(graph.memory),
                               "query q() { match { $p: Person { name: \"zoe\" } $p knows $q } "
                               "return { $p.age, $q.name } }"),
              ::testing::ElementsAre("{\"p.age\":9,\"q.name\":\"bo\"}"));
}

class LoadFault : public ::testing::TestWithParam<Attempt> {};

TEST_P(LoadFault, WR_47_at_any_request_leaves_the_old_or_the_new_state) {
  const Attempt& attempt = GetParam();
  Expected expected = expected_of(attempt);
  ASSERT_GT(expected.requests, 5U);
  for (FaultEffect effect : {FaultEffect::not_applied, FaultEffect::answer_lost}) {
    for (FaultReach reach : {FaultReach::one_request, FaultReach::all_later}) {
      std::uint64_t failures = 0;
      for (std::uint64_t k = 1;; ++k) {
        SCOPED_TRACE(::testing::Message()
                     << "request " << k << " of " << expected.requests
                     << (effect == FaultEffect::not_applied ? ", not applied" : ", answer lost")
                     << (reach == FaultReach::one_request ? "" : ", nor any later one"));
        Fault fault{k, effect, reach};
        Faulty graph(fault);
        std::optional<std::string> failure = try_load(graph, attempt);
        bool failed = graph.store->has_failed();
        failures += failure ? 1 : 0;
        check_state(graph, failure, fault, expected);
        check_next_load(graph);
        if (!failed) {
          EXPECT_FALSE(failure.has_value()) << *failure;
          EXPECT_GE(k, expected.requests);
          break;
        }
        ASSERT_LT(k, 1000U);
      }
      EXPECT_GE(failures, 3U) << "faults must reach the load";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Mode, LoadFault, ::testing::ValuesIn(kAttempts),
                         [](const auto& info) { return info.param.name; });

/// Opening and reading only read: a fault is an error, and the next call works.
TEST(ReadFault, at_any_request_is_an_error_and_harms_nothing) {
  for (std::uint64_t k = 1;; ++k) {
    SCOPED_TRACE(k);
    MemoryStore memory;
    testing::make_graph(memory, testing::kDumpSchema);
    load_lines(*open_graph(memory), LoadMode::append, kBefore);
    std::string expected = dump(*open_graph(memory));
    auto owned = std::make_unique<FaultyStore>(memory, Fault{k});
    FaultyStore& store = *owned;
    std::unique_ptr<Graph> graph;
    try {
      graph = open_on_store(std::move(owned), "memory");
      std::string seen = dump(*graph);
      if (!store.has_failed()) {
        EXPECT_EQ(seen, expected);
        break;
      }
      ADD_FAILURE() << "request " << k << " failed and nobody noticed";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::internal);
    }
    if (graph) {
      EXPECT_EQ(dump(*graph), expected) << "the handle that failed reads on";
    }
    EXPECT_EQ(dump(*open_graph(memory)), expected);
    ASSERT_LT(k, 1000U);
  }
}

TEST(InitFault, SCH_16_at_any_request_leaves_no_graph_or_a_whole_one) {
  for (FaultEffect effect : {FaultEffect::not_applied, FaultEffect::answer_lost}) {
    for (std::uint64_t k = 1;; ++k) {
      SCOPED_TRACE(k);
      MemoryStore memory;
      FaultyStore store(memory, Fault{k, effect, FaultReach::all_later});
      try {
        testing::make_graph(store, testing::kDumpSchema);
      } catch (const Error&) {
        // Whatever is left, `init --force` makes a graph of it, unless it is one already.
      }
      bool made = !memory.list({"__manifest/", {}, 1}).empty();
      if (!made) {
        Error error = omnigraph::testing::error_of([&memory] { open_graph(memory); });
        EXPECT_EQ(error.kind(), ErrorKind::not_found);
        testing::make_graph(memory, testing::kDumpSchema, Leftovers::take_over);
      }
      load_lines(*open_graph(memory), LoadMode::append, kBefore);
      if (!store.has_failed()) {
        break;
      }
      ASSERT_LT(k, 100U);
    }
  }
}

}  // namespace
}  // namespace omnigraph::engine

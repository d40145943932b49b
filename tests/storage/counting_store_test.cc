#include "storage/counting_store.h"

#include "object_store_contract.h"
#include "storage/faulty_store.h"
#include "storage/memory_store.h"

#include <array>
#include <thread>
#include <utility>

namespace omnigraph::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CountingStoreTest : public ::testing::Test {
 protected:
  CountingStoreTest() {
    for (const char* name : {"a/1", "a/2", "a/3"}) {
      memory_.put_if_absent(name, as_bytes("12345"), Durability::synced);
    }
  }

  MemoryStore memory_;
  CountingStore store_{memory_};
};

TEST_F(CountingStoreTest, every_call_counts_its_requests_bytes_and_rounds) {
  auto counted_reader = store_.open_sized("a/1", 5);
  const std::vector<std::string> three = {"a/1", "absent", "a/2"};
  const std::vector<ReadRequest> two = {{"a/1", {}}, {"a/2", ByteRange{1, 2}}};
  const std::vector<PutRequest> puts = {{"b/1", as_bytes("123")}, {"a/1", as_bytes("1234")}};
  struct Case {
    const char* what;
    std::function<void()> call;
    // reads, range reads, exists, lists, puts, removes, bytes read, bytes written, rounds
    std::array<std::uint64_t, 9> expected;
  };
  const std::vector<Case> cases = {
      {"find", [&] { store_.find("a/1"); }, {1, 0, 0, 0, 0, 0, 5, 0, 1}},
      {"find absent", [&] { store_.find("absent"); }, {1, 0, 0, 0, 0, 0, 0, 0, 1}},
      {"read", [&] { store_.read("a/1"); }, {1, 0, 0, 0, 0, 0, 5, 0, 1}},
      {"read_range",
       [&] {
         store_.read_range("a/1", {1, 3});
       },
       {0, 1, 0, 0, 0, 0, 3, 0, 1}},
      {"find_many", [&] { store_.find_many(three); }, {3, 0, 0, 0, 0, 0, 10, 0, 1}},
      {"read_many", [&] { store_.read_many(two); }, {1, 1, 0, 0, 0, 0, 7, 0, 1}},
      {"open", [&] { store_.open("a/1"); }, {0, 0, 1, 0, 0, 0, 0, 0, 1}},
      {"open_sized", [&] { store_.open_sized("a/1", 5); }, {}},
      {"reader read", [&] { counted_reader->read(0, 4); }, {0, 1, 0, 0, 0, 0, 4, 0, 1}},
      {"reader read_many",
       [&] {
         counted_reader->read_many(std::vector<ByteRange>{{0, 1}, {2, 2}});
       },
       {0, 2, 0, 0, 0, 0, 3, 0, 1}},
      {"exists", [&] { store_.exists("a/1"); }, {0, 0, 1, 0, 0, 0, 0, 0, 1}},
      {"list", [&] { store_.list({.prefix = "a/"}); }, {0, 0, 0, 1, 0, 0, 0, 0, 1}},
      {"put",
       [&] { store_.put_if_absent("c", as_bytes("12"), Durability::synced); },
       {0, 0, 0, 0, 1, 0, 0, 2, 1}},
      {"put_all", [&] { store_.put_all(puts); }, {0, 0, 0, 0, 2, 0, 0, 7, 1}},
      {"create and append", [&] { store_.create("d")->append(as_bytes("1")); }, {}},
      {"remove", [&] { store_.remove("c"); }, {0, 0, 0, 0, 0, 1, 0, 0, 1}},
      {"empty batches",
       [&] {
         store_.put_all({});
         store_.find_many({});
         store_.read_many({});
         counted_reader->read_many({});
       },
       {}},
      {"sync", [&] { store_.sync(); }, {}},
  };
  for (const Case& c : cases) {
    store_.reset();
    c.call();
    StoreCounts counts = store_.counts();
    EXPECT_THAT(
        (std::array{counts.reads, counts.range_reads, counts.exists, counts.lists, counts.puts,
                    counts.removes, counts.bytes_read, counts.bytes_written, counts.rounds}),
        ::testing::ElementsAreArray(c.expected))
        << c.what;
    EXPECT_EQ(counts.total(), counts.reads + counts.range_reads + counts.exists + counts.lists +
                                  counts.puts + counts.removes);
  }
}

TEST_F(CountingStoreTest, a_streamed_object_is_one_put) {
  auto writer = store_.create("d");
  writer->append(as_bytes("123"));
  writer->append(as_bytes("45"));
  EXPECT_EQ(store_.counts().total(), 0);
  writer->finish(Durability::synced);
  EXPECT_EQ(store_.counts().puts, 1);
  EXPECT_EQ(store_.counts().bytes_written, 5);
  EXPECT_EQ(store_.counts().rounds, 1);
}

TEST_F(CountingStoreTest, requests_are_remembered_in_order) {
  store_.find("a/1");
  store_.list({.prefix = "a/", .limit = 1});
  const std::vector<std::string> names = {"a/2", "a/3"};
  store_.find_many(names);
  EXPECT_THROW(store_.read("absent"), Error) << "a failed request counts too";
  EXPECT_THAT(store_.counts().requests, ElementsAre(RecordedRequest{RequestKind::read, "a/1"},
                                                    RecordedRequest{RequestKind::list, "a/"},
                                                    RecordedRequest{RequestKind::read, "a/2"},
                                                    RecordedRequest{RequestKind::read, "a/3"},
                                                    RecordedRequest{RequestKind::read, "absent"}));
  EXPECT_EQ(store_.counts().rounds, 4);
  store_.reset();
  EXPECT_THAT(store_.counts().requests, IsEmpty());
  EXPECT_EQ(store_.counts().rounds, 0);
}

TEST_F(CountingStoreTest, tasks_run_together_take_as_many_rounds_as_the_longest) {
  store_.exists("a/1");
  store_.run_together(
      {[&] { store_.find("a/1"); },
       [&] {
         store_.find("a/1");
         store_.run_together({[&] { store_.find("a/2"); }, [&] { store_.list({}); }});
         store_.find("a/3");
       },
       [&] { store_.exists("a/1"); }});
  store_.exists("a/1");
  EXPECT_EQ(store_.counts().rounds, 1 + 3 + 1);
  EXPECT_EQ(store_.counts().total(), 8);
}

TEST_F(CountingStoreTest, calls_that_overlap_in_time_share_a_round) {
  // The clock is asked in the middle of a put, which is where the other calls are made.
  class AskingClock final : public Clock {
   public:
    std::int64_t now_micros() override {
      std::exchange(ask, [] {})();
      return 0;
    }
    std::function<void()> ask = [] {};
  };
  AskingClock clock;
  MemoryStore memory(clock);
  CountingStore store(memory);
  clock.ask = [&store] {
    store.find("a");
    store.find("b");
  };
  store.put_if_absent("c", as_bytes("x"), Durability::synced);
  EXPECT_EQ(store.counts().rounds, 2) << "the finds are one after another, the put beside them";
  store.find("c");
  EXPECT_EQ(store.counts().rounds, 3);
}

TEST_F(CountingStoreTest, calls_from_several_threads_are_all_counted) {
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([this] {
        for (int j = 0; j < 100; ++j) {
          store_.find("a/1");
        }
      });
    }
  }
  EXPECT_EQ(store_.counts().reads, 800);
  EXPECT_EQ(store_.counts().bytes_read, 4'000);
  EXPECT_GE(store_.counts().rounds, 100);
  EXPECT_LE(store_.counts().rounds, 800);
}

TEST_F(CountingStoreTest, a_reader_still_counts_when_its_store_is_gone) {
  std::shared_ptr<const ObjectReader> reader;
  {
    CountingStore short_lived(memory_);
    reader = short_lived.open("a/1");
  }
  EXPECT_EQ(text_of(reader->read(0, 5)), "12345");
}

TEST(FaultyStore, fails_the_chosen_request_before_or_after_it_takes_effect) {
  struct Case {
    Fault fault;
    std::vector<std::string> stored;  // of the puts of a, b and c
    int failures;
  };
  const std::vector<Case> cases = {
      {{1, FaultEffect::not_applied, FaultReach::one_request}, {"b", "c"}, 1},
      {{2, FaultEffect::not_applied, FaultReach::one_request}, {"a", "c"}, 1},
      {{2, FaultEffect::answer_lost, FaultReach::one_request}, {"a", "b", "c"}, 1},
      {{2, FaultEffect::not_applied, FaultReach::all_later}, {"a"}, 2},
      {{2, FaultEffect::answer_lost, FaultReach::all_later}, {"a", "b"}, 2},
      {{4, FaultEffect::not_applied, FaultReach::all_later}, {"a", "b", "c"}, 0},
  };
  for (const Case& c : cases) {
    MemoryStore memory;
    FaultyStore store(memory, c.fault);
    int failures = 0;
    for (const std::string name : {"a", "b", "c"}) {
      try {
        store.put_if_absent(name, as_bytes("x"), Durability::synced);
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::internal);
        EXPECT_THAT(error.what(), ::testing::HasSubstr("'" + name + "'"));
        ++failures;
      }
    }
    std::vector<std::string> stored;
    for (const ObjectInfo& info : memory.list({})) {
      stored.push_back(info.name);
    }
    EXPECT_EQ(stored, c.stored);
    EXPECT_EQ(failures, c.failures);
    EXPECT_EQ(store.has_failed(), failures > 0);
    EXPECT_EQ(store.request_count(), 3);
  }
}

TEST(FaultyStore, counts_the_requests_that_a_counting_store_counts) {
  auto use_everything = [](ObjectStore& store) {
    const std::vector<std::string> names = {"a", "b"};
    const std::vector<PutRequest> puts = {{"a", as_bytes("12")}, {"b", as_bytes("34")}};
    const std::vector<ReadRequest> reads = {{"a", {}}, {"b", ByteRange{0, 1}}};
    store.put_all(puts);
    store.find_many(names);
    store.read_many(reads);
    store.open("a")->read_many(std::vector<ByteRange>{{0, 1}, {1, 1}});
    store.open_sized("a", 2)->read(0, 2);
    store.create("c")->finish(Durability::synced);
    store.run_together({[&] { store.list({}); }, [&] { store.exists("a"); }});
    store.remove("a");
  };
  MemoryStore first;
  CountingStore counting(first);
  use_everything(counting);
  std::uint64_t total = counting.counts().total();
  EXPECT_EQ(total, 14);
  for (std::uint64_t at = 1; at <= total + 1; ++at) {
    MemoryStore memory;
    FaultyStore store(memory, {at, FaultEffect::not_applied, FaultReach::all_later});
    if (at <= total) {
      EXPECT_THROW(use_everything(store), Error) << at;
      EXPECT_EQ(store.request_count(), at);
    } else {
      use_everything(store);
      EXPECT_FALSE(store.has_failed());
    }
  }
}

}  // namespace
}  // namespace omnigraph::storage

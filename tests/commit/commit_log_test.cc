#include "commit/commit_log.h"

#include "commit_testing.h"
#include "storage/counting_store.h"
#include "storage/local_store.h"
#include "storage/memory_store.h"

#include <atomic>
#include <map>
#include <thread>

namespace omnigraph::commit {
namespace {

using storage::CountingStore;
using storage::LocalStore;
using storage::MemoryStore;
using storage::StoreCounts;
using testing::entry_at;
using testing::error_of;
using testing::fill_log;
using ::testing::HasSubstr;
using testing::TemporaryDirectory;

// Requests of each kind, and rounds.
struct Cost {
  std::uint64_t reads = 0;
  std::uint64_t exists = 0;
  std::uint64_t lists = 0;
  friend bool operator==(const Cost&, const Cost&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Cost& cost) {
    return out << cost.reads << " reads, " << cost.exists << " exists, " << cost.lists << " lists";
  }
};

Cost cost_of(CountingStore& store, const std::function<void()>& action) {
  store.reset();
  action();
  StoreCounts counts = store.counts();
  EXPECT_EQ(counts.total(), counts.reads + counts.exists + counts.lists);
  return {counts.reads, counts.exists, counts.lists};
}

struct DepthCase {
  Position depth;
  std::uint64_t probes;  // to find the head where there is no ordered listing
};

// Doubling from 1 until one is absent, then bisecting: 2 log2(depth) probes.
constexpr DepthCase kDepths[] = {{0, 1}, {1, 3}, {2, 3}, {3, 5}, {10, 7}, {1000, 19}};

void check_head(storage::ObjectStore& store, const DepthCase& c, bool ordered) {
  SCOPED_TRACE(c.depth);
  fill_log(store, c.depth);
  CountingStore counting(store);
  CommitLog log(counting, "main");
  LogEntryPtr head;
  Cost cold = cost_of(counting, [&] { head = log.find_head(); });
  ASSERT_EQ(head != nullptr, c.depth > 0);
  EXPECT_EQ(cold, (Cost{head ? 1U : 0U, ordered ? 0 : c.probes, ordered ? 1U : 0U}));
  EXPECT_EQ(cost_of(counting, [&] { log.refresh(nullptr); }), cold) << "nothing known: as cold";
  if (!head) {
    return;
  }
  EXPECT_EQ(head->position, c.depth);
  // Nothing new: one request, and the very same entry.
  LogEntryPtr same;
  EXPECT_EQ(cost_of(counting, [&] { same = log.refresh(head); }), (Cost{1, 0, 0}));
  EXPECT_EQ(same, head);
  // One new entry: read, and seen to be the last.
  ASSERT_TRUE(log.publish(entry_at(c.depth + 1, "next")));
  LogEntryPtr next;
  EXPECT_EQ(cost_of(counting, [&] { next = log.refresh(head); }),
            (Cost{1, ordered ? 0U : 1U, ordered ? 1U : 0U}));
  EXPECT_EQ(next->head().commit, "next");
  // Ten: as many requests as are needed beyond what is known, not from the start.
  for (Position i = 2; i <= 10; ++i) {
    ASSERT_TRUE(log.publish(entry_at(c.depth + i, "more")));
  }
  EXPECT_EQ(cost_of(counting, [&] { next = log.refresh(head); }),
            (Cost{2, ordered ? 0U : 7U, ordered ? 1U : 0U}));
  EXPECT_EQ(next->position, c.depth + 10);
}

TEST(CommitLog, the_head_of_an_ordered_store_is_one_listing_at_any_depth) {
  for (const DepthCase& c : kDepths) {
    MemoryStore store;
    check_head(store, c, true);
  }
}

TEST(CommitLog, the_head_on_a_disk_is_found_by_probes) {
  for (const DepthCase& c : kDepths) {
    TemporaryDirectory directory;
    LocalStore store(directory / "g", {storage::Durability::unsynced});
    check_head(store, c, false);
  }
}

TEST(CommitLog, an_entry_is_found_by_position_and_never_replaced) {
  MemoryStore store;
  CommitLog log(store, "main");
  EXPECT_EQ(log.find(1), nullptr);
  EXPECT_TRUE(log.publish(entry_at(1, "first")));
  EXPECT_FALSE(log.publish(entry_at(1, "second")));
  EXPECT_EQ(log.find(1)->head().commit, "first");
  EXPECT_EQ(log.find(2), nullptr);
}

TEST(CommitLog, logs_of_other_lineages_are_apart) {
  MemoryStore store;
  CommitLog main(store, "main");
  CommitLog other(store, "01J0000000000000000000000B");
  EXPECT_TRUE(main.publish(entry_at(1, "m")));
  EXPECT_EQ(other.find_head(), nullptr);
  EXPECT_TRUE(other.publish(entry_at(1, "o", "01J0000000000000000000000B")));
  EXPECT_EQ(main.find_head()->head().commit, "m");
  EXPECT_EQ(other.find_head()->head().commit, "o");
  EXPECT_EQ(error_of([&] { main.publish(entry_at(2, "x", "other")); }).kind(), ErrorKind::internal);
}

TEST(CommitLog, an_entry_that_is_damaged_or_misplaced_is_an_internal_error_naming_it) {
  storage::Sequence names("__manifest/main/", ".json");
  std::string good = encode_log_entry(entry_at(1, "c"));
  for (const std::string& content :
       {std::string(), std::string("{"), good.substr(0, good.size() / 2),
        encode_log_entry(entry_at(2, "of another position")),
        encode_log_entry(entry_at(1, "of another log", "other"))}) {
    MemoryStore store;
    store.put_if_absent(names.name(1), as_bytes(content), storage::Durability::synced);
    CommitLog log(store, "main");
    for (const auto& read :
         std::vector<std::function<void()>>{[&log] { log.find_head(); }, [&log] { log.find(1); },
                                            [&log] { log.refresh(nullptr); }}) {
      Error error = error_of(read);
      EXPECT_EQ(error.kind(), ErrorKind::internal);
      EXPECT_THAT(error.what(), HasSubstr(names.name(1)));
    }
  }
}

TEST(CommitLog, foreign_names_among_the_entries_do_not_matter) {
  MemoryStore store;
  fill_log(store, 3);
  for (const char* name : {"__manifest/main/0", "__manifest/main/00000000000000000000.txt",
                           "__manifest/main/1844674407370955161x.json", "__manifest/main/~"}) {
    store.put_if_absent(name, as_bytes("x"), storage::Durability::synced);
  }
  EXPECT_EQ(CommitLog(store, "main").find_head()->position, 3);
}

// Many publishers, each with a handle of its own, all on one log: every position has one winner,
// who knows it, and the log is exactly what the winners say.
void race(storage::ObjectStore& store, int threads, Position entries_each) {
  std::vector<std::map<Position, std::string>> won(static_cast<std::size_t>(threads));
  std::atomic<int> ready = 0;
  {
    std::vector<std::jthread> writers;
    for (std::size_t writer = 0; writer < won.size(); ++writer) {
      writers.emplace_back([&, writer] {
        CommitLog log(store, "main");
        ++ready;
        while (ready < threads) {
          std::this_thread::yield();
        }
        LogEntryPtr head;
        for (Position i = 0; i < entries_each;) {
          head = log.refresh(head);
          Position position = head ? head->position + 1 : 1;
          std::string name = std::to_string(writer) + "/" + std::to_string(i);
          if (log.publish(entry_at(position, name))) {
            won[writer][position] = name;
            ++i;
          }
        }
      });
    }
  }
  CommitLog log(store, "main");
  const Position total = static_cast<Position>(threads) * entries_each;
  EXPECT_EQ(log.find_head()->position, total);
  std::map<Position, std::string> winners;
  for (const auto& mine : won) {
    EXPECT_EQ(mine.size(), entries_each) << "nobody starves";
    for (const auto& [position, name] : mine) {
      EXPECT_TRUE(winners.emplace(position, name).second) << position << " was won twice";
    }
  }
  for (Position position = 1; position <= total; ++position) {
    EXPECT_EQ(log.find(position)->head().commit, winners[position]);
  }
}

TEST(CommitLog, of_racing_publishers_exactly_one_wins_each_position) {
  MemoryStore memory;
  race(memory, 8, 50);
  TemporaryDirectory directory;
  LocalStore local(directory / "g", {storage::Durability::unsynced});
  race(local, 4, 25);
}

}  // namespace
}  // namespace omnigraph::commit

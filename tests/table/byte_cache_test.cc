#include "table/byte_cache.h"

#include "table_testing.h"

#include <fmt/format.h>

#include <atomic>
#include <thread>

namespace omnigraph::table {
namespace {

using testing::Bench;
using testing::kTable;

constexpr std::size_t kShards = 4;
constexpr std::size_t kEntryBytes = 128;  // that an entry counts for besides its value

ByteCache::Value value_of(int number) { return std::make_shared<const int>(number); }
int number_of(const ByteCache::Value& value) { return *static_cast<const int*>(value.get()); }

/// Keys that share one shard.
ByteCache::Key key_of(std::uint64_t number) { return {{0, number}, 0}; }

TEST(ByteCache, drops_the_least_recently_used_first) {
  ByteCache cache(kShards * 10 * (kEntryBytes + 100));
  for (int i = 0; i < 10; ++i) {
    cache.insert(key_of(static_cast<std::uint64_t>(i)), value_of(i), 100);
  }
  EXPECT_EQ(cache.bytes(), 10 * (kEntryBytes + 100)) << "ten of them fit exactly";
  ByteCache::Value held = cache.find(key_of(1));
  EXPECT_EQ(number_of(cache.find(key_of(0))), 0);
  EXPECT_TRUE(cache.contains(key_of(2))) << "to ask whether it is there is no use of it";
  cache.insert(key_of(10), value_of(10), 100);
  cache.insert(key_of(11), value_of(11), 100);
  for (std::uint64_t i = 0; i < 12; ++i) {
    EXPECT_EQ(cache.contains(key_of(i)), i != 2 && i != 3) << i;
  }
  // One that takes the room of all others.
  cache.insert(key_of(12), value_of(12), 10 * (kEntryBytes + 100) - kEntryBytes);
  for (std::uint64_t i = 0; i < 13; ++i) {
    EXPECT_EQ(cache.find(key_of(i)) != nullptr, i == 12) << i;
  }
  EXPECT_EQ(number_of(held), 1) << "who holds a value keeps it";
}

TEST(ByteCache, keeps_the_first_value_and_none_above_the_budget_of_its_share) {
  ByteCache cache(kShards * 1000);
  EXPECT_EQ(number_of(cache.insert(key_of(1), value_of(1), 10)), 1);
  EXPECT_EQ(number_of(cache.insert(key_of(1), value_of(2), 10)), 1);
  EXPECT_EQ(number_of(cache.insert(key_of(2), value_of(2), 1001 - kEntryBytes)), 2);
  EXPECT_FALSE(cache.contains(key_of(2)));
  EXPECT_TRUE(cache.contains(key_of(1))) << "and nothing is dropped for it";
  cache.insert(key_of(3), value_of(3), 1000 - kEntryBytes);
  EXPECT_TRUE(cache.contains(key_of(3)));
  cache.erase(key_of(3));
  cache.erase(key_of(3));
  EXPECT_EQ(cache.find(key_of(3)), nullptr);
  EXPECT_EQ(cache.bytes(), 0U);
  ByteCache::Key part{{0, 4}, 1};
  cache.insert(part, value_of(41), 1);
  EXPECT_FALSE(cache.contains(key_of(4))) << "parts of an object are values of their own";
  EXPECT_EQ(number_of(cache.find(part)), 41);
}

TEST(ByteCache, threads_find_their_values_within_the_budget) {
  static constexpr std::size_t kBudget = 64 << 10;
  ByteCache cache(kBudget);
  std::atomic<int> hits = 0;
  std::vector<std::jthread> threads;
  for (std::uint64_t thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&cache, &hits, thread] {
      testing::SeededRandom random(thread + 1);
      for (int i = 0; i < 5000; ++i) {
        std::uint64_t number = random.next() % 500;
        ByteCache::Key key{hash128(fmt::format("{}", number)), number % 3};
        switch (random.next() % 4) {
          case 0: {
            int expected = static_cast<int>(number);
            ASSERT_EQ(number_of(cache.insert(key, value_of(expected), random.next() % 600)),
                      expected);
            break;
          }
          case 1:
            if (number % 50 == 0) {
              cache.erase(key);
            }
            break;
          default:
            if (ByteCache::Value found = cache.find(key)) {
              ASSERT_EQ(number_of(found), static_cast<int>(number));
              ++hits;
            }
        }
        if (i % 100 == 0) {
          ASSERT_LE(cache.bytes(), kBudget);
        }
      }
    });
  }
  threads.clear();
  EXPECT_GT(hits, 0);
}

// Readers of one table through a cache that has room for a part of it, with a writer that stages.
TEST(TableCache, threads_read_the_right_rows_through_a_small_one) {
  Bench bench;
  auto state = std::make_shared<TableState>(initial_state(testing::all_columns()));
  std::vector<columnar::Batch> batches;
  for (std::size_t i = 0; i < 12; ++i) {
    batches.push_back(
        testing::random_rows(testing::all_columns(), 200, 1000 * (i + 1), bench.random));
    state->fragments.push_back(bench.write(state->fields, batches.back()).front());
  }
  static constexpr std::size_t kBudget = 1 << 20;
  TableCache cache(bench.store, kBudget);
  Table table(cache, kTable, state);
  std::vector<std::jthread> threads;
  for (std::uint64_t thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      testing::SeededRandom random(thread + 1);
      for (int i = 0; i < 100; ++i) {
        auto fragment = static_cast<std::size_t>(random.next() % batches.size());
        auto column = static_cast<std::size_t>(random.next() % state->fields.size());
        Morsel all{fragment, 0, 200, table.start_of(fragment)};
        ASSERT_TRUE(columnar::equals(*table.read(all, state->fields[column]),
                                     *batches[fragment].columns[column]));
        auto row = static_cast<Position>(random.next() % 200);
        ASSERT_EQ(table.find(std::to_string(1000 * (fragment + 1) + row), Compare::text),
                  all.position + row);
        ASSERT_LE(cache.bytes(), kBudget);
      }
    });
  }
}

TEST(TableCache, staged_files_are_read_however_little_room_there_is) {
  Bench bench;
  auto state = std::make_shared<TableState>(initial_state(testing::all_columns()));
  TableCache cache(bench.store, 1);
  columnar::Batch batch = testing::random_rows(testing::all_columns(), 20, 100, bench.random);
  TableWriter writer(cache, bench.ulids, kTable, state->fields);
  writer.append(batch);
  StagedRows staged = writer.finish(storage::Durability::synced);
  state->fragments = staged.fragments;
  EXPECT_EQ(Table(cache, kTable, state).find("107", Compare::text), 7U);
  EXPECT_EQ(cache.bytes(), 0U);
  StagedRows held = std::move(staged);
  writer.discard();
  EXPECT_THAT(
      testing::error_of([&] { Table(cache, kTable, state).find("107", Compare::text); }).what(),
      ::testing::HasSubstr(state->fragments[0].name()));
}

}  // namespace
}  // namespace omnigraph::table

#include "commit_testing.h"
#include "storage/local_store.h"
#include "storage/memory_store.h"

#include <fmt/format.h>

#include <atomic>
#include <thread>

namespace omnigraph::commit {
namespace {

using storage::MemoryStore;
using testing::error_of;
using testing::GraphHandle;
using testing::make_graph;
using testing::rows_of;

constexpr std::string_view kSchema = R"(
node Note { text: String? }
node Person { name: String @key age: I32? }
edge Knows: Person -> Person
)";

std::string person(const std::string& name, int age) {
  return fmt::format(R"({{"type":"Person","data":{{"name":"{}","age":{}}}}})", name, age);
}

LoadOptions options_of(LoadMode mode) {
  LoadOptions options;
  options.mode = mode;
  return options;
}

/// Gives the head of `graph`, and lets `intruder` commit behind it the first `times` it is asked.
write::HeadFinder interrupted(GraphHandle& graph, std::function<void(int)> intruder, int times) {
  auto asked = std::make_shared<int>(0);
  return [&graph, intruder = std::move(intruder), times, asked] {
    SnapshotPtr head = graph.head();
    if (*asked < times) {
      intruder((*asked)++);
    }
    return head;
  };
}

class RacingLoads : public ::testing::Test {
 protected:
  RacingLoads() {
    make_graph(store_, kSchema);
    mine_.load(person("ada", 1));
  }

  MemoryStore store_;
  GraphHandle mine_{store_};
  GraphHandle other_{store_};
};

TEST_F(RacingLoads, WR_60_append_and_merge_are_planned_again_on_the_new_head) {
  for (LoadMode mode : {LoadMode::append, LoadMode::merge}) {
    std::string name(to_string(mode));
    write::HeadFinder finder = interrupted(
        mine_, [&](int i) { other_.load(person(fmt::format("{}-{}", name, i), i)); }, 3);
    write::Loader::Outcome outcome = mine_.publish(person(name, 9) + R"(
{"edge":"Knows","from":"ada","to":"ada"})",
                                                   options_of(mode), finder);
    SnapshotPtr head = other_.head();
    EXPECT_EQ(outcome.entry->position, head->entry()->position);
    EXPECT_EQ(outcome.receipt.commit.parent_commit_id, outcome.base->commit().commit);
    EXPECT_EQ(outcome.base->entry()->position + 1, outcome.entry->position);
    EXPECT_EQ(outcome.receipt.commit.graph_manifest_version, outcome.base->commit().version + 1);
    auto people = rows_of(head->node("Person"));
    for (const std::string& each : {name, name + "-0", name + "-1", name + "-2"}) {
      EXPECT_EQ(people.count(each), 1U) << each;
    }
  }
  EXPECT_EQ(rows_of(other_.head()->edge("Knows")).size(), 2U);
}

TEST_F(RacingLoads, WR_59_checks_read_the_newest_commit_not_what_a_handle_last_saw) {
  other_.load(person("eve", 1));
  mine_.load(R"({"edge":"Knows","from":"ada","to":"eve"})", LoadMode::overwrite);
  Error error = error_of([&] { mine_.load(person("eve", 2), LoadMode::append); });
  EXPECT_EQ(error.detail(), ErrorDetail(KeyConflict{"node", "Person", "eve"}));
  error = error_of([&] { other_.load(person("ada", 2), LoadMode::overwrite); });
  EXPECT_THAT(error.what(), ::testing::HasSubstr("'eve' is not found in Person"));
}

TEST_F(RacingLoads, WR_61_of_two_appends_of_one_id_the_second_gets_a_key_conflict) {
  write::HeadFinder finder = interrupted(
      mine_, [&](int) { other_.load(person("eve", 1), LoadMode::append); }, 1);
  Error error =
      error_of([&] { mine_.publish(person("eve", 2), options_of(LoadMode::append), finder); });
  EXPECT_EQ(error.kind(), ErrorKind::conflict);
  EXPECT_EQ(error.detail(), ErrorDetail(KeyConflict{"node", "Person", "eve"}));
  EXPECT_EQ(rows_of(mine_.head()->node("Person")).at("eve"), R"([1,"eve"])");
}

TEST_F(RacingLoads, of_two_merges_of_one_id_the_second_replaces_what_the_first_wrote) {
  write::HeadFinder finder = interrupted(
      mine_, [&](int) { other_.load(person("ada", 5)); }, 1);
  mine_.publish(person("ada", 6), options_of(LoadMode::merge), finder);
  EXPECT_EQ(rows_of(other_.head()->node("Person")).at("ada"), R"([6,"ada"])");
  // The other way round of what they rely on: an end that the other removes.
  finder = interrupted(
      mine_, [&](int) { other_.load(person("bob", 1), LoadMode::overwrite); }, 1);
  Error error = error_of([&] {
    mine_.publish(R"({"edge":"Knows","from":"ada","to":"ada"})", options_of(LoadMode::merge),
                  finder);
  });
  EXPECT_EQ(error.kind(), ErrorKind::bad_request);
  EXPECT_THAT(error.what(), ::testing::HasSubstr("not found in Person"));
}

TEST_F(RacingLoads, WR_60_overwrite_is_refused_at_once) {
  LogEntryPtr base = mine_.head()->entry();
  int calls = 0;
  write::HeadFinder finder = interrupted(
      mine_,
      [&](int i) {
        ++calls;
        other_.load(person("eve", i));
      },
      10);
  Error error =
      error_of([&] { mine_.publish(person("ada", 2), options_of(LoadMode::overwrite), finder); });
  LogEntryPtr head = mine_.head()->entry();
  EXPECT_EQ(error.kind(), ErrorKind::conflict);
  const auto* conflict = std::get_if<ReadSetConflict>(&error.detail());
  ASSERT_NE(conflict, nullptr) << error.what();
  EXPECT_EQ(conflict->member, "graph_head:main");
  EXPECT_EQ(conflict->expected, base->head().commit);
  EXPECT_NE(conflict->actual, base->head().commit);
  EXPECT_EQ(calls, 2) << "it looked at the head once more, to name it, and did not try again";
  auto people = rows_of(mine_.head()->node("Person"));
  EXPECT_EQ(people.size(), 2U);
  EXPECT_EQ(people.at("ada"), R"([1,"ada"])");
  EXPECT_EQ(head->position, base->position + 2);
}

TEST_F(RacingLoads, D_27_a_load_that_keeps_losing_gives_up_after_a_minute) {
  LogEntryPtr base = mine_.head()->entry();
  write::HeadFinder finder = interrupted(
      mine_,
      [&](int i) {
        mine_.clock().advance(13'000'000);
        other_.load(person("eve", i));
      },
      100);
  Error error =
      error_of([&] { mine_.publish(person("bob", 2), options_of(LoadMode::merge), finder); });
  EXPECT_EQ(error.kind(), ErrorKind::conflict);
  EXPECT_TRUE(std::holds_alternative<ReadSetConflict>(error.detail()));
  Position commits = mine_.head()->entry()->position - base->position;
  EXPECT_GE(commits, 5U) << "it kept trying";
  EXPECT_LE(commits, 7U);
  EXPECT_EQ(rows_of(mine_.head()->node("Person")).count("bob"), 0U);
}

/// Loads `each` times from two threads, through `first` and `second`: all land, in one history.
void race(GraphHandle& first, GraphHandle& second, int each) {
  const Position before = first.head()->entry()->position;
  std::atomic<int> ready = 0;
  auto load = [&ready, each](GraphHandle& graph, int writer) {
    ++ready;
    while (ready < 2) {
      std::this_thread::yield();
    }
    for (int i = 0; i < each; ++i) {
      std::string name = fmt::format("w{}-{}", writer, i);
      std::string lines = person(name, i) + '\n' + person("shared", writer * 1000 + i) + "\n" +
                          fmt::format(R"({{"edge":"Knows","from":"{}","to":"shared"}})", name);
      graph.load(lines);
      graph.load(R"({"type":"Note"})", LoadMode::append);
    }
  };
  {
    std::jthread one([&] { load(first, 1); });
    std::jthread two([&] { load(second, 2); });
  }
  const Position loads = static_cast<Position>(4) * static_cast<Position>(each);
  SnapshotPtr head = second.head();
  EXPECT_EQ(head->entry()->position, before + loads);
  auto people = rows_of(head->node("Person"));
  EXPECT_EQ(people.size(), 2U + 2 * static_cast<std::size_t>(each));
  EXPECT_EQ(rows_of(head->node("Note")).size(), 2 * static_cast<std::size_t>(each));
  EXPECT_EQ(rows_of(head->edge("Knows")).size(), 2 * static_cast<std::size_t>(each));
  // One history: each entry's parent is the entry before it.
  for (Position position = before + 1; position <= before + loads; ++position) {
    LogEntryPtr entry = second.log().find(position);
    LogEntryPtr parent = second.log().find(position - 1);
    EXPECT_EQ(entry->head().parent, (CommitRef{"main", position - 1, parent->head().commit}));
    EXPECT_EQ(entry->head().version, parent->head().version + 1);
  }
}

TEST_F(RacingLoads, WR_61_all_loads_of_two_threads_land_on_one_handle) { race(mine_, mine_, 15); }

TEST_F(RacingLoads, WR_61_all_loads_of_two_handles_land) { race(mine_, other_, 15); }

TEST(RacingLoadsOnDisk, WR_61_all_loads_of_two_stores_land) {
  testing::TemporaryDirectory directory;
  storage::LocalStore first(directory / "g", {storage::Durability::unsynced});
  storage::LocalStore second(directory / "g", {storage::Durability::unsynced});
  make_graph(first, kSchema);
  GraphHandle mine(first);
  mine.load(person("ada", 1));
  GraphHandle other(second);
  race(mine, other, 8);
}

}  // namespace
}  // namespace omnigraph::commit

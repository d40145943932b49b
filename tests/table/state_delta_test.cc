#include "table/state_delta.h"

#include "table/state_store.h"
#include "table_testing.h"

#include <fmt/format.h>

namespace omnigraph::table {
namespace {

using lance::RowOffset;
using testing::error_of;
using testing::fragment_of;
using ::testing::HasSubstr;
using testing::kDirectory;

/// What a delta may take, as base64 and names in an entry.
constexpr std::size_t kMostBytes = 8192;

TableState state_of(std::size_t fragments) {
  TableState state = initial_state(testing::all_columns());
  for (std::size_t i = 0; i < fragments; ++i) {
    state.fragments.push_back(fragment_of(fmt::format("{:026}.omni", i), 10'000));
  }
  return state;
}

std::vector<RowOffset> scattered(std::size_t count, RowOffset first = 0) {
  std::vector<RowOffset> rows(count);
  for (std::size_t i = 0; i < count; ++i) {
    rows[i] = first + static_cast<RowOffset>(2 * i);
  }
  return rows;
}

std::size_t stored_size(const StateDelta& delta) {
  std::size_t size = (delta.fragments.size() + 2) / 3 * 4;
  for (const std::string& name : delta.removed) {
    size += name.size() + 3;
  }
  return size;
}

TEST(StateDelta, of_small_changes_is_small_whatever_the_table_has) {
  TableState from = state_of(1000);
  TableState to = from;
  to.fragments.erase(to.fragments.begin() + 7);
  to.fragments[500].deleted = to.fragments[500].deleted.with(std::vector<RowOffset>{1, 9'999});
  to.fragments.push_back(fragment_of("new.omni", 1));
  std::optional<StateDelta> delta = find_delta(from, to);
  ASSERT_TRUE(delta.has_value());
  EXPECT_LT(stored_size(*delta), 500U);
  EXPECT_EQ(apply_delta(from, *delta, "x"), to);
  EXPECT_EQ(find_delta(from, from).value().removed.size(), 0U);
  EXPECT_EQ(apply_delta(from, find_delta(from, from).value(), "x"), from);
}

TEST(StateDelta, above_8_KB_there_is_none) {
  const TableState from = state_of(3);
  TableState to = from;
  std::size_t last_size = 0;
  std::size_t count = 0;
  while (std::optional<StateDelta> delta = find_delta(from, to)) {
    ASSERT_LE(stored_size(*delta), kMostBytes);
    EXPECT_EQ(apply_delta(from, *delta, "x"), to);
    last_size = stored_size(*delta);
    to.fragments.push_back(fragment_of(fmt::format("{:026}.omni", 1000 + count++), 1));
    ASSERT_LT(count, 500U);
  }
  EXPECT_GT(last_size, kMostBytes - 300) << "the next fragment passed the limit";
  EXPECT_GT(count, 45U) << "as many as small writes leave";
  // Names of fragments that go count too.
  const TableState many = state_of(400);
  TableState none = many;
  none.fragments.clear();
  EXPECT_FALSE(find_delta(many, none).has_value());
}

TEST(StateDelta, other_columns_or_another_order_make_none) {
  const TableState from = state_of(2);
  columnar::Field column{"new", columnar::Type(columnar::TypeId::int32), true};
  TableState added = with_column_added(from, column);
  EXPECT_FALSE(find_delta(from, added).has_value());
  EXPECT_FALSE(find_delta(from, with_column_renamed(from, "int32", "x")).has_value());
  EXPECT_FALSE(find_delta(from, with_column_dropped(from, "int32")).has_value());
  TableState back = with_column_dropped(added, "new");
  EXPECT_EQ(back.fields, from.fields);
  EXPECT_FALSE(find_delta(from, back).has_value()) << "the id of the column must not come again";
  TableState swapped = from;
  std::swap(swapped.fragments[0], swapped.fragments[1]);
  EXPECT_FALSE(find_delta(from, swapped).has_value());
  TableState first = from;
  first.fragments.insert(first.fragments.begin(), fragment_of("new.omni", 1));
  EXPECT_FALSE(find_delta(from, first).has_value());
}

// Inline is what was deleted since the object, up to 4 KB.
TEST(StateDelta, many_deleted_rows_make_none_unless_an_object_has_them) {
  storage::MemoryStore store;
  TableState from = state_of(1);
  from.fragments[0].deleted = from.fragments[0].deleted.with(scattered(2500));
  EXPECT_FALSE(find_delta(state_of(1), from).has_value());
  const std::string id = "01J0000000000000000000000A";
  StagedState staged = stage_state(from, kDirectory, id, 1'700'000'000'000'000);
  for (const StagedObject& object : staged.objects) {
    store.put_if_absent(object.name, as_bytes(object.content), storage::Durability::synced);
  }
  from = read_state(store, kDirectory, id);
  TableState to = with_deletions(from, {scattered(1000, 1)});
  std::optional<StateDelta> delta = find_delta(from, to);
  ASSERT_TRUE(delta.has_value());
  TableState applied = apply_delta(from, *delta, "x");
  EXPECT_EQ(applied, to);
  EXPECT_EQ(applied.fragments[0].deleted.count(), 3500U);
  EXPECT_FALSE(find_delta(from, with_deletions(from, {scattered(2500, 1)})).has_value());
}

TEST(StateDelta, of_another_state_is_refused) {
  const TableState from = state_of(2);
  TableState to = from;
  to.fragments.pop_back();
  StateDelta delta = find_delta(from, to).value();
  Error error = error_of([&] { apply_delta(state_of(1), delta, "entry 5 of main"); });
  EXPECT_EQ(error.kind(), ErrorKind::internal);
  EXPECT_THAT(error.what(), HasSubstr("entry 5 of main"));
  delta.removed.clear();
  delta.fragments.resize(delta.fragments.size() / 2);
  error = error_of([&] { apply_delta(from, delta, "entry 5 of main"); });
  EXPECT_EQ(error.kind(), ErrorKind::internal);
  EXPECT_THAT(error.what(), HasSubstr("entry 5 of main"));
}

}  // namespace
}  // namespace omnigraph::table

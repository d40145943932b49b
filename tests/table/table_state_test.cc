#include "table/table_state.h"

#include "lance/manifest_codec.h"
#include "table/state_store.h"
#include "table/table_path.h"
#include "table_testing.h"

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace omnigraph::table {
namespace {

using lance::RowOffset;
using testing::all_columns;
using testing::error_of;
using testing::fragment_of;
using ::testing::HasSubstr;
using testing::kDirectory;

constexpr std::int64_t kMicros = 1'700'000'000'123'456;
const std::string kState = "01J0000000000000000000000A";
const std::string kLater = "01J0000000000000000000000B";

void put(storage::ObjectStore& store, const std::vector<StagedObject>& objects) {
  for (const StagedObject& object : objects) {
    ASSERT_EQ(
        store.put_if_absent(object.name, as_bytes(object.content), storage::Durability::synced),
        storage::PutResult::created);
  }
}

/// A state of all columns and these fragments.
TableState state_of(std::vector<StateFragment> fragments) {
  TableState state = initial_state(all_columns());
  state.fragments = std::move(fragments);
  return state;
}

lance::Manifest manifest_of(const std::vector<StagedObject>& objects) {
  const StagedObject& last = objects.back();
  return lance::decode_manifest(as_bytes(last.content), last.name).manifest;
}

/// `count` rows that a bitmap cannot compress, every other one from `first` on.
std::vector<RowOffset> scattered(std::size_t count, RowOffset first = 0) {
  std::vector<RowOffset> rows(count);
  for (std::size_t i = 0; i < count; ++i) {
    rows[i] = first + static_cast<RowOffset>(2 * i);
  }
  return rows;
}

TEST(TableState, initial_fields_are_numbered_from_zero_depth_first) {
  std::vector<lance::Field> fields = initial_state(all_columns()).fields;
  std::int32_t next = 0;
  for (const lance::Field* field : lance::flatten(fields)) {
    EXPECT_EQ(field->id, next++) << field->name;
  }
}

TEST(TableState, a_staged_manifest_is_one_that_any_lance_reader_understands) {
  TableState state = state_of({fragment_of("a.omni", 10, {3}), fragment_of("b.omni", 5)});
  std::vector<StagedObject> objects = stage_state(state, kDirectory, kState, kMicros).objects;
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_EQ(objects[0].name, kDirectory + "/_staged/" + kState + ".manifest");
  lance::Manifest manifest = manifest_of(objects);
  EXPECT_EQ(manifest.fields, state.fields);
  EXPECT_EQ(manifest.timestamp, (lance::Timestamp{1'700'000'000, 123'456'000}));
  EXPECT_EQ(manifest.writer_version->library, "omnigraph");
  EXPECT_EQ(manifest.data_format, (lance::DataFormat{"lance", "2.0"}));
  EXPECT_EQ(manifest.max_fragment_id, 1U);
  ASSERT_EQ(manifest.fragments.size(), 2U);
  EXPECT_EQ(manifest.fragments[0].id, 0U);
  EXPECT_EQ(manifest.fragments[1].id, 1U);
  EXPECT_EQ(manifest.fragments[0].deletion_file, std::nullopt) << "LNC-77";
  EXPECT_FALSE(manifest.fragments[0].deleted_rows.empty());
  EXPECT_TRUE(manifest.fragments[1].deleted_rows.empty());
}

RC_GTEST_PROP(TableState, states_read_back_and_deletions_add_up, ()) {
  storage::MemoryStore store;
  const auto sizes =
      *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(1, 20'000));
  TableState state = state_of({});
  std::map<std::string, std::set<RowOffset>> gone;  // by file
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    state.fragments.push_back(fragment_of(std::to_string(i) + ".omni", sizes[i]));
  }
  // Each round deletes some rows of what the state stored before says, and stores the outcome.
  for (int round = 0; round < 4; ++round) {
    std::vector<std::vector<RowOffset>> deletions(state.fragments.size());
    for (std::size_t i = 0; i < deletions.size(); ++i) {
      const std::uint32_t rows = state.fragments[i].physical_rows;
      const int how = *rc::gen::inRange(0, 5);
      const auto first = *rc::gen::inRange<std::uint32_t>(0, rows);
      const std::uint32_t step = how == 1 ? rows : how == 2 ? 2 : how == 3 ? 5 : 1;
      for (std::uint32_t row = first; how > 0 && row < rows; row += step) {
        deletions[i].push_back(row);
        gone[state.fragments[i].files[0].path].insert(row);
      }
      std::reverse(deletions[i].begin(), deletions[i].end());  // any order, and some twice
      if (!deletions[i].empty()) {
        deletions[i].push_back(deletions[i].front());
      }
    }
    TableState next = with_deletions(state, deletions);
    std::string name = "01J000000000000000000000" + std::to_string(10 + round);
    put(store, stage_state(next, kDirectory, name, kMicros).objects);
    state = read_state(store, kDirectory, name);
    RC_ASSERT(state.fields == next.fields);
    RC_ASSERT(state.fragments.size() == next.fragments.size());
    std::uint64_t live = 0;
    for (std::size_t i = 0; i < state.fragments.size(); ++i) {
      const StateFragment& fragment = state.fragments[i];
      RC_ASSERT(fragment.files == next.fragments[i].files);
      RC_ASSERT(fragment.physical_rows == next.fragments[i].physical_rows);
      std::vector<RowOffset> expected(gone[fragment.files[0].path].begin(),
                                      gone[fragment.files[0].path].end());
      RC_ASSERT(fragment.deleted == lance::DeletionVector().with(expected));
      RC_ASSERT(fragment.live_rows() > 0U);
      live += fragment.physical_rows - expected.size();
    }
    RC_ASSERT(state.live_rows() == live);
  }
}

TEST(TableState, fragments_that_lose_their_last_row_are_left_out) {
  TableState state{{}, {fragment_of("a", 2, {0}), fragment_of("b", 1), fragment_of("c", 3)}, 0};
  TableState next = with_deletions(state, {{1}, {}, {0}});
  ASSERT_EQ(next.fragments.size(), 2U);
  EXPECT_EQ(next.fragments[0].files[0].path, "b");
  EXPECT_EQ(next.fragments[1].files[0].path, "c");
  EXPECT_EQ(next.live_rows(), 3U);
  EXPECT_EQ(next.physical_rows(), 4U);
  EXPECT_EQ(state.fragments.size(), 3U) << "the state itself is a value that stays";
  EXPECT_EQ(error_of([&] { with_deletions(state, {{1}}); }).kind(), ErrorKind::internal);
}

// A bitmap of n scattered rows below 2^16 takes 16 + 2 n bytes: 2,040 of them are 4,096.
TEST(TableState, D_21_deletion_vectors_are_inline_up_to_4_KB) {
  for (std::size_t count : {1U, 2040U, 2041U, 4000U}) {
    SCOPED_TRACE(count);
    storage::MemoryStore store;
    TableState state =
        state_of({fragment_of("a.omni", 65'536, scattered(count)), fragment_of("b.omni", 9, {4})});
    std::size_t stored = state.fragments[0].deleted.encode().size();
    std::vector<StagedObject> objects = stage_state(state, kDirectory, kState, kMicros).objects;
    bool is_large = stored > 4096;
    EXPECT_EQ(is_large, count > 2040) << stored;
    ASSERT_EQ(objects.size(), is_large ? 2U : 1U);
    lance::Manifest manifest = manifest_of(objects);
    EXPECT_EQ(manifest.fragments[0].deletion_vector.empty(), !is_large);
    EXPECT_EQ(manifest.fragments[0].deleted_rows.empty(), is_large);
    EXPECT_TRUE(manifest.fragments[1].deletion_vector.empty());
    if (is_large) {
      EXPECT_EQ(objects[0].name, kDirectory + "/_staged/" + manifest.fragments[0].deletion_vector);
      EXPECT_TRUE(objects[0].name.ends_with(".dv"));
    }
    put(store, objects);
    TableState read = read_state(store, kDirectory, kState);
    EXPECT_EQ(read.fragments[0].deleted, state.fragments[0].deleted);
    EXPECT_EQ(read.fragments[1].deleted, state.fragments[1].deleted);
    EXPECT_EQ(read.fragments[0].deletion_object ? read.fragments[0].deletion_object->name : "",
              manifest.fragments[0].deletion_vector);
  }
}

TEST(TableState, D_21_a_later_state_keeps_the_object_and_adds_rows_inline) {
  storage::MemoryStore store;
  TableState state = state_of({fragment_of("a.omni", 65'536, scattered(3000))});
  put(store, stage_state(state, kDirectory, kState, kMicros).objects);
  TableState first = read_state(store, kDirectory, kState);
  const std::string object = first.fragments[0].deletion_object->name;

  // A few more: the object stays, and inline is only what was deleted since.
  TableState second = with_deletions(first, {{1, 3, 5, 0}});
  std::vector<StagedObject> objects = stage_state(second, kDirectory, kLater, kMicros).objects;
  ASSERT_EQ(objects.size(), 1U);
  lance::Manifest manifest = manifest_of(objects);
  EXPECT_EQ(manifest.fragments[0].deletion_vector, object);
  EXPECT_EQ(lance::DeletionVector::decode(as_bytes(manifest.fragments[0].deleted_rows), "x"),
            lance::DeletionVector().with(std::vector<RowOffset>{1, 3, 5}));
  put(store, objects);
  TableState read = read_state(store, kDirectory, kLater);
  EXPECT_EQ(read, second);
  EXPECT_EQ(read.fragments[0].deleted.count(), 3003U);

  // Nothing more: still the object, and nothing inline.
  manifest =
      manifest_of(stage_state(first, kDirectory, "01J0000000000000000000000C", kMicros).objects);
  EXPECT_EQ(manifest.fragments[0].deletion_vector, object);
  EXPECT_TRUE(manifest.fragments[0].deleted_rows.empty());

  // Too many since: a new object with all of them.
  TableState third = with_deletions(read, {scattered(2500, 1)});
  objects = stage_state(third, kDirectory, "01J0000000000000000000000D", kMicros).objects;
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_NE(manifest_of(objects).fragments[0].deletion_vector, object);
  EXPECT_TRUE(manifest_of(objects).fragments[0].deleted_rows.empty());
  put(store, objects);
  EXPECT_EQ(read_state(store, kDirectory, "01J0000000000000000000000D").fragments[0].deleted,
            third.fragments[0].deleted);
  EXPECT_EQ(read_state(store, kDirectory, kState), first) << "earlier states are as they were";
}

TEST(TableState, damage_is_an_internal_error_naming_the_object) {
  storage::MemoryStore store;
  TableState state = state_of({fragment_of("a.omni", 65'536, scattered(3000))});
  std::vector<StagedObject> objects = stage_state(state, kDirectory, kState, kMicros).objects;
  put(store, objects);
  for (const StagedObject& object : objects) {
    for (const std::string& content :
         {std::string(), object.content.substr(0, object.content.size() / 2),
          object.content.substr(1), std::string(100, 'x')}) {
      store.remove(object.name);
      Error missing = error_of([&] { read_state(store, kDirectory, kState); });
      EXPECT_EQ(missing.kind(), ErrorKind::internal);
      EXPECT_THAT(missing.what(), HasSubstr(object.name));
      store.put_if_absent(object.name, as_bytes(content), storage::Durability::synced);
      Error damaged = error_of([&] { read_state(store, kDirectory, kState); });
      EXPECT_EQ(damaged.kind(), ErrorKind::internal);
      EXPECT_THAT(damaged.what(), HasSubstr(object.name));
    }
    store.remove(object.name);
    store.put_if_absent(object.name, as_bytes(object.content), storage::Durability::synced);
  }
  // Rows that the fragment does not have.
  state.fragments = {fragment_of("a.omni", 3, {3})};
  put(store, stage_state(state, kDirectory, kLater, kMicros).objects);
  Error error = error_of([&] { read_state(store, kDirectory, kLater); });
  EXPECT_EQ(error.kind(), ErrorKind::internal);
  EXPECT_THAT(error.what(), HasSubstr(kLater));
}

TEST(TablePath, directories_and_objects_are_named_as_drawn) {
  EXPECT_EQ(table_directory(EntityKind::node, 1, 0xabcdef),
            "nodes/0000000000000001-0000000000abcdef");
  EXPECT_EQ(table_directory(EntityKind::edge, ~std::uint64_t{0}, 2),
            "edges/ffffffffffffffff-0000000000000002");
  EXPECT_EQ(data_file_path("t", "x.omni"), "t/data/x.omni");
  EXPECT_EQ(state_path("t", "S"), "t/_staged/S.manifest");
  EXPECT_EQ(linked_version_path("t", 1), "t/_versions/18446744073709551614.manifest");
  EXPECT_EQ(deletion_file_path("t", "0-1-2.bin"), "t/_deletions/0-1-2.bin");
}

}  // namespace
}  // namespace omnigraph::table

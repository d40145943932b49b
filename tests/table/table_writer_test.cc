#include "table/table_writer.h"

#include "storage/faulty_store.h"
#include "table_testing.h"

#include <fmt/format.h>

namespace omnigraph::table {
namespace {

using columnar::Batch;
using storage::Durability;
using storage::FaultEffect;
using storage::FaultReach;
using testing::all_columns;
using testing::Bench;
using testing::error_of;
using testing::fragment_of;
using testing::kDirectory;
using testing::kTable;
using testing::random_rows;

std::size_t object_count(storage::ObjectStore& store) { return store.list({}).size(); }

TEST(TableWriter, one_file_however_many_batches) {
  Bench bench;
  std::vector<lance::Field> fields = initial_state(all_columns()).fields;
  TableWriter writer(bench.files, bench.ulids, kTable, fields);
  Batch batch = random_rows(all_columns(), 10, 0, bench.random);
  writer.append(batch);
  writer.append(random_rows(all_columns(), 0, 0, bench.random));
  writer.append(batch.slice(3, 5));
  EXPECT_EQ(writer.row_count(), 15U);
  StagedRows rows = writer.finish(Durability::synced);
  EXPECT_EQ(object_count(bench.store), 0U) << "a small file waits for the commit's puts";
  ASSERT_EQ(rows.fragments.size(), 1U);
  const StateFragment& fragment = rows.fragments[0];
  EXPECT_EQ(fragment.physical_rows, 15U);
  EXPECT_EQ(fragment.live_rows(), 15U);
  ASSERT_EQ(fragment.files.size(), 1U);
  const lance::DataFile& file = fragment.files[0];
  EXPECT_TRUE(file.path.ends_with(".omni") && Ulid::parse(file.path.substr(0, 26))) << file.path;
  EXPECT_EQ(file.path.size(), 31U);
  ASSERT_EQ(rows.objects.size(), 1U);
  EXPECT_EQ(rows.objects[0].name, kDirectory + "/data/" + file.path);
  EXPECT_EQ(rows.objects[0].content.size(), file.size_bytes);
  // LNC-40: every field is listed, those below lists too.
  EXPECT_EQ(file.fields.size(), lance::flatten(fields).size());
}

TEST(TableWriter, without_rows_there_is_no_file) {
  Bench bench;
  TableWriter writer(bench.files, bench.ulids, kTable, initial_state(all_columns()).fields);
  writer.append(random_rows(all_columns(), 0, 0, bench.random));
  EXPECT_TRUE(writer.finish(Durability::synced).fragments.empty());
  EXPECT_EQ(object_count(bench.store), 0U);
}

/// Files of at most 100 rows, each in the store as soon as it is full.
TableWriterLimits small_files() {
  TableWriterLimits limits;
  limits.file_rows = 100;
  limits.memory_bytes = 0;
  return limits;
}

// LNC-44: a file ends at its limit of rows, in the middle of a batch if need be.
TEST(TableWriter, begins_another_file_behind_the_limit) {
  Bench bench;
  columnar::Schema columns = {{"id", columnar::Type(columnar::TypeId::utf8), false}};
  auto state = std::make_shared<TableState>(initial_state(columns));
  TableWriter writer(bench.files, bench.ulids, kTable, state->fields, small_files());
  std::size_t next = 0;
  for (std::size_t size : {95U, 10U, 150U}) {
    writer.append(random_rows(columns, size, next, bench.random));
    next += size;
  }
  EXPECT_EQ(object_count(bench.store), 2U) << "full files are out of memory already";
  StagedRows rows = writer.finish(Durability::synced);
  EXPECT_TRUE(rows.objects.empty());
  state->fragments = rows.fragments;
  std::vector<std::uint32_t> sizes;
  for (const StateFragment& fragment : state->fragments) {
    sizes.push_back(fragment.physical_rows);
  }
  EXPECT_THAT(sizes, ::testing::ElementsAre(100, 100, 55));
  TableCache cold(bench.store);
  Table table(cold, kTable, state);
  for (Position position : {0U, 99U, 100U, 200U, 254U}) {
    EXPECT_EQ(table.find(std::to_string(position), Compare::text), position);
  }
}

TEST(TableWriter, destroyed_or_discarded_it_leaves_nothing) {
  Bench bench;
  std::vector<lance::Field> fields = initial_state(all_columns()).fields;
  Batch batch = random_rows(all_columns(), 3, 0, bench.random);
  {
    TableWriter writer(bench.files, bench.ulids, kTable, fields, small_files());
    writer.append(batch);
  }
  EXPECT_EQ(object_count(bench.store), 0U);
  TableWriter writer(bench.files, bench.ulids, kTable, fields, small_files());
  writer.append(batch);
  writer.finish(Durability::synced);
  EXPECT_EQ(object_count(bench.store), 1U);
  writer.discard();
  EXPECT_EQ(object_count(bench.store), 0U);
  writer.discard();  // once more does no harm
  {
    TableWriter kept(bench.files, bench.ulids, kTable, fields, small_files());
    kept.append(batch);
    kept.finish(Durability::synced);
  }
  EXPECT_EQ(object_count(bench.store), 1U) << "finished files outlive their writer";
}

// A writer of several files fails at each of its requests: what it had written before is removed.
TEST(TableWriter, a_failure_removes_the_files_before_it) {
  columnar::Schema columns = {{"id", columnar::Type(columnar::TypeId::utf8), false}};
  for (std::uint64_t at = 1; at <= 2; ++at) {
    for (FaultEffect effect : {FaultEffect::not_applied, FaultEffect::answer_lost}) {
      SCOPED_TRACE(fmt::format("request {} effect {}", at, static_cast<int>(effect)));
      Bench bench;
      storage::FaultyStore faulty(bench.store, {at, effect, FaultReach::one_request});
      TableCache cache(faulty);
      Error error = error_of([&] {
        TableWriter writer(cache, bench.ulids, kTable, initial_state(columns).fields,
                           small_files());
        writer.append(random_rows(columns, 101, 0, bench.random));
        writer.finish(Durability::synced);
      });
      EXPECT_EQ(error.kind(), ErrorKind::internal);
      EXPECT_TRUE(faulty.has_failed());
      // A file whose answer was lost may be there: cleanup finds it.
      EXPECT_EQ(object_count(bench.store), effect == FaultEffect::answer_lost ? 1U : 0U);
    }
  }
}

// Consecutive rows of a fragment may end in one file and go on in the next.
TEST(TableWriter, files_say_where_rows_were_that_they_took_over) {
  Bench bench;
  columnar::Schema columns = {{"id", columnar::Type(columnar::TypeId::utf8), false}};
  auto state = std::make_shared<TableState>(initial_state(columns));
  TableWriter writer(bench.files, bench.ulids, kTable, state->fields, small_files());
  StateFragment old = fragment_of("old.omni", 130, {3});
  writer.append(random_rows(columns, 10, 0, bench.random));
  writer.take_over(old);
  writer.append(random_rows(columns, 50, 10, bench.random));
  writer.append(random_rows(columns, 79, 60, bench.random));
  writer.take_over(fragment_of("other.omni", 2));
  writer.append(random_rows(columns, 2, 139, bench.random));
  writer.end_take_over();
  writer.append(random_rows(columns, 5, 141, bench.random));
  state->fragments = writer.finish(Durability::synced).fragments;
  ASSERT_EQ(state->fragments.size(), 2U);
  Table table(bench.files, kTable, state);
  const lance::Field& id = table.field("id");
  EXPECT_THAT(table.file(0, id)->sources(),
              ::testing::ElementsAre(RowSource{"old.omni", 10, 90, 0, old.deleted}));
  EXPECT_THAT(table.file(1, id)->sources(),
              ::testing::ElementsAre(RowSource{"old.omni", 0, 39, 90, old.deleted},
                                     RowSource{"other.omni", 39, 2, 0, {}}));
}

}  // namespace
}  // namespace omnigraph::table

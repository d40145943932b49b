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
using testing::kDirectory;
using testing::random_rows;

std::size_t object_count(storage::ObjectStore& store) { return store.list({}).size(); }

TEST(TableWriter, one_file_however_many_batches) {
  Bench bench;
  std::vector<lance::Field> fields = initial_fields(all_columns());
  TableWriter writer(bench.store, bench.ulids, kDirectory, fields);
  Batch batch = random_rows(all_columns(), 10, 0, bench.random);
  writer.append(batch);
  writer.append(random_rows(all_columns(), 0, 0, bench.random));
  writer.append(batch.slice(3, 5));
  EXPECT_EQ(writer.row_count(), 15U);
  EXPECT_EQ(object_count(bench.store), 0U) << "nothing is seen before it is finished";
  std::vector<StateFragment> fragments = writer.finish(Durability::synced);
  ASSERT_EQ(fragments.size(), 1U);
  const StateFragment& fragment = fragments[0];
  EXPECT_EQ(fragment.physical_rows, 15U);
  EXPECT_EQ(fragment.live_rows(), 15U);
  ASSERT_EQ(fragment.files.size(), 1U);
  const lance::DataFile& file = fragment.files[0];
  EXPECT_TRUE(file.path.ends_with(".omni") && Ulid::parse(file.path.substr(0, 26))) << file.path;
  EXPECT_EQ(file.path.size(), 31U);
  EXPECT_EQ(bench.store.read(kDirectory + "/data/" + file.path).size(), file.size_bytes);
  // LNC-40: every field is listed, those below lists too.
  EXPECT_EQ(file.fields.size(), lance::flatten(fields).size());
}

TEST(TableWriter, without_rows_there_is_no_file) {
  Bench bench;
  TableWriter writer(bench.store, bench.ulids, kDirectory, initial_fields(all_columns()));
  writer.append(random_rows(all_columns(), 0, 0, bench.random));
  EXPECT_TRUE(writer.finish(Durability::synced).empty());
  EXPECT_EQ(object_count(bench.store), 0U);
}

// LNC-44: a file ends at 2^20 rows, in the middle of a batch if need be.
TEST(TableWriter, begins_another_file_after_a_million_rows) {
  constexpr std::uint32_t kFileRows = 1U << 20;
  Bench bench;
  columnar::Schema columns = {{"n", columnar::Type(columnar::TypeId::uint32), false}};
  auto state = std::make_shared<TableState>();
  state->fields = initial_fields(columns);
  TableWriter writer(bench.store, bench.ulids, kDirectory, state->fields);
  std::uint32_t next = 0;
  for (std::uint32_t size : {kFileRows - 5, 10U, kFileRows + kFileRows / 2}) {
    columnar::Builder builder(columns[0].type);
    for (std::uint32_t i = 0; i < size; ++i) {
      builder.append(next++);
    }
    writer.append({columns, {builder.finish()}, size});
  }
  EXPECT_EQ(object_count(bench.store), 2U) << "full files are out of memory already";
  state->fragments = writer.finish(Durability::synced);
  std::vector<std::uint32_t> sizes;
  for (const StateFragment& fragment : state->fragments) {
    sizes.push_back(fragment.physical_rows);
  }
  EXPECT_THAT(sizes, ::testing::ElementsAre(kFileRows, kFileRows, next - 2 * kFileRows));
  Table table(bench.files, kDirectory, state);
  std::vector<Position> around = {0, kFileRows - 1, kFileRows, 2 * kFileRows, next - 1};
  columnar::ArrayPtr taken = table.take(table.field("n"), around);
  EXPECT_THAT(taken->values<std::uint32_t>(), ::testing::ElementsAreArray(around));
}

TEST(TableWriter, destroyed_or_discarded_it_leaves_nothing) {
  Bench bench;
  std::vector<lance::Field> fields = initial_fields(all_columns());
  Batch batch = random_rows(all_columns(), 3, 0, bench.random);
  {
    TableWriter writer(bench.store, bench.ulids, kDirectory, fields);
    writer.append(batch);
  }
  EXPECT_EQ(object_count(bench.store), 0U);
  TableWriter writer(bench.store, bench.ulids, kDirectory, fields);
  writer.append(batch);
  writer.finish(Durability::synced);
  EXPECT_EQ(object_count(bench.store), 1U);
  writer.discard();
  EXPECT_EQ(object_count(bench.store), 0U);
  writer.discard();  // once more does no harm
  {
    TableWriter kept(bench.store, bench.ulids, kDirectory, fields);
    kept.append(batch);
    kept.finish(Durability::synced);
  }
  EXPECT_EQ(object_count(bench.store), 1U) << "finished files outlive their writer";
}

// A writer of several files fails at each of its requests: what it had written before is removed.
TEST(TableWriter, a_failure_removes_the_files_before_it) {
  columnar::Schema columns = {{"n", columnar::Type(columnar::TypeId::uint32), false}};
  columnar::Builder builder(columns[0].type);
  const std::uint32_t rows = (1U << 20) + 1;
  for (std::uint32_t i = 0; i < rows; ++i) {
    builder.append(i);
  }
  Batch batch{columns, {builder.finish()}, rows};
  for (std::uint64_t at = 1; at <= 2; ++at) {
    for (FaultEffect effect : {FaultEffect::not_applied, FaultEffect::answer_lost}) {
      SCOPED_TRACE(fmt::format("request {} effect {}", at, static_cast<int>(effect)));
      Bench bench;
      storage::FaultyStore faulty(bench.store, {at, effect, FaultReach::one_request});
      Error error = error_of([&] {
        TableWriter writer(faulty, bench.ulids, kDirectory, initial_fields(columns));
        writer.append(batch);
        writer.finish(Durability::synced);
      });
      EXPECT_EQ(error.kind(), ErrorKind::internal);
      EXPECT_TRUE(faulty.has_failed());
      // A file whose answer was lost may be there: cleanup finds it.
      EXPECT_EQ(object_count(bench.store), effect == FaultEffect::answer_lost ? 1U : 0U);
    }
  }
}

}  // namespace
}  // namespace omnigraph::table

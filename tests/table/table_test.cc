#include "table/table.h"

#include "table_testing.h"

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

namespace omnigraph::table {
namespace {

using columnar::ArrayPtr;
using testing::all_columns;
using testing::Bench;
using testing::error_of;
using testing::fragment_of;
using ::testing::HasSubstr;
using testing::kDirectory;
using testing::kTable;
using testing::random_rows;

/// A table of several fragments beside the plain rows that it should have.
struct Sample {
  std::shared_ptr<TableState> state = std::make_shared<TableState>();
  std::vector<std::vector<ArrayPtr>> columns;  // by field, by fragment; nulls where it is missing
  std::set<Position> deleted;
};

/// Some fragments were written before the last columns were added, and know nothing of them.
Sample any_sample(Bench& bench) {
  Sample sample;
  const auto sizes =
      *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 40));
  columnar::Schema columns = all_columns();
  *sample.state = initial_state(columns);
  sample.columns.resize(columns.size());
  Position start = 0;
  for (std::size_t size : sizes) {
    const auto known = *rc::gen::element<std::size_t>(columns.size(), columns.size() - 3, 5);
    columnar::Schema schema(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(known));
    std::vector<lance::Field> fields(
        sample.state->fields.begin(),
        sample.state->fields.begin() + static_cast<std::ptrdiff_t>(known));
    columnar::Batch batch = random_rows(schema, size, start, bench.random);
    StateFragment fragment = bench.write(fields, batch).front();
    std::vector<lance::RowOffset> gone;
    for (std::uint32_t row = 0; row < size; ++row) {
      if (bench.random.next() % 3 == 0) {
        gone.push_back(row);
        sample.deleted.insert(start + row);
      }
    }
    fragment.deleted = fragment.deleted.with(gone);
    sample.state->fragments.push_back(std::move(fragment));
    for (std::size_t i = 0; i < columns.size(); ++i) {
      sample.columns[i].push_back(i < known ? batch.columns[i]
                                            : columnar::Array::nulls(columns[i].type, size));
    }
    start += static_cast<Position>(size);
  }
  return sample;
}

RC_GTEST_PROP(Table, scans_columns_and_takes_agree_with_the_rows_written, ()) {
  Bench bench(*rc::gen::arbitrary<std::uint64_t>());
  Sample sample = any_sample(bench);
  Table table(bench.files, kTable, sample.state);
  const auto morsel_rows = *rc::gen::element<std::uint32_t>(1, 3, 7, 1000);
  std::vector<Position> some;
  for (int i = 0; table.position_count() > 0 && i < 50; ++i) {
    some.push_back(static_cast<Position>(bench.random.next() % table.position_count()));
  }
  RC_ASSERT(table.live_rows() == table.position_count() - sample.deleted.size());
  std::set<Position> deleted;
  for (std::size_t i = 0; i < sample.state->fragments.size(); ++i) {
    for (lance::RowOffset row : table.deleted(i)) {
      deleted.insert(table.start_of(i) + row);
    }
  }
  RC_ASSERT(deleted == sample.deleted);
  Position next = 0;
  for (const Morsel& morsel : table.morsels(morsel_rows)) {
    RC_ASSERT(morsel.position == next);
    RC_ASSERT(morsel.count > 0U && morsel.count <= morsel_rows);
    RC_ASSERT(table.fragment_of(morsel.position) == morsel.fragment);
    RC_ASSERT(table.start_of(morsel.fragment) + morsel.first == morsel.position);
    std::vector<std::uint32_t> live;
    for (std::uint32_t row = 0; row < morsel.count; ++row) {
      if (sample.deleted.count(morsel.position + row) == 0) {
        live.push_back(row);
      }
    }
    RC_ASSERT(table.live(morsel) == live);
    next += morsel.count;
  }
  RC_ASSERT(next == table.position_count());
  for (std::size_t i = 0; i < sample.columns.size(); ++i) {
    const lance::Field& field = sample.state->fields[i];
    RC_LOG() << field.name << "\n";
    for (const Morsel& morsel : table.morsels(morsel_rows)) {
      RC_ASSERT(
          columnar::equals(*table.read(morsel, field),
                           *sample.columns[i][morsel.fragment]->slice(morsel.first, morsel.count)));
    }
    ArrayPtr all = columnar::concatenate(sample.columns[i], field.type);
    RC_ASSERT(columnar::equals(*table.take(field, some), *columnar::take(*all, some)));
    std::sort(some.begin(), some.end());
    RC_ASSERT(columnar::equals(*table.take(field, some), *columnar::take(*all, some)));
    RC_ASSERT(table.take(field, {})->length() == 0U);
  }
  for (Position position = 0; position < table.position_count(); ++position) {
    std::string id = std::to_string(position);
    bool lives = sample.deleted.count(position) == 0;
    for (Compare compare : {Compare::hash, Compare::text}) {
      RC_ASSERT(table.find(id, compare) == (lives ? std::optional(position) : std::nullopt));
    }
  }
}

TEST(Table, a_column_that_it_does_not_have_is_an_internal_error) {
  Bench bench;
  auto state = std::make_shared<TableState>();
  *state = initial_state(all_columns());
  Table table(bench.files, kTable, state);
  EXPECT_EQ(table.position_count(), 0U);
  EXPECT_TRUE(table.morsels(10).empty());
  EXPECT_EQ(table.find("x", Compare::text), std::nullopt);
  Error error = error_of([&] { table.field("nope"); });
  EXPECT_EQ(error.kind(), ErrorKind::internal);
  EXPECT_THAT(error.what(), HasSubstr("'nope'"));
}

TEST(Table, a_state_that_does_not_fit_its_files_is_an_internal_error_naming_them) {
  Bench bench;
  auto state = std::make_shared<TableState>();
  *state = initial_state(all_columns());
  StateFragment fragment =
      bench.write(state->fields, random_rows(all_columns(), 3, 0, bench.random)).front();
  struct Case {
    const char* what;
    std::function<void(StateFragment&)> damage;
  };
  const std::vector<Case> cases = {
      {"rows", [](StateFragment& of) { of.physical_rows = 4; }},
      {"size", [](StateFragment& of) { --of.files[0].size_bytes; }},
      {"missing", [](StateFragment& of) { of.files[0].path = "gone.omni"; }}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    StateFragment damaged = fragment;
    c.damage(damaged);
    state->fragments = {damaged};
    TableCache files(bench.store);
    Table table(files, kTable, std::make_shared<TableState>(*state));
    Error error = error_of([&] { table.find("1", Compare::text); });
    EXPECT_EQ(error.kind(), ErrorKind::internal) << error.what();
    EXPECT_THAT(error.what(), HasSubstr(damaged.files[0].path));
  }
}

TEST(Table, refuses_more_rows_than_positions_can_number) {
  Bench bench;
  auto state = std::make_shared<TableState>();
  const std::uint32_t half = 1U << 31;
  state->fragments = {fragment_of("a", half), fragment_of("b", half - 2)};
  EXPECT_EQ(Table(bench.files, kTable, state).position_count(), ~Position{0} - 1);
  state = std::make_shared<TableState>(*state);
  state->fragments[1].physical_rows = half - 1;
  Error error = error_of([&] { Table(bench.files, kTable, state); });
  EXPECT_EQ(error.kind(), ErrorKind::internal);
  EXPECT_THAT(error.what(), HasSubstr(kDirectory));
}

TEST(TableCache, opens_a_file_once) {
  Bench bench;
  std::vector<lance::Field> fields = initial_state(all_columns()).fields;
  StateFragment fragment =
      bench.write(fields, random_rows(all_columns(), 3, 0, bench.random)).front();
  auto open = [&](TableCache& cache, const lance::DataFile& file) {
    return cache.open(kTable, fields, TableCache::key_of(kTable, fields, file));
  };
  auto first = open(bench.files, fragment.files[0]);
  EXPECT_EQ(open(bench.files, fragment.files[0]), first);
  lance::DataFile unknown_size = fragment.files[0];
  unknown_size.size_bytes = 0;
  TableCache other(bench.store);
  EXPECT_EQ(open(other, unknown_size)->reader().row_count(), 3U);
}

}  // namespace
}  // namespace omnigraph::table

#include "table/data_file.h"

#include "lance/data_file_writer.h"
#include "lance/manifest_codec.h"
#include "lance/manifest_name.h"
#include "lance/memory_file.h"
#include "table/state_store.h"
#include "table/table_path.h"
#include "table_testing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>

namespace omnigraph::table {
namespace {

using columnar::ArrayPtr;
using columnar::Batch;
using columnar::Builder;
using columnar::Type;
using columnar::TypeId;
using testing::Bench;
using testing::kDirectory;

const TableAddress kEdges = {EntityKind::edge, kDirectory, 7};

columnar::Schema edge_columns() {
  columnar::Schema columns = testing::all_columns();
  columns.push_back({"src", Type(TypeId::utf8), false});
  columns.push_back({"dst", Type(TypeId::utf8), false});
  return columns;
}

Batch random_edges(std::size_t rows, std::size_t first, testing::SeededRandom& random) {
  return testing::random_rows(edge_columns(), rows, first, random);
}

/// The same rows as another writer stores them: no directory, no segments, no checksums.
lance::DataFile put_foreign(Bench& bench, const std::vector<lance::Field>& fields,
                            const Batch& batch) {
  lance::MemorySink sink;
  lance::DataFileWriter writer(sink, fields);
  writer.write(batch);
  lance::DataFile file = writer.finish().file;
  file.path = bench.ulids.next().to_string() + ".lance";
  std::string content = sink.finish();
  std::size_t mark = content.find("OMNIBUFS");
  EXPECT_NE(mark, content.npos);
  content.replace(mark, 8, "FOREIGN!");
  bench.put({{data_file_path(kDirectory, file.path), content}});
  return file;
}

void expect_same_bounds(const index::ZoneBounds* a, const index::ZoneBounds* b) {
  ASSERT_EQ(a == nullptr, b == nullptr);
  if (a != nullptr) {
    EXPECT_TRUE(columnar::equals(*a->minimum, *b->minimum));
    EXPECT_TRUE(columnar::equals(*a->maximum, *b->maximum));
    EXPECT_EQ(a->null_counts, b->null_counts);
  }
}

void expect_same_edges(const index::AdjacencySegment& a, const index::AdjacencySegment& b) {
  ASSERT_EQ(a.source_count(), b.source_count());
  ASSERT_EQ(a.target_count(), b.target_count());
  for (std::uint32_t i = 0; i < a.source_count(); ++i) {
    std::vector<index::EdgeRef> of_a;
    std::vector<index::EdgeRef> of_b;
    a.append_out(i, of_a);
    b.append_out(i, of_b);
    EXPECT_EQ(a.source(i), b.source(i));
    EXPECT_EQ(of_a, of_b);
  }
  for (std::uint32_t i = 0; i < a.target_count(); ++i) {
    std::vector<index::EdgeRef> of_a;
    std::vector<index::EdgeRef> of_b;
    a.append_in(i, of_a);
    b.append_in(i, of_b);
    EXPECT_EQ(a.target(i), b.target(i));
    EXPECT_EQ(of_a, of_b);
  }
}

void expect_same_keys(const DataFile::Keys& a, const DataFile::Keys& b) {
  EXPECT_THAT(a.hashes.high, ::testing::ElementsAreArray(b.hashes.high));
  EXPECT_THAT(a.hashes.low, ::testing::ElementsAreArray(b.hashes.low));
  EXPECT_THAT(a.rows, ::testing::ElementsAreArray(b.rows));
}

TEST(DataFile, what_a_foreign_file_lacks_is_computed_and_equals_what_ours_carries) {
  // Ids that do not ascend, ids that do, and more rows than a zone has.
  for (auto [rows, first] : {std::pair<std::size_t, std::size_t>{300, 1}, {300, 1000}, {9000, 7}}) {
    SCOPED_TRACE(fmt::format("{} rows from {}", rows, first));
    Bench bench;
    auto state = std::make_shared<TableState>(initial_state(edge_columns()));
    Batch batch = random_edges(rows, first, bench.random);
    TableWriter writer(bench.files, bench.ulids, kEdges, state->fields);
    writer.append(batch);
    StagedRows staged = writer.finish(storage::Durability::synced);
    bench.put(staged.objects);
    state->fragments = staged.fragments;
    StateFragment foreign;
    foreign.files = {put_foreign(bench, state->fields, batch)};
    foreign.physical_rows = static_cast<std::uint32_t>(rows);
    state->fragments.push_back(foreign);
    TableCache cold(bench.store);
    Table table(cold, kEdges, state);
    auto ours = table.file(0, state->fields[0]);
    auto theirs = table.file(1, state->fields[0]);
    EXPECT_NE(ours->reader().directory(), nullptr);
    EXPECT_EQ(theirs->reader().directory(), nullptr);
    for (const lance::Field& field : state->fields) {
      SCOPED_TRACE(field.name);
      expect_same_bounds(ours->bounds(field.id), theirs->bounds(field.id));
      EXPECT_EQ(theirs->bounds(field.id), theirs->bounds(field.id)) << "computed once";
    }
    expect_same_keys(ours->keys(0), theirs->keys(0));
    expect_same_edges(*table.adjacency(0), *table.adjacency(1));
    EXPECT_TRUE(theirs->sources().empty());
    for (std::size_t i = 0; i < rows; i += 1 + rows / 50) {
      std::string id = std::to_string(first + i);
      DataFile::Key key{id, hash128(id, kEdges.hash_seed), 0};
      for (Compare compare : {Compare::hash, Compare::text}) {
        auto live = [](lance::RowOffset) { return true; };
        auto dead = [i](lance::RowOffset row) { return row != i; };
        EXPECT_EQ(ours->find_row(key, compare, live), i);
        EXPECT_EQ(theirs->find_row(key, compare, live), i);
        EXPECT_EQ(ours->find_row(key, compare, dead), std::nullopt);
        EXPECT_EQ(theirs->find_row(key, compare, dead), std::nullopt);
      }
    }
  }
}

/// Ids that ascend as bytes, with prefixes longer than a bound, and some ids of bytes that raise.
std::vector<std::string> ascending_ids(std::size_t count) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i) {
    if (i < 3 * index::kZoneRows + 100) {
      // All of them share 40 bytes, so three zones have the same minimum.
      ids.push_back(fmt::format("{}{:08}", std::string(40, 'p'), i));
    } else if (i < 4 * index::kZoneRows) {
      ids.push_back(fmt::format("{}{:06}", std::string(31, 'q'), i));
    } else {
      ids.push_back(fmt::format("\xF4\x8F\xBF\xBF{}{:08}", std::string(29, '~'), i));
    }
  }
  // One id is exactly what the bounds of others are cut to.
  ids.front() = std::string(32, 'p');
  ids[index::kZoneRows - 1] += "x";
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  return ids;
}

TEST(DataFile, ids_that_ascend_are_found_across_zones_with_cut_bounds) {
  Bench bench;
  const Type text(TypeId::utf8);
  columnar::Schema columns = {{"id", text, false}, {"src", text, false}, {"dst", text, false}};
  auto state = std::make_shared<TableState>(initial_state(columns));
  const std::vector<std::string> ids = ascending_ids(5 * index::kZoneRows + 17);
  Builder id_column(text);
  Builder ends(text);
  for (const std::string& id : ids) {
    id_column.append_text(id);
    ends.append_text("n");
  }
  ArrayPtr end_column = ends.finish();
  TableWriter writer(bench.files, bench.ulids, kEdges, state->fields);
  writer.append({columns, {id_column.finish(), end_column, end_column}, ids.size()});
  StagedRows staged = writer.finish(storage::Durability::synced);
  bench.put(staged.objects);
  state->fragments = staged.fragments;
  TableCache cold(bench.store);
  Table table(cold, kEdges, state);
  std::shared_ptr<const DataFile> file = table.file(0, state->fields[0]);
  std::optional<std::uint32_t> segment =
      file->reader().find_segment(static_cast<std::uint32_t>(SegmentKind::keys), 0);
  ASSERT_TRUE(segment.has_value());
  EXPECT_LT(file->reader().global_buffer(*segment).size(), 100U) << "it is of the ascending form";

  std::set<std::size_t> rows = {0, 1, ids.size() - 1, ids.size() - 2};
  for (std::size_t zone = 1; zone <= 5; ++zone) {
    for (std::size_t near = 0; near < 3; ++near) {
      rows.insert(zone * index::kZoneRows + near - 1);
    }
  }
  for (std::size_t i = 0; i < ids.size(); i += 997) {
    rows.insert(i);
  }
  for (std::size_t row : rows) {
    SCOPED_TRACE(row);
    EXPECT_EQ(table.find(ids[row], Compare::hash), row);
    EXPECT_EQ(table.find(ids[row], Compare::text), row);
    // What is not there lies right behind an id, before it, or is a part of it.
    EXPECT_EQ(table.find(ids[row] + '\x01', Compare::text), std::nullopt);
    std::string before = ids[row];
    --before.back();
    before += '\x7F';
    EXPECT_EQ(table.find(before, Compare::text), std::nullopt);
    if (row > 0) {
      EXPECT_EQ(table.find(ids[row].substr(0, 33), Compare::text), std::nullopt);
    }
  }
  for (const std::string& absent : {std::string(), std::string(31, 'p'), std::string(32, 'q'),
                                    std::string(64, '\xFF'), std::string("a")}) {
    EXPECT_EQ(table.find(absent, Compare::text), std::nullopt);
  }
  DataFile::Keys keys = file->keys(0);
  ASSERT_EQ(keys.rows.size(), ids.size());
  for (std::size_t i = 0; i < keys.rows.size(); i += 101) {
    EXPECT_EQ(keys.hashes[i], hash128(ids[keys.rows[i]], kEdges.hash_seed));
  }
}

// A dataset of LanceDB with deleted rows, read through our tables as it is.
TEST(DataFile, of_lancedb_is_read_and_searched) {
  const char* shared = std::getenv("OMNIGRAPH_SHARED");
  if (shared == nullptr) {
    GTEST_SKIP() << "NOT TESTED: OMNIGRAPH_SHARED names no folder with data/lance-samples";
  }
  const std::string root = std::string(shared) + "/data/lance-samples/deletions/";
  const std::string dataset = root + "bitmap-2.0/";
  using omnigraph::testing::read_file;
  std::string version = dataset + "_versions/" + lance::manifest_name(2);
  std::string content = read_file(version);
  lance::Manifest manifest = lance::decode_manifest(as_bytes(content), version).manifest;
  Bench bench;
  auto state = std::make_shared<TableState>();
  state->fields = manifest.fields;
  for (const lance::Fragment& stored : manifest.fragments) {
    StateFragment fragment;
    fragment.files = stored.files;
    fragment.physical_rows = static_cast<std::uint32_t>(stored.physical_rows);
    bench.put({{data_file_path(kDirectory, fragment.name()),
                read_file(dataset + "data/" + fragment.name())}});
    if (stored.deletion_file) {
      std::string name = lance::deletion_file_name(stored.id, *stored.deletion_file);
      std::string deleted = read_file(dataset + "_deletions/" + name);
      fragment.deleted = lance::DeletionVector::decode(as_bytes(deleted), name);
    }
    state->fragments.push_back(std::move(fragment));
  }
  Table table(bench.files, testing::kTable, state);
  std::set<std::string> expected;
  std::istringstream lines(read_file(root + "expected-bitmap.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    expected.insert(line.substr(7, 6));  // {"id":"d00000",…
  }
  ASSERT_EQ(table.live_rows(), expected.size());
  ASSERT_FALSE(expected.empty());
  for (Position position = 0; position < table.position_count(); ++position) {
    std::string id(table.take(table.field("id"), std::span(&position, 1))->text_at(0));
    for (Compare compare : {Compare::hash, Compare::text}) {
      EXPECT_EQ(table.find(id, compare),
                expected.contains(id) ? std::optional(position) : std::nullopt);
    }
  }
  ColumnCondition above{
      &table.field("seq"),
      {expr::Operator::greater, expr::ColumnRef{0}, expr::Value{std::int64_t{1} << 40}}};
  EXPECT_TRUE(table.morsels(1000, std::span(&above, 1)).empty());
}

/// Morsels that conditions leave are few, else nothing would be won.
TEST(Table, conditions_leave_out_zones_that_cannot_match) {
  Bench bench;
  const columnar::Schema columns = {{"id", Type(TypeId::utf8), false},
                                    {"n", Type(TypeId::int32), true}};
  auto state = std::make_shared<TableState>(initial_state(columns));
  Builder ids(columns[0].type);
  Builder numbers(columns[1].type);
  constexpr std::int32_t kRows = 3 * static_cast<std::int32_t>(index::kZoneRows);
  for (std::int32_t i = 0; i < kRows; ++i) {
    ids.append_text(std::to_string(i));
    numbers.append(i);
  }
  state->fragments = bench.write(state->fields, {columns, {ids.finish(), numbers.finish()}, kRows});
  Table table(bench.files, testing::kTable, state);
  auto positions = [&](expr::Operator op, std::int64_t number) {
    ColumnCondition condition{&table.field("n"), {op, expr::ColumnRef{0}, expr::Value{number}}};
    std::vector<Position> firsts;
    for (const Morsel& morsel : table.morsels(index::kZoneRows, std::span(&condition, 1))) {
      firsts.push_back(morsel.position);
    }
    return firsts;
  };
  using ::testing::ElementsAre;
  EXPECT_THAT(positions(expr::Operator::equal, 8191), ElementsAre(0));
  EXPECT_THAT(positions(expr::Operator::equal, 8192), ElementsAre(8192));
  EXPECT_THAT(positions(expr::Operator::greater, 16383), ElementsAre(16384));
  EXPECT_THAT(positions(expr::Operator::less_equal, 8192), ElementsAre(0, 8192));
  EXPECT_THAT(positions(expr::Operator::less, 0), ElementsAre());
  EXPECT_THAT(positions(expr::Operator::not_equal, 5), ElementsAre(0, 8192, 16384));
}

}  // namespace
}  // namespace omnigraph::table

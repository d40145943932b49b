#include "lance/data_file_reader.h"
#include "table/state_delta.h"
#include "table/state_store.h"
#include "table/table_path.h"
#include "table_testing.h"

#include <fmt/format.h>

#include <functional>
#include <set>

// D-36: whatever byte of a stored object changes, a read gives the right rows or an error that
// names the object.

namespace omnigraph::table {
namespace {

using columnar::Builder;
using columnar::Type;
using columnar::TypeId;
using testing::Bench;
using testing::fragment_of;
using ::testing::HasSubstr;
using testing::kDirectory;
using testing::random_rows;

const std::string kState = "01J0000000000000000000000A";
const TableAddress kEdges = {EntityKind::edge, kDirectory, 7};

/// Reads with every byte of `whole` changed in turn: a bit of it, and all of them. `read` returns
/// everything that it has read, as text; an error must name `name`.
void change_bytes(const std::string& whole, const std::string& name,
                  const std::function<std::string(const std::string&)>& read) {
  const std::string expected = read(whole);
  std::size_t unnoticed = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (int mask : {1 << i % 8, 0xFF}) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ mask);
      try {
        ASSERT_TRUE(read(damaged) == expected) << name << ": byte " << i << " shows as other rows";
        ++unnoticed;
      } catch (const Error& error) {
        ASSERT_EQ(error.kind(), ErrorKind::internal) << "byte " << i << ": " << error.what();
        ASSERT_THAT(error.what(), HasSubstr(name)) << "byte " << i;
      }
    }
  }
  // Only zeros between buffers may change unseen.
  EXPECT_LT(unnoticed, whole.size() / 2) << name << " of " << whole.size() << " bytes";
  ::testing::Test::RecordProperty("unnoticed", static_cast<int>(unnoticed));
}

std::string text_of(const TableState& state) {
  std::string text;
  for (const lance::Field& field : state.fields) {
    text += fmt::format("{} {} {};", field.name, field.id, columnar::to_string(field.type));
  }
  for (const StateFragment& fragment : state.fragments) {
    text += fmt::format("{} {} {}", fragment.name(), fragment.physical_rows,
                        fragment.files[0].size_bytes);
    fragment.deleted.for_each([&text](lance::RowOffset row) { text += fmt::format(" {}", row); });
    text += fmt::format(" {};", fragment.deletion_object ? fragment.deletion_object->name : "");
  }
  return text + std::to_string(state.next_field_id);
}

std::vector<lance::RowOffset> every_other(std::uint32_t count) {
  std::vector<lance::RowOffset> rows;
  for (std::uint32_t i = 0; i < count; ++i) {
    rows.push_back(2 * i);
  }
  return rows;
}

TEST(Damage, D_36_of_a_manifest_or_a_deletion_vector_is_noticed) {
  Bench bench;
  TableState state = initial_state(testing::all_columns());
  state.fragments = {fragment_of("a.omni", 9000, every_other(2500)),
                     fragment_of("b.omni", 50, {1, 2, 7, 40})};
  StagedState staged = stage_state(state, kDirectory, kState, 1'700'000'000'000'000);
  ASSERT_EQ(staged.objects.size(), 2U);
  bench.put(staged.objects);
  for (const StagedObject& object : staged.objects) {
    change_bytes(object.content, object.name, [&](const std::string& content) {
      bench.store.remove(object.name);
      bench.put({{object.name, content}});
      return text_of(read_state(bench.store, kDirectory, kState));
    });
    bench.store.remove(object.name);
    bench.put({object});
  }
}

TEST(Damage, D_36_of_a_delta_is_noticed) {
  TableState from = initial_state(testing::all_columns());
  from.fragments = {fragment_of("a.omni", 9000, {5}), fragment_of("b.omni", 50)};
  TableState to = from;
  to.fragments = {fragment_of("a.omni", 9000, {5, 17, 300}), fragment_of("c.omni", 1)};
  std::optional<StateDelta> delta = find_delta(from, to);
  ASSERT_TRUE(delta.has_value());
  ASSERT_EQ(delta->removed, std::vector<std::string>{"b.omni"});
  change_bytes(delta->fragments, "entry 7", [&](const std::string& fragments) {
    return text_of(apply_delta(from, {fragments, delta->removed}, "entry 7"));
  });
  change_bytes("b.omni", "entry 7", [&](const std::string& removed) {
    return text_of(apply_delta(from, {delta->fragments, {removed}}, "entry 7"));
  });
}

/// Everything that a table says of its rows, through its indexes too.
std::string text_of(const Table& table) {
  std::string text;
  for (std::size_t i = 0; i < table.state().fragments.size(); ++i) {
    Morsel all{i, 0, table.state().fragments[i].physical_rows, table.start_of(i)};
    std::vector<columnar::ArrayPtr> columns;
    for (const lance::Field& field : table.state().fields) {
      columns.push_back(table.read(all, field));
      if (const index::ZoneBounds* bounds = table.file(i, field)->bounds(field.id)) {
        if (field.type.id() == TypeId::utf8) {  // bounds of text are bytes
          text += fmt::format("{} {}", bounds->minimum->text_at(0), bounds->maximum->text_at(0));
        } else {
          text += omnigraph::testing::row_text(std::span(&bounds->minimum, 1), 0);
          text += omnigraph::testing::row_text(std::span(&bounds->maximum, 1), 0);
        }
        text += fmt::format("{};", bounds->null_counts[0]);
      }
    }
    for (std::uint32_t row = 0; row < all.count; ++row) {
      text += omnigraph::testing::row_text(columns, row);
      std::string id(columns[0]->text_at(row));
      text += fmt::format("{}", table.find(id, Compare::hash).value_or(~0U));
    }
    std::shared_ptr<const DataFile> file = table.file(i, table.state().fields[0]);
    DataFile::Keys keys = file->keys(0);
    for (std::size_t row = 0; row < keys.rows.size(); ++row) {
      text +=
          fmt::format("{} {:x}{:x};", keys.rows[row], keys.hashes[row].high, keys.hashes[row].low);
    }
    for (const RowSource& source : file->sources()) {
      text += fmt::format("{} {} {} {} {};", source.file, source.first_row, source.row_count,
                          source.skipped, source.deleted.count());
    }
    if (table.address().kind == EntityKind::edge) {
      index::EdgeLists lists = table.adjacency(i)->unpack(index::AdjacencySegment::Direction::out);
      text += fmt::format("{} {} {}", fmt::join(lists.first, ","), fmt::join(lists.neighbours, ","),
                          fmt::join(lists.rows, ","));
      std::vector<index::EdgeRef> in;
      for (std::uint32_t k = 0; k < table.adjacency(i)->target_count(); ++k) {
        table.adjacency(i)->append_in(k, in);
      }
      for (const index::EdgeRef& edge : in) {
        text += fmt::format(" {}/{}", edge.neighbour, edge.row);
      }
    }
  }
  text += fmt::format("{}", table.find("not there", Compare::hash).has_value());
  return text;
}

/// A file of `rows` with all that files can have, and every byte of it changed.
void damage_file(const TableAddress& address, const columnar::Schema& columns, std::size_t rows) {
  Bench bench;
  TableState state = initial_state(columns);
  TableWriter writer(bench.files, bench.ulids, address, state.fields);
  writer.take_over(fragment_of("older.omni", static_cast<std::uint32_t>(rows), {}));
  writer.append(random_rows(columns, rows, 100, bench.random));
  StagedRows staged = writer.finish(storage::Durability::synced);
  ASSERT_EQ(staged.objects.size(), 1U);
  state.fragments = staged.fragments;
  auto shared = std::make_shared<const TableState>(std::move(state));
  const StagedObject& object = staged.objects[0];
  change_bytes(object.content, object.name, [&](const std::string& content) {
    bench.store.remove(object.name);
    bench.put({{object.name, content}});
    TableCache cache(bench.store);
    return text_of(Table(cache, address, shared));
  });
}

TEST(Damage, D_36_of_a_file_of_nodes_is_noticed) {
  damage_file(testing::kTable, testing::all_columns(), 5);
}

TEST(Damage, D_36_of_a_file_of_edges_is_noticed) {
  const Type text(TypeId::utf8);
  const columnar::Schema columns = {
      {"id", text, false}, {"src", text, false}, {"dst", text, false}, {"note", text, true}};
  damage_file(kEdges, columns, 40);
}

}  // namespace
}  // namespace omnigraph::table

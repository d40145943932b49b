#include "table/carry.h"

#include "table_testing.h"

#include <fmt/format.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace omnigraph::table {
namespace {

using columnar::Builder;
using columnar::Type;
using columnar::TypeId;
using testing::Bench;
using testing::kTable;

const columnar::Schema kColumns = {{"id", Type(TypeId::utf8), false},
                                   {"n", Type(TypeId::int64), true}};

columnar::Batch rows_of(const std::vector<std::string>& ids) {
  Builder texts(kColumns[0].type);
  Builder numbers(kColumns[1].type);
  for (const std::string& id : ids) {
    texts.append_text(id);
    numbers.append(static_cast<std::int64_t>(hash128(id).low));
  }
  return {kColumns, {texts.finish(), numbers.finish()}, ids.size()};
}

/// The ids in the files of a fragment, deleted ones included.
std::vector<std::string> physical_ids(const Table& table, std::size_t fragment) {
  Morsel all{fragment, 0, table.state().fragments[fragment].physical_rows, 0};
  columnar::ArrayPtr column = table.read(all, table.field("id"));
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < column->length(); ++i) {
    ids.emplace_back(column->text_at(i));
  }
  return ids;
}

/// A table that is written in small steps, and how often rows were written for that.
class SmallWrites {
 public:
  SmallWrites() { *state_ = initial_state(kColumns); }

  void write(const std::vector<std::string>& removed, const std::vector<std::string>& added,
             const std::vector<lance::RowOffset>& superseded = {}) {
    Table before(bench_.files, kTable, state_);
    TableEdit edit(before);
    std::vector<Position> positions;
    for (const std::string& id : removed) {
      positions.push_back(before.find(id, Compare::text).value());
    }
    edit.remove(positions);
    TableWriter writer(bench_.files, bench_.ulids, kTable, state_->fields);
    writer.append(rows_of(added));
    std::vector<std::vector<lance::RowOffset>> gone(added.empty() ? 0 : 1, superseded);
    edit.add(writer.finish(storage::Durability::synced), gone);
    PlannedState planned = edit.finish(bench_.rewriter);
    bench_.put(planned.added.objects);
    bench_.put(planned.rewritten.objects);
    std::set<std::string> known;
    for (const StateFragment& fragment : state_->fragments) {
      known.insert(fragment.name());
    }
    new_.clear();
    for (std::size_t i = 0; i < planned.state.fragments.size(); ++i) {
      if (!known.contains(planned.state.fragments[i].name())) {
        new_.push_back(i);
        rows_written_ += planned.state.fragments[i].physical_rows;
      }
    }
    *(state_ = std::make_shared<TableState>()) = std::move(planned.state);
  }

  Table table() { return {bench_.files, kTable, state_}; }
  const TableState& state() const { return *state_; }
  /// The numbers of the fragments that the last write made.
  const std::vector<std::size_t>& new_fragments() const { return new_; }
  std::uint64_t rows_written() const { return rows_written_; }

 private:
  Bench bench_;
  std::shared_ptr<TableState> state_ = std::make_shared<TableState>();
  std::vector<std::size_t> new_;
  std::uint64_t rows_written_ = 0;
};

std::string numbered(std::size_t i) { return fmt::format("{:05}", i); }

TEST(Carry, ten_thousand_writes_of_a_row_leave_some_40_fragments) {
  SmallWrites table;
  fmt::print("commits fragments writes/row\n");
  for (std::size_t i = 1; i <= 10'000; ++i) {
    table.write({}, {numbered(i)});
    if (i == 10 || i == 100 || i == 1000 || i == 10'000) {
      fmt::print("{:7} {:9} {:10.2f}\n", i, table.state().fragments.size(),
                 static_cast<double>(table.rows_written()) / static_cast<double>(i));
    }
  }
  EXPECT_LE(table.state().fragments.size(), 45U);
  double writes = static_cast<double>(table.rows_written()) / 10'000;
  EXPECT_LE(writes, 5.0);
  EXPECT_GE(writes, 3.5);
  Table read = table.table();
  std::size_t next = 1;
  for (std::size_t i = 0; i < table.state().fragments.size(); ++i) {
    for (const std::string& id : physical_ids(read, i)) {
      ASSERT_EQ(id, numbered(next++));
    }
  }
  EXPECT_EQ(next, 10'001U);
}

TEST(Carry, chooses_tiers_from_the_newest_on) {
  struct Case {
    const char* what;
    std::vector<std::uint64_t> live_rows;
    std::uint64_t added;
    std::uint64_t row_bytes;
    std::size_t carried;
  };
  const std::vector<Case> cases = {
      {"nothing there", {}, 1, 10, 0},
      {"six are too few", {1, 1, 1, 1, 1, 1}, 1, 10, 0},
      {"seven", {1, 1, 1, 1, 1, 1, 1}, 1, 10, 7},
      {"lower ones count too", {7, 3, 1, 5, 1, 2, 1}, 7, 10, 7},
      {"not behind a larger one", {1, 1, 1, 1, 1, 1, 1, 8, 1, 1}, 1, 10, 0},
      {"only those behind a larger one", {1, 8, 1, 1, 1, 1, 1, 1, 1}, 1, 10, 7},
      {"two tiers", {8, 8, 8, 8, 8, 8, 8, 1, 1, 1, 1, 1, 1, 1}, 1, 10, 14},
      {"the second tier is too large", {8, 8, 8, 8, 8, 8, 8, 1, 1, 1, 1, 1, 1, 1}, 1, 600, 7},
      {"exactly 32 KB", {8, 8, 8, 8, 8, 8, 8, 8}, 8, 512, 8},
      {"the one that would pass 32 KB is left", {8, 8, 8, 8, 8, 8, 8, 8}, 8, 513, 7},
      {"large rows", {1, 1, 1, 1, 1, 1, 1}, 1, 5000, 0},
      {"a large write takes over small ones", {1, 1, 1, 1, 1, 1, 1}, 10'000, 10, 7},
      {"an empty write", {1, 1, 1, 1, 1, 1, 1}, 0, 10, 7},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    std::size_t carried = carried_fragments(
        c.live_rows, c.added, [&](std::size_t i) { return c.live_rows[i] * c.row_bytes; });
    EXPECT_EQ(carried, c.carried);
  }
}

TEST(Carry, rows_too_large_are_left_alone) {
  SmallWrites table;
  for (std::size_t i = 0; i < 60; ++i) {
    table.write({}, {numbered(i) + std::string(5000, 'x')});
  }
  EXPECT_EQ(table.state().fragments.size(), 60U);
  EXPECT_EQ(table.rows_written(), 60U);
  // The first tier is small enough, the second is not.
  SmallWrites medium;
  for (std::size_t i = 0; i < 64; ++i) {
    medium.write({}, {numbered(i) + std::string(1000, 'x')});
  }
  EXPECT_EQ(medium.state().fragments.size(), 8U);
  EXPECT_EQ(medium.rows_written(), 64U + 8 * 7);
}

/// The live rows of what a source names, as the file had them when it was taken over.
std::vector<std::string> named_by(const RowSource& source, const std::vector<std::string>& ids) {
  std::vector<std::string> live;
  for (std::uint32_t row = 0; row < ids.size(); ++row) {
    if (!source.deleted.contains(row)) {
      live.push_back(ids[row]);
    }
  }
  RC_ASSERT(std::size_t{source.skipped} + source.row_count <= live.size());
  auto first = live.begin() + source.skipped;
  return {first, first + source.row_count};
}

// What was removed or superseded is not carried, and what is carried can be followed back.
RC_GTEST_PROP(Carry, files_say_exactly_where_their_rows_were, ()) {
  SmallWrites table;
  std::map<std::string, std::vector<std::string>> files;  // all ids that were written to each
  std::set<std::string> live;
  std::size_t next = 0;
  std::size_t followed = 0;
  const auto steps = *rc::gen::container<std::vector<std::uint32_t>>(
      60, rc::gen::noShrink(rc::gen::inRange<std::uint32_t>(0, 1 << 30)));
  for (std::uint32_t step : steps) {
    std::vector<std::string> removed;
    for (std::uint32_t i = std::max(step / 16 % 8, 5U); i > 5 && !live.empty(); --i) {
      auto gone = std::next(live.begin(), static_cast<std::ptrdiff_t>(step % live.size()));
      removed.push_back(*gone);
      live.erase(gone);
    }
    std::vector<std::string> added;
    for (std::uint32_t i = 1 + (step / 64 % 8 == 0 ? step / 512 % 10 : 0); i > 0; --i) {
      added.push_back(numbered(next++));
    }
    std::vector<lance::RowOffset> superseded;
    if (added.size() > 1 && step / 8192 % 2 == 0) {
      superseded = {0};
    }
    live.insert(added.begin() + static_cast<std::ptrdiff_t>(superseded.size()), added.end());
    table.write(removed, added, superseded);

    Table read = table.table();
    RC_ASSERT(read.live_rows() == live.size());
    for (std::size_t number : table.new_fragments()) {
      const StateFragment& fragment = table.state().fragments[number];
      std::vector<std::string> ids = physical_ids(read, number);
      std::vector<RowSource> sources = read.file(number, read.field("id"))->sources();
      std::uint32_t covered = 0;
      for (const RowSource& source : sources) {
        RC_ASSERT(source.first_row == covered);
        auto first = ids.begin() + source.first_row;
        RC_ASSERT(named_by(source, files.at(source.file)) ==
                  std::vector<std::string>(first, first + source.row_count));
        covered += source.row_count;
        followed += source.row_count;
      }
      if (!sources.empty()) {
        RC_ASSERT(fragment.deleted.empty());
        for (const std::string& id : ids) {
          RC_ASSERT(live.contains(id));
        }
        RC_ASSERT(ids.size() - covered == added.size() - superseded.size());
      }
      files[fragment.name()] = std::move(ids);
    }
  }
  RC_ASSERT(followed > 0U);
}

}  // namespace
}  // namespace omnigraph::table

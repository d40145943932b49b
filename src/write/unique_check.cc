#include "write/unique_check.h"

#include "base/parallel.h"
#include "base/throw_error.h"
#include "index/tuple_segment.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <memory>

namespace omnigraph::write {
namespace {

using table::Position;

/// Look-ups that one task does in one fragment.
constexpr std::size_t kPartEntries = 1 << 15;

/// The conflict of the lower row.
void keep_first(std::optional<TupleConflict>& first, std::optional<TupleConflict> found) {
  if (found && (!first || found->row < first->row)) {
    first = std::move(found);
  }
}

}  // namespace

std::string group_place(std::string_view type, std::span<const std::string> group) {
  return group.size() == 1 ? fmt::format("{}.{}", type, group.front())
                           : fmt::format("{}.({})", type, fmt::join(group, ", "));
}

UniqueCheck::UniqueCheck(const TableImage& image, std::span<const std::string> group)
    : image_(image),
      added_members_(image.added().tuple_fields(group)),
      committed_members_(image.committed().tuple_fields(group)) {
  const table::Table& added = image.added();
  for (std::size_t i = 0; i < added.state().fragments.size(); ++i) {
    std::shared_ptr<const index::TupleSegment> tuples = added.tuples(i, added_members_);
    index::HashSpan hashes = tuples->rows().hashes();
    entries_.reserve(entries_.size() + hashes.size());
    for (std::size_t entry = 0; entry < hashes.size(); ++entry) {
      entries_.push_back({hashes[entry], added.start_of(i) + tuples->rows().rows()[entry]});
    }
  }
  auto before = [](const Entry& a, const Entry& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.row < b.row;
  };
  if (!std::is_sorted(entries_.begin(), entries_.end(), before)) {  // of several files
    std::sort(entries_.begin(), entries_.end(), before);
  }
}

std::string UniqueCheck::tuple_at(const table::Table& table,
                                  const std::vector<const lance::Field*>& members,
                                  Position row) const {
  std::vector<columnar::ArrayPtr> columns;
  columns.reserve(members.size());
  for (const lance::Field* member : members) {
    columns.push_back(table.take(*member, std::span(&row, 1)));
  }
  std::string tuple;
  ensure(index::append_unique_tuple(tuple, columns, 0), "a tuple that was hashed is complete");
  return tuple;
}

std::optional<TupleConflict> UniqueCheck::find_repeated() const { return find_repeated(Rows::all); }

std::optional<TupleConflict> UniqueCheck::find_repeated_in_image() const {
  return find_repeated(Rows::of_image);
}

std::optional<TupleConflict> UniqueCheck::find_repeated(Rows rows) const {
  std::optional<TupleConflict> first;
  for (std::size_t begin = 0, end = 0; begin < entries_.size(); begin = end) {
    for (end = begin + 1; end < entries_.size() && entries_[end].hash == entries_[begin].hash;) {
      ++end;
    }
    if (end - begin < 2 || (first && entries_[begin].row >= first->row)) {
      continue;
    }
    // Two rows, but for a collision of hashes.
    absl::flat_hash_map<std::string, Position> seen;
    for (std::size_t i = begin; i < end; ++i) {
      Position row = entries_[i].row;
      if (rows == Rows::of_image && image_.is_superseded(row)) {
        continue;
      }
      std::string tuple = tuple_at(image_.added(), added_members_, row);
      auto [before, is_new] = seen.emplace(tuple, row);
      if (!is_new) {
        keep_first(first, TupleConflict{before->second, row, std::move(tuple)});
        break;
      }
    }
  }
  return first;
}

std::optional<TupleConflict> UniqueCheck::find_held_in(std::size_t fragment,
                                                       const index::TupleSegment& tuples,
                                                       std::span<const Entry> entries) const {
  const table::Table& committed = image_.committed();
  const lance::DeletionVector& deleted = committed.state().fragments[fragment].deleted;
  std::optional<TupleConflict> first;
  for (const Entry& entry : entries) {
    for (std::uint32_t row : tuples.rows().find(entry.hash)) {
      Position holder = committed.start_of(fragment) + row;
      if (deleted.contains(row) || !image_.keeps(holder) || image_.is_superseded(entry.row) ||
          (first && entry.row >= first->row)) {
        continue;
      }
      std::string tuple = tuple_at(image_.added(), added_members_, entry.row);
      if (tuple == tuple_at(committed, committed_members_, holder)) {
        keep_first(first, TupleConflict{entry.row, holder, std::move(tuple)});
      }
    }
  }
  return first;
}

std::optional<TupleConflict> UniqueCheck::find_held() const {
  const table::Table& committed = image_.committed();
  std::size_t fragments = committed.state().fragments.size();
  if (image_.removes_all() || entries_.empty() || fragments == 0) {
    return std::nullopt;
  }
  std::vector<std::shared_ptr<const index::TupleSegment>> tuples(fragments);
  parallel_for(fragments,
               [&](std::size_t i) { tuples[i] = committed.tuples(i, committed_members_); });
  std::size_t parts = (entries_.size() + kPartEntries - 1) / kPartEntries;
  std::vector<std::optional<TupleConflict>> found(fragments * parts);
  parallel_for(found.size(), [&](std::size_t task) {
    std::size_t fragment = task / parts;
    std::size_t begin = task % parts * kPartEntries;
    found[task] = find_held_in(
        fragment, *tuples[fragment],
        std::span(entries_).subspan(begin, std::min(kPartEntries, entries_.size() - begin)));
  });
  std::optional<TupleConflict> first;
  for (std::optional<TupleConflict>& conflict : found) {
    keep_first(first, std::move(conflict));
  }
  return first;
}

}  // namespace omnigraph::write

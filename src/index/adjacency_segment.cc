#include "index/adjacency_segment.h"

#include "base/parallel.h"
#include "index/segment_cursor.h"

#include <algorithm>
#include <numeric>

namespace omnigraph::index {
namespace {

constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kOneDictionary = 1;
constexpr std::uint32_t kConsecutive = 2;
constexpr std::uint8_t kMaxWidth = 32;
constexpr std::size_t kPartEdges = std::size_t{1} << 17;
constexpr std::string_view kKind = "adjacency segment";

HashSpan take_dictionary(SegmentCursor& cursor, std::uint32_t count) {
  HashSpan hashes;
  hashes.high = cursor.take<std::uint64_t>(count);
  hashes.low = cursor.take<std::uint64_t>(count);
  return hashes;
}

PackedArray take_packed(SegmentCursor& cursor, std::uint64_t count, std::uint8_t width) {
  if (width > kMaxWidth) {
    cursor.fail(fmt::format("numbers of {} bits are impossible", width));
  }
  std::span<const std::byte> bytes =
      cursor.take<std::byte>(PackedArray::stored_bytes(count, width));
  return {bytes.data(), static_cast<std::size_t>(count), width};
}

std::optional<std::uint32_t> find(const HashSpan& dictionary, const Hash128& hash) {
  std::size_t at = dictionary.lower_bound(hash);
  return at < dictionary.size() && dictionary[at] == hash
             ? std::optional(static_cast<std::uint32_t>(at))
             : std::nullopt;
}

}  // namespace

AdjacencySegment AdjacencySegment::decode(columnar::Buffer bytes, std::uint64_t row_count,
                                          std::string_view name) {
  SegmentCursor cursor(std::move(bytes), kKind, name);
  std::span<const std::uint32_t> words = cursor.take<std::uint32_t>(2);
  if (words[0] != kVersion) {
    cursor.fail(fmt::format("version {} is not known", words[0]));
  }
  if ((words[1] & ~(kOneDictionary | kConsecutive)) != 0) {
    cursor.fail(fmt::format("flags {} are not known", words[1]));
  }
  AdjacencySegment segment;
  segment.bytes_ = cursor.bytes();
  segment.name_ = name;
  segment.one_dictionary_ = (words[1] & kOneDictionary) != 0;
  segment.consecutive_ = (words[1] & kConsecutive) != 0;
  segment.seed_ = cursor.take<std::uint64_t>(1)[0];
  std::span<const std::uint32_t> counts = cursor.take<std::uint32_t>(4);
  std::uint32_t edges = counts[0];
  std::uint32_t sources = counts[1];
  std::uint32_t targets = counts[2];
  segment.edge_count_ = edges;
  if (edges != row_count) {
    cursor.fail(fmt::format("it has {} edges, the file {} rows", edges, row_count));
  }
  if ((edges > 0 && (sources == 0 || targets == 0)) ||
      (segment.one_dictionary_ && sources != targets)) {
    cursor.fail(fmt::format("{} edges of {} sources and {} targets are impossible", edges, sources,
                            targets));
  }
  std::span<const std::uint8_t> widths = cursor.take<std::uint8_t>(8);
  segment.sources_ = take_dictionary(cursor, sources);
  segment.targets_ = segment.one_dictionary_ ? segment.sources_ : take_dictionary(cursor, targets);
  bool consecutive = segment.consecutive_;
  segment.neighbours_ = take_packed(cursor, edges, widths[0]);
  segment.in_starts_ = take_packed(cursor, std::uint64_t{targets} + 1, widths[1]);
  segment.in_slots_ = take_packed(cursor, edges, widths[2]);
  segment.out_starts_ =
      take_packed(cursor, consecutive ? sources : std::uint64_t{sources} + 1, widths[3]);
  segment.out_sizes_ = take_packed(cursor, consecutive ? sources : 0, widths[4]);
  segment.out_rows_ = take_packed(cursor, consecutive ? sources : edges, widths[5]);
  cursor.expect_end();
  return segment;
}

std::optional<std::uint32_t> AdjacencySegment::find_source(const Hash128& hash) const {
  return find(sources_, hash);
}

std::optional<std::uint32_t> AdjacencySegment::find_target(const Hash128& hash) const {
  return find(targets_, hash);
}

void AdjacencySegment::fail(std::string_view reason) const {
  throw_internal("{}: the {} is damaged: {}", name_, kKind, reason);
}

std::uint32_t AdjacencySegment::checked(std::uint32_t value, std::uint32_t limit) const {
  if (value >= limit) {
    fail(fmt::format("it refers to item {} of {}", value, limit));
  }
  return value;
}

AdjacencySegment::Range AdjacencySegment::checked_range(std::uint64_t first,
                                                        std::uint64_t last) const {
  if (first > last || last > edge_count_) {
    fail(fmt::format("a list from edge {} to {} of {} is impossible", first, last, edge_count_));
  }
  return {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)};
}

AdjacencySegment::Range AdjacencySegment::slots_of_source(std::uint32_t i) const {
  std::uint64_t first = out_starts_[i];
  return checked_range(first,
                       consecutive_ ? first + out_sizes_[i] : out_starts_[std::size_t{i} + 1]);
}

/// The last source whose list begins at or before `slot`.
std::uint32_t AdjacencySegment::source_of_slot(std::uint32_t slot) const {
  auto source_at = [this](std::uint32_t i) {
    return consecutive_ ? checked(out_rows_[i], source_count()) : i;
  };
  std::uint32_t first = 0;
  std::uint32_t last = source_count();
  while (first < last) {
    std::uint32_t middle = first + (last - first) / 2;
    if (out_starts_[source_at(middle)] <= slot) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  if (first == 0) {
    fail(fmt::format("edge {} has no source", slot));
  }
  return source_at(first - 1);
}

std::uint32_t AdjacencySegment::row_of_slot(std::uint32_t slot) const {
  return consecutive_ ? slot : checked(out_rows_[slot], edge_count_);
}

void AdjacencySegment::append_out(std::uint32_t i, std::vector<EdgeRef>& edges) const {
  Range slots = slots_of_source(i);
  for (std::uint32_t slot = slots.first; slot < slots.last; ++slot) {
    edges.push_back({checked(neighbours_[slot], target_count()), row_of_slot(slot)});
  }
}

void AdjacencySegment::append_in(std::uint32_t i, std::vector<EdgeRef>& edges) const {
  Range places = checked_range(in_starts_[i], in_starts_[std::size_t{i} + 1]);
  for (std::uint32_t at = places.first; at < places.last; ++at) {
    std::uint32_t slot = checked(in_slots_[at], edge_count_);
    edges.push_back({source_of_slot(slot), row_of_slot(slot)});
  }
}

std::vector<std::uint32_t> AdjacencySegment::checked_values(const PackedArray& array,
                                                            std::uint32_t limit) const {
  std::vector<std::uint32_t> values = array.unpack();
  std::uint32_t largest = 0;
  for (std::uint32_t value : values) {
    largest = std::max(largest, value);
  }
  if (!values.empty()) {
    checked(largest, limit);
  }
  return values;
}

/// The lists of one direction without their edges. Together they are as long as the file, so that
/// whoever goes over them all is done in time.
EdgeLists AdjacencySegment::unpack_ranges(Direction direction) const {
  EdgeLists lists;
  lists.first = (direction == Direction::out ? out_starts_ : in_starts_).unpack();
  if (direction == Direction::out && consecutive_) {
    lists.last = out_sizes_.unpack();
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < lists.first.size(); ++i) {
      total += lists.last[i];
      lists.last[i] =
          checked_range(lists.first[i], std::uint64_t{lists.first[i]} + lists.last[i]).last;
    }
    if (total != edge_count_) {
      fail(fmt::format("its lists have {} edges of {}", total, edge_count_));
    }
    return lists;
  }
  if (!std::is_sorted(lists.first.begin(), lists.first.end()) || lists.first.front() != 0 ||
      lists.first.back() != edge_count_) {
    fail("its lists do not follow each other");
  }
  lists.last.assign(lists.first.begin() + 1, lists.first.end());
  lists.first.pop_back();
  return lists;
}

EdgeLists AdjacencySegment::unpack(Direction direction) const {
  EdgeLists lists = unpack_ranges(direction);
  std::vector<std::uint32_t> row_of_slot;
  if (!consecutive_) {
    row_of_slot = checked_values(out_rows_, edge_count_);
  }
  if (direction == Direction::out) {
    lists.neighbours = checked_values(neighbours_, target_count());
    if (consecutive_) {
      row_of_slot.resize(edge_count_);
      std::iota(row_of_slot.begin(), row_of_slot.end(), 0U);
    }
    lists.rows = std::move(row_of_slot);
    return lists;
  }
  std::vector<std::uint32_t> source_of_slot(edge_count_);
  EdgeLists sources = unpack_ranges(Direction::out);
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    std::fill(source_of_slot.begin() + sources.first[i], source_of_slot.begin() + sources.last[i],
              i);
  }
  lists.rows = checked_values(in_slots_, edge_count_);
  lists.neighbours.resize(edge_count_);
  // The slots are all over the file, so this is what takes the time.
  parallel_for((lists.rows.size() + kPartEdges - 1) / kPartEdges, [&](std::size_t part) {
    std::size_t end = std::min(lists.rows.size(), (part + 1) * kPartEdges);
    for (std::size_t at = part * kPartEdges; at < end; ++at) {
      std::uint32_t slot = lists.rows[at];
      lists.neighbours[at] = source_of_slot[slot];
      if (!consecutive_) {
        lists.rows[at] = row_of_slot[slot];
      }
    }
  });
  return lists;
}

}  // namespace omnigraph::index

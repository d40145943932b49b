#include "index/adjacency_segment.h"

#include "index_testing.h"

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace omnigraph::index {
namespace {

using Direction = AdjacencySegment::Direction;
using Ends = std::vector<std::pair<std::string, std::string>>;  // of each row

AdjacencySegment segment_of(const Ends& ends, std::size_t batch = 1000) {
  AdjacencyBuilder builder(kSeed);
  for (std::size_t at = 0; at < ends.size(); at += batch) {
    std::vector<std::string> sources;
    std::vector<std::string> targets;
    for (std::size_t i = at; i < std::min(ends.size(), at + batch); ++i) {
      sources.push_back(ends[i].first);
      targets.push_back(ends[i].second);
    }
    builder.append(*texts(sources), *texts(targets));
  }
  return AdjacencySegment::decode(columnar::Buffer::take(builder.finish()), ends.size(), "test");
}

using Edges = std::vector<std::pair<std::string, std::uint32_t>>;  // neighbour and row

/// Compares one direction with a map from an end to its edges, by unpacking and by look-ups.
void expect_lists(const AdjacencySegment& segment, Direction direction,
                  const std::map<std::string, Edges>& expected,
                  const std::set<std::string>& all_names) {
  std::map<Hash128, std::string> names;
  for (const std::string& name : all_names) {
    names[hash128(name, kSeed)] = name;
  }
  bool out = direction == Direction::out;
  const HashSpan& own = out ? segment.sources() : segment.targets();
  const HashSpan& other = out ? segment.targets() : segment.sources();
  EdgeLists lists = segment.unpack(direction);
  ASSERT_EQ(lists.size(), own.size());
  std::size_t found = 0;
  for (std::uint32_t i = 0; i < own.size(); ++i) {
    Edges unpacked;
    for (std::uint32_t at = lists.first[i]; at < lists.last[i]; ++at) {
      unpacked.emplace_back(names.at(other[lists.neighbours[at]]), lists.rows[at]);
    }
    std::vector<EdgeRef> refs;
    out ? segment.append_out(i, refs) : segment.append_in(i, refs);
    Edges looked_up;
    for (const EdgeRef& edge : refs) {
      looked_up.emplace_back(names.at(other[edge.neighbour]), edge.row);
    }
    auto edges = expected.find(names.at(own[i]));
    ASSERT_EQ(unpacked, edges == expected.end() ? Edges() : edges->second);
    ASSERT_EQ(looked_up, unpacked);
    found += unpacked.size();
    ASSERT_TRUE(i == 0 || own[i - 1] < own[i]);
  }
  ASSERT_EQ(found, segment.edge_count());
  for (const auto& [hash, name] : names) {
    auto place = out ? segment.find_source(hash) : segment.find_target(hash);
    ASSERT_TRUE(place ? own[*place] == hash : !expected.contains(name)) << name;
  }
}

void expect_holds(const AdjacencySegment& segment, const Ends& ends) {
  std::map<std::string, Edges> out;
  std::map<std::string, Edges> in;
  std::set<std::string> names = {"nobody"};
  for (std::uint32_t row = 0; row < ends.size(); ++row) {
    const auto& [source, target] = ends[row];
    out[source].emplace_back(target, row);
    in[target].emplace_back(source, row);
    names.insert({source, target});
  }
  ASSERT_EQ(segment.edge_count(), ends.size());
  expect_lists(segment, Direction::out, out, names);
  expect_lists(segment, Direction::in, in, names);
}

RC_GTEST_PROP(AdjacencySegment, has_every_edge_under_both_its_ends, ()) {
  int sources = *rc::gen::inRange(1, 40);
  int targets = *rc::gen::inRange(1, 40);
  std::string target_prefix = *rc::gen::element<std::string>("", "t");
  auto pairs = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, sources), rc::gen::inRange(0, targets)));
  if (*rc::gen::arbitrary<bool>()) {
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  }
  Ends ends;
  for (auto [source, target] : pairs) {
    ends.emplace_back(std::to_string(source), target_prefix + std::to_string(target));
  }
  expect_holds(segment_of(ends, *rc::gen::inRange<std::size_t>(1, 20)), ends);
}

TEST(AdjacencySegment, holds_any_number_of_edges) {
  for (int count : {0, 1, 2, 8191, 8192, 8193}) {
    Ends grouped;
    Ends mixed;
    Ends star;
    for (int i = 0; i < count; ++i) {
      grouped.emplace_back(std::to_string(i / 5), std::to_string(i % 2500));
      mixed.emplace_back(std::to_string(i * 7919 % 1000), "t" + std::to_string(i));
      star.emplace_back("hub", "hub");
    }
    for (const Ends& ends : {grouped, mixed, star}) {
      expect_holds(segment_of(ends), ends);
    }
  }
}

TEST(AdjacencySegment, one_dictionary_serves_both_ends_if_most_nodes_are_at_both) {
  Ends ring;
  Ends apart;
  for (int i = 0; i < 1000; ++i) {
    ring.emplace_back(std::to_string(i), std::to_string((i + 1) % 1001));
    apart.emplace_back(std::to_string(i), "t" + std::to_string(i));
  }
  EXPECT_TRUE(segment_of(ring).has_one_dictionary());
  EXPECT_EQ(segment_of(ring).source_count(), 1001U);
  EXPECT_FALSE(segment_of(apart).has_one_dictionary());
  expect_holds(segment_of(ring), ring);
}

/// Reads everything; each part by itself, because damage may be found by any.
void read_all(const AdjacencySegment& segment, Direction direction) {
  bool out = direction == Direction::out;
  std::uint32_t edges = segment.edge_count();
  std::uint32_t own = out ? segment.source_count() : segment.target_count();
  std::uint32_t other = out ? segment.target_count() : segment.source_count();
  for (std::uint32_t i = 0; i < own; ++i) {
    std::vector<EdgeRef> refs;
    try {
      out ? segment.append_out(i, refs) : segment.append_in(i, refs);
    } catch (const Error& error) {
      ASSERT_THAT(error.what(), ::testing::HasSubstr("x.omni"));
    }
    for (const EdgeRef& ref : refs) {
      ASSERT_LT(ref.neighbour, other);
      ASSERT_LT(ref.row, edges);
    }
  }
  EdgeLists lists = segment.unpack(direction);
  ASSERT_EQ(lists.size(), own);
  std::size_t total = 0;
  for (std::uint32_t i = 0; i < own; ++i) {
    ASSERT_LE(lists.first[i], lists.last[i]);
    ASSERT_LE(lists.last[i], edges);
    total += lists.last[i] - lists.first[i];
  }
  ASSERT_EQ(total, edges);
  for (std::uint32_t at = 0; at < edges; ++at) {
    ASSERT_LT(lists.neighbours[at], other);
    ASSERT_LT(lists.rows[at], edges);
  }
}

TEST(AdjacencySegment, LNC_1_damage_is_an_error_that_names_the_file_or_changes_no_bounds) {
  const std::vector<std::string> sources = {"a", "a", "b", "c", "c"};
  const std::vector<std::string> mixed = {"a", "b", "a", "b", "c"};
  const std::vector<std::string> targets = {"b", "x", "y", "a", "b"};
  for (const auto& from : {sources, mixed}) {
    for (const auto& to : {targets, from}) {
      for (Direction direction : {Direction::out, Direction::in}) {
        damage(AdjacencySegment::encode(*texts(from), *texts(to), kSeed), "x.omni",
               [direction](columnar::Buffer bytes) {
                 read_all(AdjacencySegment::decode(std::move(bytes), 5, "x.omni"), direction);
               });
      }
    }
  }
}

RC_GTEST_PROP(PackedArray, holds_numbers_of_any_width, ()) {
  auto width = *rc::gen::inRange<std::uint32_t>(0, 33);
  auto values = *rc::gen::container<std::vector<std::uint32_t>>(
      rc::gen::map(rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << width),
                   [](std::uint64_t value) { return static_cast<std::uint32_t>(value); }));
  std::string out = "before";
  PackedArray::append(out, values, width);
  RC_ASSERT(out.size() == 6 + PackedArray::stored_bytes(values.size(), width));
  std::string stored = out.substr(6);
  PackedArray array(as_bytes(stored).data(), values.size(), width);
  RC_ASSERT(array.unpack() == values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    RC_ASSERT(array[i] == values[i]);
    RC_ASSERT(PackedArray::width_for(values[i]) <= width);
  }
}

}  // namespace
}  // namespace omnigraph::index

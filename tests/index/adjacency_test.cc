#include "index/adjacency.h"

#include "index/key_segment.h"
#include "index_testing.h"

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace omnigraph::index {
namespace {

using Direction = AdjacencySegment::Direction;
using Rows = std::vector<std::uint32_t>;
using Edges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // neighbour and edge
using Model = std::map<std::uint32_t, Edges>;                        // by node

RC_GTEST_PROP(Adjacency, holds_every_whole_edge_under_its_source_in_order, ()) {
  constexpr std::uint32_t kNodes = 9;
  auto draw = rc::gen::oneOf(rc::gen::inRange<std::uint32_t>(0, kNodes), rc::gen::just(kNoNode));
  auto pairs = *rc::gen::container<std::vector<std::pair<std::uint32_t, std::uint32_t>>>(
      rc::gen::pair(draw, draw));
  std::vector<EdgeEnds> ends;
  std::map<std::uint32_t, std::vector<std::uint32_t>> edges;
  for (auto [from, to] : pairs) {
    if (from != kNoNode && to != kNoNode) {
      edges[from].push_back(static_cast<std::uint32_t>(ends.size()));
    }
    ends.push_back({from, to});
  }
  Adjacency adjacency(kNodes, ends);
  RC_ASSERT(adjacency.node_count() == kNodes);
  for (std::uint32_t node = 0; node < kNodes; ++node) {
    auto found = adjacency.edges(node);
    RC_ASSERT(std::vector<std::uint32_t>(found.begin(), found.end()) == edges[node]);
    for (std::size_t i = 0; i < found.size(); ++i) {
      RC_ASSERT(adjacency.neighbours(node)[i] == ends[found[i]].to);
    }
  }
}

/// Some of `count` rows, ascending.
Rows some_rows(std::size_t count) {
  Rows rows;
  for (std::uint32_t row = 0; row < count; ++row) {
    if (*rc::gen::inRange(0, 5) == 0) {
      rows.push_back(row);
    }
  }
  return rows;
}

/// A node table of several files with deleted rows, in which an id lives at most once.
struct Nodes {
  std::vector<SortedHashes> hashes;
  std::vector<Rows> deleted;
  std::vector<NodeFile> files;
  std::map<std::string, std::uint32_t> live;
  std::uint32_t count = 0;

  void add(const std::vector<std::string>& ids) {
    Rows gone = some_rows(ids.size());
    for (std::uint32_t row = 0; row < ids.size(); ++row) {
      bool is_deleted = std::binary_search(gone.begin(), gone.end(), row);
      if (!is_deleted && !live.emplace(ids[row], count + row).second) {
        gone.insert(std::lower_bound(gone.begin(), gone.end(), row), row);
      }
    }
    hashes.push_back(SortedHashes::of(*texts(ids), kSeed));
    deleted.push_back(gone);
    count += static_cast<std::uint32_t>(ids.size());
    files.clear();
    std::uint32_t first = 0;
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      files.push_back({hashes[i].hashes(), hashes[i].rows(), first, deleted[i]});
      first += static_cast<std::uint32_t>(hashes[i].size());
    }
  }
};

std::vector<std::string> draw_ids(int below, const char* prefix) {
  auto numbers = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, below));
  std::vector<std::string> ids;
  for (int number : numbers) {
    ids.push_back(prefix + std::to_string(number));
  }
  return ids;
}

RC_GTEST_PROP(NodePositions, are_those_of_the_live_nodes, ()) {
  Nodes nodes;
  int files = *rc::gen::inRange(0, 4);
  for (int i = 0; i < files; ++i) {
    nodes.add(draw_ids(50, "n"));
  }
  // The one is looked up, the other merged.
  for (std::vector<std::string> ids : {draw_ids(60, "n"), std::vector<std::string>{"n7"}}) {
    SortedHashes sought = SortedHashes::of(*texts(ids), kSeed);
    Rows positions = node_positions(sought.hashes(), nodes.files);
    RC_ASSERT(positions.size() == ids.size());
    for (std::size_t i = 0; i < positions.size(); ++i) {
      auto found = nodes.live.find(ids[sought.rows()[i]]);
      RC_ASSERT(positions[i] == (found == nodes.live.end() ? kNoNode : found->second));
    }
  }
}

TEST(NodePositions, are_found_however_large_the_dictionary_and_the_file) {
  std::vector<std::string> all = numbered(150'000);
  SortedHashes file = SortedHashes::of(*texts(all), kSeed);
  Rows deleted = {0, 77, 149'999};
  NodeFile node_file{file.hashes(), file.rows(), 1000, deleted};
  for (std::size_t count : {1, 2, 100, 8191, 140'000, 200'000}) {
    std::vector<std::string> ids = numbered(static_cast<int>(count));
    SortedHashes sought = SortedHashes::of(*texts(ids), kSeed);
    Rows positions = node_positions(sought.hashes(), {&node_file, 1});
    for (std::size_t i = 0; i < count; ++i) {
      std::uint32_t row = sought.rows()[i];
      bool is_there = row < all.size() && !std::binary_search(deleted.begin(), deleted.end(), row);
      ASSERT_EQ(positions[i], is_there ? 1000 + row : kNoNode) << count;
    }
  }
}

TEST(NodePositions, of_a_repeated_hash_are_the_last_live_ones) {
  SortedHashes file = SortedHashes::of(*texts({"a", "b", "a"}), kSeed);
  SortedHashes sought = SortedHashes::of(*texts({"a"}), kSeed);
  Rows none;
  Rows last = {2};
  NodeFile first_file{file.hashes(), file.rows(), 0, none};
  NodeFile second_file{file.hashes(), file.rows(), 3, last};
  std::vector<NodeFile> files = {first_file, second_file};
  EXPECT_EQ(node_positions(sought.hashes(), files), Rows{3});
  files.pop_back();
  EXPECT_EQ(node_positions(sought.hashes(), files), Rows{2});
  EXPECT_EQ(node_positions(sought.hashes(), {}), Rows{kNoNode});
}

/// An edge table of several files between two node tables, seen in one direction, and what is in
/// it.
class EdgeTable {
 public:
  EdgeTable(const Nodes& from, const Nodes& to, Direction direction)
      : from_(from), to_(to), direction_(direction) {}

  void add_file() {
    auto sources = draw_ids(60, direction_ == Direction::out ? "n" : "m");
    auto targets = draw_ids(60, direction_ == Direction::out ? "m" : "n");
    sources.resize(std::min(sources.size(), targets.size()));
    targets.resize(sources.size());
    AdjacencySegment segment = AdjacencySegment::decode(
        columnar::Buffer::take(AdjacencySegment::encode(*texts(sources), *texts(targets), kSeed)),
        sources.size(), "test");
    bool out = direction_ == Direction::out;
    lists_.push_back(segment.unpack(direction_));
    positions_.push_back({node_positions(out ? segment.sources() : segment.targets(), from_.files),
                          node_positions(out ? segment.targets() : segment.sources(), to_.files)});
    deleted_.push_back(some_rows(sources.size()));
    firsts_.push_back(count_);
    const auto& starts = out ? sources : targets;
    const auto& ends = out ? targets : sources;
    for (std::uint32_t row = 0; row < starts.size(); ++row) {
      auto start = from_.live.find(starts[row]);
      auto end = to_.live.find(ends[row]);
      const Rows& gone = deleted_.back();
      if (start != from_.live.end() && end != to_.live.end() &&
          !std::binary_search(gone.begin(), gone.end(), row)) {
        model_[start->second].emplace_back(end->second, count_ + row);
      }
    }
    count_ += static_cast<std::uint32_t>(sources.size());
  }

  std::vector<EdgeFile> files(std::size_t first) const {
    std::vector<EdgeFile> files;
    for (std::size_t i = first; i < lists_.size(); ++i) {
      files.push_back(
          {&lists_[i], positions_[i].first, positions_[i].second, firsts_[i], deleted_[i]});
    }
    return files;
  }

  /// Removes some edges from what is expected.
  Rows remove_some() {
    Rows removed = some_rows(count_);
    for (auto& [node, edges] : model_) {
      edges.erase(std::remove_if(edges.begin(), edges.end(),
                                 [&removed](const auto& edge) {
                                   return std::binary_search(removed.begin(), removed.end(),
                                                             edge.second);
                                 }),
                  edges.end());
    }
    std::reverse(removed.begin(), removed.end());
    return removed;
  }

  void expect_in(const Adjacency& adjacency, std::uint32_t node_count) {
    RC_ASSERT(adjacency.node_count() == node_count);
    std::size_t total = 0;
    for (std::uint32_t node = 0; node < node_count; ++node) {
      auto neighbours = adjacency.neighbours(node);
      auto edges = adjacency.edges(node);
      RC_ASSERT(neighbours.size() == edges.size());
      Edges found;
      for (std::size_t i = 0; i < edges.size(); ++i) {
        found.emplace_back(neighbours[i], edges[i]);
      }
      RC_ASSERT(found == model_[node]);
      total += found.size();
    }
    RC_ASSERT(adjacency.edge_count() == total);
  }

 private:
  const Nodes& from_;
  const Nodes& to_;
  Direction direction_;
  std::vector<EdgeLists> lists_;
  std::vector<std::pair<Rows, Rows>> positions_;
  std::vector<Rows> deleted_;
  Rows firsts_;
  std::uint32_t count_ = 0;
  Model model_;
};

// Nodes `n…` at the near end, `m…` at the other. Files are added and edges removed again and again,
// and every adjacency extends the one before.
RC_GTEST_PROP(Adjacency, of_files_and_overlays_has_every_live_edge_in_order, ()) {
  Nodes from;
  Nodes to;
  from.add(draw_ids(60, "n"));
  to.add(draw_ids(60, "m"));
  from.add(draw_ids(60, "n"));
  EdgeTable table(from, to, *rc::gen::element(Direction::out, Direction::in));
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    table.add_file();
  }
  auto adjacency = std::make_shared<const Adjacency>(from.count, table.files(0));
  table.expect_in(*adjacency, from.count);
  RC_ASSERT(adjacency->overlaid_edge_count() == 0U);
  std::size_t known = table.files(0).size();
  for (int step = *rc::gen::inRange(0, 4); step > 0; --step) {
    Rows removed = table.remove_some();
    if (*rc::gen::arbitrary<bool>()) {
      from.add(draw_ids(90, "n"));
      to.add(draw_ids(90, "m"));
    }
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
      table.add_file();
    }
    adjacency = std::make_shared<const Adjacency>(
        Adjacency::extended(adjacency, from.count, table.files(known), removed));
    known = table.files(0).size();
    table.expect_in(*adjacency, from.count);
  }
}

TEST(Adjacency, of_nothing_has_no_edges) {
  Adjacency empty(3, std::span<const EdgeFile>());
  EXPECT_EQ(empty.edge_count(), 0U);
  EXPECT_TRUE(empty.neighbours(2).empty());
  Adjacency grown = Adjacency::extended(
      std::make_shared<const Adjacency>(0, std::span<const EdgeFile>()), 5, {}, {});
  EXPECT_TRUE(grown.edges(4).empty());
}

}  // namespace
}  // namespace omnigraph::index

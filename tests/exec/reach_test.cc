#include "exec/reach.h"

#include "testing/testing.h"

#include <algorithm>
#include <map>
#include <set>

namespace omnigraph::exec {
namespace {

using index::Adjacency;
using index::EdgeEnds;
using omnigraph::testing::SeededRandom;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Neighbours = std::vector<std::vector<std::uint32_t>>;

/// The loop of GQ-52 as it stands there, and how many edges it looks at.
struct Walk {
  std::set<std::uint32_t> emitted;
  std::uint64_t edges = 0;
};

Walk walk(const Neighbours& neighbours, std::uint32_t source, std::uint32_t min,
          std::uint32_t max) {
  Walk result;
  std::set<std::uint32_t> visited{source};
  std::vector<std::uint32_t> frontier{source};
  for (std::uint32_t hop = 1; hop <= max && !frontier.empty(); ++hop) {
    std::vector<std::uint32_t> next;
    for (std::uint32_t v : frontier) {
      for (std::uint32_t u : neighbours[v]) {
        ++result.edges;
        if (u == v) {
          if (hop >= min) {
            result.emitted.insert(u);
          }
        } else if (visited.insert(u).second) {
          next.push_back(u);
          if (hop >= min) {
            result.emitted.insert(u);
          }
        }
      }
    }
    frontier = next;
  }
  return result;
}

struct RandomEdges {
  RandomEdges(std::uint32_t nodes, std::size_t count, SeededRandom& random)
      : out(nodes), in(nodes) {
    std::vector<EdgeEnds> reversed;
    for (std::size_t i = 0; i < count; ++i) {
      EdgeEnds edge{static_cast<std::uint32_t>(random.next() % nodes),
                    static_cast<std::uint32_t>(random.next() % nodes)};
      ends.push_back(edge);
      reversed.push_back({edge.to, edge.from});
      out[edge.from].push_back(edge.to);
      in[edge.to].push_back(edge.from);
    }
    forward.emplace(nodes, ends);
    backward.emplace(nodes, reversed);
  }

  Neighbours both() const {
    Neighbours all = out;
    for (std::size_t i = 0; i < in.size(); ++i) {
      all[i].insert(all[i].end(), in[i].begin(), in[i].end());
    }
    return all;
  }

  std::vector<EdgeEnds> ends;
  Neighbours out;
  Neighbours in;
  std::optional<Adjacency> forward;
  std::optional<Adjacency> backward;
};

TEST(Reach, GQ_52_random_graphs_give_the_defined_set_and_look_at_the_defined_edges) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SeededRandom random(seed);
    std::uint32_t nodes = 1 + static_cast<std::uint32_t>(random.next() % 8);
    RandomEdges edges(nodes, random.next() % 14, random);
    std::uint32_t min = 1 + static_cast<std::uint32_t>(random.next() % 3);
    std::uint32_t max = min + static_cast<std::uint32_t>(random.next() % 4);
    bool undirected = random.next() % 3 == 0;
    SCOPED_TRACE(::testing::Message() << "seed " << seed << " {" << min << "," << max << "}"
                                      << (undirected ? " undirected" : ""));
    Steps steps{&*edges.forward, undirected ? &*edges.backward : nullptr, true};
    Reach reach(steps, nodes, min, max);
    Neighbours neighbours = undirected ? edges.both() : edges.out;
    std::uint64_t visited = 0;
    for (std::uint32_t source = 0; source < nodes; ++source) {
      std::vector<std::uint32_t> found;
      reach.append(source, found);
      std::sort(found.begin(), found.end());
      Walk expected = walk(neighbours, source, min, max);
      EXPECT_EQ(found, std::vector<std::uint32_t>(expected.emitted.begin(), expected.emitted.end()))
          << "from " << source;
      visited += expected.edges;
    }
    EXPECT_EQ(reach.edges_visited(), visited);
  }
}

TEST(Reach, GQ_53_from_the_far_end_gives_the_sources_that_reach_it) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SeededRandom random(seed);
    std::uint32_t nodes = 1 + static_cast<std::uint32_t>(random.next() % 6);
    RandomEdges edges(nodes, random.next() % 12, random);
    std::uint32_t min = 1 + static_cast<std::uint32_t>(random.next() % 3);
    std::uint32_t max = min + static_cast<std::uint32_t>(random.next() % 3);
    bool undirected = random.next() % 3 == 0;
    SCOPED_TRACE(::testing::Message() << "seed " << seed << " {" << min << "," << max << "}"
                                      << (undirected ? " undirected" : ""));
    Steps steps{&*edges.backward, undirected ? &*edges.forward : nullptr, true, LoopsAt::start};
    Reach reach(steps, nodes, min, max);
    Neighbours neighbours = undirected ? edges.both() : edges.out;
    for (std::uint32_t target = 0; target < nodes; ++target) {
      std::vector<std::uint32_t> found;
      reach.append(target, found);
      std::sort(found.begin(), found.end());
      std::vector<std::uint32_t> expected;
      for (std::uint32_t source = 0; source < nodes; ++source) {
        if (walk(neighbours, source, min, max).emitted.count(target) > 0) {
          expected.push_back(source);
        }
      }
      EXPECT_EQ(found, expected) << "to " << target;
    }
  }
}

TEST(Reach, GQ_55_between_two_types_there_is_one_hop) {
  // Positions of source and target count different nodes: 1 -> 0 here, then nothing.
  const EdgeEnds kEnds[] = {{0, 1}, {0, 1}, {1, 0}};
  Adjacency adjacency(2, kEnds);
  Steps steps{&adjacency, nullptr, false};
  std::vector<std::uint32_t> found;
  Reach(steps, 2, 1, 5).append(0, found);
  EXPECT_THAT(found, ElementsAre(1));
  found.clear();
  Reach(steps, 2, 2, 5).append(0, found);
  EXPECT_THAT(found, IsEmpty());
}

TEST(Reach, appends_behind_what_is_there_and_forgets_between_sources) {
  const EdgeEnds kEnds[] = {{0, 1}, {1, 2}, {2, 0}};
  Adjacency adjacency(3, kEnds);
  Reach reach({&adjacency, nullptr, true}, 3, 1, ~std::uint32_t{0});
  std::vector<std::uint32_t> found;
  reach.append(0, found);
  reach.append(1, found);
  reach.append(0, found);
  EXPECT_THAT(found, ElementsAre(1, 2, 2, 0, 1, 2));
}

TEST(Reach, a_long_chain_costs_one_look_an_edge) {
  constexpr std::uint32_t kNodes = 10'000;
  std::vector<EdgeEnds> ends;
  for (std::uint32_t i = 0; i + 1 < kNodes; ++i) {
    ends.push_back({i, i + 1});
  }
  Adjacency adjacency(kNodes, ends);
  Reach reach({&adjacency, nullptr, true}, kNodes, 1, kNodes);
  std::vector<std::uint32_t> found;
  reach.append(0, found);
  EXPECT_EQ(found.size(), kNodes - 1);
  EXPECT_EQ(reach.edges_visited(), kNodes - 1);
}

}  // namespace
}  // namespace omnigraph::exec

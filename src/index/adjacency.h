#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace omnigraph::index {

/// One edge between node positions. `kNoNode` for an endpoint that does not exist.
struct EdgeEnds {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};
constexpr std::uint32_t kNoNode = ~std::uint32_t{0};

/// The edges of one type in one direction, grouped by the node they start from: compressed sparse
/// rows. Immutable and safe to share between threads.
class Adjacency {
 public:
  /// Groups `ends`, whose index is the position of the edge, by `from` among `node_count` nodes.
  /// Edges keep their order within a node; those with a missing endpoint are left out. O(edges +
  /// nodes), two passes.
  Adjacency(std::uint32_t node_count, std::span<const EdgeEnds> ends);

  std::uint32_t node_count() const { return static_cast<std::uint32_t>(starts_.size() - 1); }

  /// The nodes that the edges of `node` lead to, one an edge: parallel edges repeat.
  std::span<const std::uint32_t> neighbours(std::uint32_t node) const {
    return {neighbours_.data() + starts_[node], starts_[node + 1] - starts_[node]};
  }
  /// The positions of those edges, in the same order.
  std::span<const std::uint32_t> edges(std::uint32_t node) const {
    return {edges_.data() + starts_[node], starts_[node + 1] - starts_[node]};
  }

 private:
  std::vector<std::uint32_t> starts_;  // node_count + 1
  std::vector<std::uint32_t> neighbours_;
  std::vector<std::uint32_t> edges_;
};

}  // namespace omnigraph::index

#include "index/adjacency.h"

#include <numeric>

namespace omnigraph::index {
namespace {

bool is_whole(const EdgeEnds& ends) { return ends.from != kNoNode && ends.to != kNoNode; }

}  // namespace

Adjacency::Adjacency(std::uint32_t node_count, std::span<const EdgeEnds> ends)
    : node_count_(node_count), starts_(std::size_t{node_count} + 1) {
  for (const EdgeEnds& edge : ends) {
    if (is_whole(edge)) {
      ++starts_[edge.from + 1];
    }
  }
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  neighbours_.resize(starts_.back());
  edges_.resize(starts_.back());
  edge_count_ = edges_.size();
  std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
  for (std::size_t edge = 0; edge < ends.size(); ++edge) {
    if (is_whole(ends[edge])) {
      std::uint32_t slot = next[ends[edge].from]++;
      neighbours_[slot] = ends[edge].to;
      edges_[slot] = static_cast<std::uint32_t>(edge);
    }
  }
}

Adjacency::NodeEdges Adjacency::overlaid(std::uint32_t) const { return {}; }

}  // namespace omnigraph::index

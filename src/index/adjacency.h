#pragma once

#include "index/adjacency_segment.h"
#include "index/node_positions.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace omnigraph::index {

class RowSet;

/// One edge between node positions. `kNoNode` for an endpoint that does not exist.
struct EdgeEnds {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};

/// One file of an edge table, seen in one direction. A value that refers to memory of others.
struct EdgeFile {
  /// The edges by the end that they start from, seen in that direction. Never null.
  const EdgeLists* lists = nullptr;
  /// `node_positions` of the dictionary that the lists are grouped by, and of the other one.
  std::span<const std::uint32_t> from;
  std::span<const std::uint32_t> to;
  /// The position of the file's row 0 in the edge table.
  std::uint32_t first = 0;
  /// Its deleted rows, ascending.
  std::span<const std::uint32_t> deleted;
};

/// The edges of one type in one direction, grouped by the node they start from: compressed sparse
/// rows, perhaps with an overlay of nodes whose edges differ from those of an older adjacency.
/// Immutable and safe to share between threads.
class Adjacency {
 public:
  /// Groups `ends`, whose index is the position of the edge, by `from` among `node_count` nodes.
  /// Edges keep their order within a node; those with a missing endpoint are left out. O(edges +
  /// nodes), two passes.
  Adjacency(std::uint32_t node_count, std::span<const EdgeEnds> ends);

  /// Assembles the adjacency of a table from its files, in the order of their positions. Deleted
  /// edges and those with a missing endpoint are left out. O(edges + nodes), two passes.
  Adjacency(std::uint32_t node_count, std::span<const EdgeFile> files);

  /// `base` without the edges at the positions `removed`, in any order, and with those of `added`,
  /// files behind all of base's. The positions of edges and nodes in `base` must be what they were;
  /// `node_count` may have grown. Shares the arrays of `base`, or if that is an overlay itself,
  /// those below it: O(edges of the nodes that differ), and one fast scan of all edges if any are
  /// removed. Worthwhile while `overlaid_edge_count()` is a fraction of the edges.
  static Adjacency extended(const std::shared_ptr<const Adjacency>& base, std::uint32_t node_count,
                            std::span<const EdgeFile> added,
                            std::span<const std::uint32_t> removed);

  std::uint32_t node_count() const { return node_count_; }
  std::size_t edge_count() const { return edge_count_; }
  /// The edges that this adjacency lists itself instead of sharing those of an older one; 0 if it
  /// is no overlay.
  std::size_t overlaid_edge_count() const { return overlay_ == nullptr ? 0 : edges_.size(); }
  /// The memory of its own arrays, those it shares left out.
  std::size_t size_bytes() const;

  /// The nodes that the edges of `node` lead to, one an edge: parallel edges repeat.
  std::span<const std::uint32_t> neighbours(std::uint32_t node) const {
    if (overlay_ != nullptr) {
      return overlaid(node).neighbours;
    }
    return {neighbours_.data() + starts_[node], starts_[node + 1] - starts_[node]};
  }
  /// The positions of those edges, in the same order, ascending.
  std::span<const std::uint32_t> edges(std::uint32_t node) const {
    if (overlay_ != nullptr) {
      return overlaid(node).edges;
    }
    return {edges_.data() + starts_[node], starts_[node + 1] - starts_[node]};
  }

 private:
  struct Overlay;
  struct NodeEdges {
    std::span<const std::uint32_t> neighbours;
    std::span<const std::uint32_t> edges;
  };

  Adjacency() = default;
  NodeEdges overlaid(std::uint32_t node) const;
  NodeEdges list(std::size_t i) const;
  std::vector<std::uint32_t> nodes_to_overlay(const RowSet& gone) const;

  std::uint32_t node_count_ = 0;
  std::size_t edge_count_ = 0;
  std::vector<std::uint32_t> starts_;  // one more than lists, which are one a node without overlay
  std::vector<std::uint32_t> neighbours_;
  std::vector<std::uint32_t> edges_;
  std::shared_ptr<const Overlay> overlay_;  // null, or which nodes the lists belong to
};

}  // namespace omnigraph::index

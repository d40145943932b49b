#pragma once

#include "index/adjacency.h"

#include <cstdint>
#include <vector>

namespace omnigraph::exec {

/// Which self-loops lengthen a walk by a hop. GQ-53 is not symmetric: only those of the node that a
/// traversal ends in do. A plan may walk it from that end.
enum class LoopsAt : std::uint8_t {
  found,  ///< of the nodes that are produced: the walk goes as the traversal is written
  start,  ///< of the node that the walk starts from: it goes against the traversal
};

/// What a traversal walks: the edges of one type in one direction, or in both.
struct Steps {
  const index::Adjacency* forward = nullptr;
  const index::Adjacency* backward = nullptr;  ///< set only for an undirected traversal
  /// Whether the edge leads back into the type it starts from. If not, positions of source and
  /// target count different nodes and a walk has one hop (GQ-55).
  bool same_type = true;
  LoopsAt loops = LoopsAt::found;
};

/// The nodes that a traversal `{min,max}` produces for one source at a time, by shortest distance
/// (GQ-52): linear in the edges visited, no allocation once warm. Not thread-safe: one per thread.
class Reach {
 public:
  Reach(const Steps& steps, std::uint32_t target_count, std::uint32_t min, std::uint32_t max);

  /// Appends each node of the set for `source` exactly once, in the order of discovery.
  void append(std::uint32_t source, std::vector<std::uint32_t>& found);

  /// Edges looked at so far, over all sources.
  std::uint64_t edges_visited() const { return edges_visited_; }

 private:
  void begin();
  void append_neighbours(std::uint32_t source, std::vector<std::uint32_t>& found);
  bool has_loop(std::uint32_t node) const;
  void expand(const index::Adjacency& adjacency, std::uint32_t node, std::uint32_t hop,
              std::vector<std::uint32_t>& found);

  Steps steps_;
  std::uint32_t min_;
  std::uint32_t max_;
  std::uint32_t first_ = 1;  // the least distance at which a node is produced, from this source
  // Marks of the current source carry its number, so starting another clears nothing.
  std::vector<std::uint32_t> visited_;
  std::vector<std::uint32_t> emitted_;  // self-loops: a node that was visited but not yet produced
  std::uint32_t mark_ = 0;
  std::vector<std::uint32_t> frontier_;
  std::vector<std::uint32_t> next_;
  std::uint64_t edges_visited_ = 0;
};

}  // namespace omnigraph::exec

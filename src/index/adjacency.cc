#include "index/adjacency.h"

#include "base/throw_error.h"
#include "index/row_set.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <numeric>

namespace omnigraph::index {
namespace {

bool is_whole(const EdgeEnds& ends) { return ends.from != kNoNode && ends.to != kNoNode; }

struct NodeEdge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::uint32_t edge = 0;
};

/// One file with what tells its edges that count.
class LiveEdges {
 public:
  explicit LiveEdges(const EdgeFile& file)
      : file_(file),
        deleted_(file.deleted),
        all_count_(deleted_.empty() &&
                   std::find(file.to.begin(), file.to.end(), kNoNode) == file.to.end()) {}

  /// Calls `visit(node, edges)` for every list of an existing node.
  template <typename Visit>
  void for_each_count(Visit visit) const {
    const EdgeLists& lists = *file_.lists;
    for (std::size_t i = 0; i < lists.size(); ++i) {
      if (file_.from[i] == kNoNode) {
        continue;
      }
      std::uint32_t count = lists.last[i] - lists.first[i];
      if (!all_count_) {
        count = 0;
        for (std::uint32_t at = lists.first[i]; at < lists.last[i]; ++at) {
          count += counts(at) ? 1 : 0;
        }
      }
      visit(file_.from[i], count);
    }
  }

  /// Calls `visit(edge)` for every edge that counts, in order within a list.
  template <typename Visit>
  void for_each(Visit visit) const {
    const EdgeLists& lists = *file_.lists;
    for (std::size_t i = 0; i < lists.size(); ++i) {
      std::uint32_t from = file_.from[i];
      if (from == kNoNode) {
        continue;
      }
      for (std::uint32_t at = lists.first[i]; at < lists.last[i]; ++at) {
        if (all_count_ || counts(at)) {
          visit(NodeEdge{from, file_.to[lists.neighbours[at]], file_.first + lists.rows[at]});
        }
      }
    }
  }

 private:
  bool counts(std::uint32_t at) const {
    return file_.to[file_.lists->neighbours[at]] != kNoNode &&
           !deleted_.contains(file_.lists->rows[at]);
  }

  const EdgeFile& file_;
  RowSet deleted_;
  bool all_count_;  // no edge is deleted and no neighbour is missing
};

}  // namespace

struct Adjacency::Overlay {
  std::shared_ptr<const Adjacency> base;                    // no overlay itself
  absl::flat_hash_map<std::uint32_t, std::uint32_t> lists;  // of the nodes that differ from base's
};

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

Adjacency::Adjacency(std::uint32_t node_count, std::span<const EdgeFile> files)
    : node_count_(node_count), starts_(std::size_t{node_count} + 2) {
  std::vector<LiveEdges> parts(files.begin(), files.end());
  std::uint64_t total = 0;
  for (const LiveEdges& part : parts) {
    part.for_each_count([this, &total](std::uint32_t node, std::uint32_t count) {
      ensure(node < node_count_, "an edge starts from a node of the table");
      starts_[std::size_t{node} + 2] += count;
      total += count;
    });
  }
  ensure(total < kNoNode, "a table has fewer than 2^32 - 1 rows");
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  neighbours_.resize(total);
  edges_.resize(total);
  edge_count_ = total;
  // Entry node + 1 is where the next edge of the node goes; in the end, where the next node begins.
  for (const LiveEdges& part : parts) {
    part.for_each([this](const NodeEdge& edge) {
      std::uint32_t slot = starts_[std::size_t{edge.from} + 1]++;
      neighbours_[slot] = edge.to;
      edges_[slot] = edge.edge;
    });
  }
  starts_.pop_back();
}

Adjacency Adjacency::extended(const std::shared_ptr<const Adjacency>& base,
                              std::uint32_t node_count, std::span<const EdgeFile> added,
                              std::span<const std::uint32_t> removed) {
  ensure(node_count >= base->node_count_, "positions of nodes stay when nodes are added");
  std::vector<NodeEdge> new_edges;
  for (const EdgeFile& file : added) {
    LiveEdges(file).for_each([&new_edges](const NodeEdge& edge) { new_edges.push_back(edge); });
  }
  std::stable_sort(new_edges.begin(), new_edges.end(),
                   [](const NodeEdge& a, const NodeEdge& b) { return a.from < b.from; });
  RowSet gone(removed);
  std::vector<std::uint32_t> changed = base->nodes_to_overlay(gone);
  for (const NodeEdge& edge : new_edges) {
    ensure(edge.from < node_count, "an edge starts from a node of the table");
    changed.push_back(edge.from);
  }
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());

  auto overlay = std::make_shared<Overlay>();
  overlay->base = base->overlay_ == nullptr ? base : base->overlay_->base;
  overlay->lists.reserve(changed.size());
  Adjacency result;
  result.node_count_ = node_count;
  result.edge_count_ = base->edge_count_;
  result.starts_.push_back(0);
  auto next = new_edges.begin();
  for (std::uint32_t node : changed) {
    NodeEdges old = node < base->node_count_ ? NodeEdges{base->neighbours(node), base->edges(node)}
                                             : NodeEdges{};
    for (std::size_t i = 0; i < old.edges.size(); ++i) {
      if (!gone.contains(old.edges[i])) {
        result.neighbours_.push_back(old.neighbours[i]);
        result.edges_.push_back(old.edges[i]);
      }
    }
    for (; next != new_edges.end() && next->from == node; ++next) {
      result.neighbours_.push_back(next->to);
      result.edges_.push_back(next->edge);
    }
    result.edge_count_ += result.edges_.size() - result.starts_.back() - old.edges.size();
    overlay->lists.emplace(node, static_cast<std::uint32_t>(result.starts_.size() - 1));
    result.starts_.push_back(static_cast<std::uint32_t>(result.edges_.size()));
  }
  result.overlay_ = std::move(overlay);
  return result;
}

/// The nodes with edges at positions `gone`, and all that are overlaid already; may repeat.
std::vector<std::uint32_t> Adjacency::nodes_to_overlay(const RowSet& gone) const {
  std::vector<std::uint32_t> nodes;
  if (overlay_ != nullptr) {
    for (const auto& [node, list] : overlay_->lists) {
      nodes.push_back(node);
    }
  }
  const Adjacency& bottom = overlay_ == nullptr ? *this : *overlay_->base;
  for (std::size_t slot = 0; slot < bottom.edges_.size() && !gone.empty(); ++slot) {
    if (gone.contains(bottom.edges_[slot])) {
      auto after = std::upper_bound(bottom.starts_.begin(), bottom.starts_.end(), slot);
      nodes.push_back(static_cast<std::uint32_t>(after - bottom.starts_.begin() - 1));
    }
  }
  return nodes;
}

Adjacency::NodeEdges Adjacency::list(std::size_t i) const {
  std::size_t count = starts_[i + 1] - starts_[i];
  return {{neighbours_.data() + starts_[i], count}, {edges_.data() + starts_[i], count}};
}

Adjacency::NodeEdges Adjacency::overlaid(std::uint32_t node) const {
  if (auto found = overlay_->lists.find(node); found != overlay_->lists.end()) {
    return list(found->second);
  }
  const Adjacency& base = *overlay_->base;
  return node < base.node_count_ ? base.list(node) : NodeEdges{};
}

std::size_t Adjacency::size_bytes() const {
  std::size_t lists = overlay_ == nullptr ? 0 : overlay_->lists.capacity() * 9;
  return (starts_.capacity() + neighbours_.capacity() + edges_.capacity()) * sizeof(std::uint32_t) +
         lists;
}

}  // namespace omnigraph::index

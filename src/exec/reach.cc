#include "exec/reach.h"

#include <algorithm>

namespace omnigraph::exec {

Reach::Reach(const Steps& steps, std::uint32_t target_count, std::uint32_t min, std::uint32_t max)
    : steps_(steps), min_(min), max_(max), visited_(target_count), emitted_(target_count) {}

void Reach::begin() {
  if (++mark_ == 0) {  // wrapped around after 2^32 sources
    std::fill(visited_.begin(), visited_.end(), 0);
    std::fill(emitted_.begin(), emitted_.end(), 0);
    mark_ = 1;
  }
}

void Reach::append_neighbours(std::uint32_t source, std::vector<std::uint32_t>& found) {
  for (const index::Adjacency* adjacency : {steps_.forward, steps_.backward}) {
    if (adjacency == nullptr) {
      continue;
    }
    for (std::uint32_t node : adjacency->neighbours(source)) {
      ++edges_visited_;
      if (visited_[node] != mark_) {
        visited_[node] = mark_;
        found.push_back(node);
      }
    }
  }
}

void Reach::expand(const index::Adjacency& adjacency, std::uint32_t node, std::uint32_t hop,
                   std::vector<std::uint32_t>& found) {
  for (std::uint32_t neighbour : adjacency.neighbours(node)) {
    ++edges_visited_;
    bool self_loop = neighbour == node;
    if (!self_loop && visited_[neighbour] == mark_) {
      continue;
    }
    if (!self_loop) {
      visited_[neighbour] = mark_;
      next_.push_back(neighbour);
    }
    // Against the traversal, a loop counts at the start alone: there it is a walk of one hop, and
    // lengthens those to all other nodes, which `first_` says.
    bool counts = !self_loop || steps_.loops == LoopsAt::found || (hop == 1 && min_ <= 1);
    if (hop >= first_ && counts && emitted_[neighbour] != mark_) {
      emitted_[neighbour] = mark_;
      found.push_back(neighbour);
    }
  }
}

bool Reach::has_loop(std::uint32_t node) const {
  std::span<const std::uint32_t> neighbours = steps_.forward->neighbours(node);
  return std::find(neighbours.begin(), neighbours.end(), node) != neighbours.end();
}

void Reach::append(std::uint32_t source, std::vector<std::uint32_t>& found) {
  begin();
  if (!steps_.same_type) {
    if (min_ <= 1 && max_ >= 1) {
      append_neighbours(source, found);
    }
    return;
  }
  bool longer = steps_.loops == LoopsAt::start && min_ > 1 && has_loop(source);
  first_ = longer ? min_ - 1 : min_;
  visited_[source] = mark_;
  frontier_.assign(1, source);
  for (std::uint32_t hop = 1; hop <= max_ && !frontier_.empty(); ++hop) {
    next_.clear();
    for (std::uint32_t node : frontier_) {
      expand(*steps_.forward, node, hop, found);
      if (steps_.backward != nullptr) {
        expand(*steps_.backward, node, hop, found);
      }
    }
    frontier_.swap(next_);
    if (hop == max_) {  // max may be the largest number there is
      break;
    }
  }
}

}  // namespace omnigraph::exec

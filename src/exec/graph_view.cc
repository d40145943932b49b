#include "exec/graph_view.h"

#include "base/throw_error.h"
#include "exec/assemble_adjacency.h"

namespace omnigraph::exec {
struct GraphView::Edges {
  explicit Edges(const schema::EdgeType& edge_type) : type(edge_type) {}

  const schema::EdgeType& type;
  Lazy<index::Adjacency> out;
  Lazy<index::Adjacency> in;
};

GraphView::GraphView(commit::SnapshotPtr snapshot, const GraphView* previous)
    : snapshot_(std::move(snapshot)) {
  for (const schema::EdgeType& type : catalog().edges) {
    edges_[type.name] = previous != nullptr && shares_tables(type, *previous)
                            ? previous->edges_.find(type.name)->second
                            : std::make_shared<const Edges>(type);
  }
}

GraphView::~GraphView() = default;

bool GraphView::shares_tables(const schema::EdgeType& type, const GraphView& other) const {
  // Equal catalogs are one object; types of another one may not even exist there.
  return snapshot_->shared_catalog() == other.snapshot_->shared_catalog() &&
         snapshot_->shared_edge(type.name) == other.snapshot_->shared_edge(type.name) &&
         snapshot_->shared_node(type.from) == other.snapshot_->shared_node(type.from) &&
         snapshot_->shared_node(type.to) == other.snapshot_->shared_node(type.to);
}

std::optional<table::Position> GraphView::find_node(std::string_view type,
                                                    std::string_view id) const {
  return snapshot_->node(type).table().find(id, table::Compare::hash);
}

const index::Adjacency& GraphView::adjacency(std::string_view type, Direction direction) const {
  auto found = edges_.find(type);
  ensure(found != edges_.end(), "a checked query names only edge types of the catalog");
  const Edges& edges = *found->second;
  const table::Table& table = snapshot_->edge(edges.type.name).table();
  const table::Table& from = snapshot_->node(edges.type.from).table();
  const table::Table& to = snapshot_->node(edges.type.to).table();
  return (direction == Direction::out ? edges.out : edges.in).get([&] {
    return assemble_adjacency({table, from, to}, direction);
  });
}

}  // namespace omnigraph::exec

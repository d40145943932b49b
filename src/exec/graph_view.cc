#include "exec/graph_view.h"

#include "base/parallel.h"
#include "base/throw_error.h"

#include <algorithm>

namespace omnigraph::exec {
namespace {

using table::Position;

constexpr std::uint32_t kMorselRows = 1U << 16;

std::optional<Position> scan_for_id(const table::Table& table, std::string_view id) {
  std::size_t fragment = 0;
  for (const columnar::ArrayPtr& ids : table.ids().arrays()) {
    const lance::DeletionVector& deleted = table.state().fragments[fragment].deleted;
    for (std::size_t row = 0; row < ids->length(); ++row) {
      auto offset = static_cast<lance::RowOffset>(row);
      if (ids->text_at(row) == id && !deleted.contains(offset)) {
        return table.start_of(fragment) + offset;
      }
    }
    ++fragment;
  }
  return std::nullopt;
}

}  // namespace

struct GraphView::Edges {
  explicit Edges(const schema::EdgeType& edge_type) : type(edge_type) {}

  const schema::EdgeType& type;
  Lazy<std::vector<index::EdgeEnds>> ends;
  Lazy<index::Adjacency> out;
  Lazy<index::Adjacency> in;
};

GraphView::GraphView(commit::SnapshotPtr snapshot, const GraphView* previous)
    : snapshot_(std::move(snapshot)) {
  for (const schema::NodeType& type : catalog().nodes) {
    looked_up_[type.name] = std::make_unique<std::atomic<bool>>(false);
  }
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

std::optional<Position> GraphView::find_node(std::string_view type, std::string_view id) const {
  const table::Table& nodes = snapshot_->node(type).table();
  return looked_up_.find(type)->second->exchange(true) ? nodes.index().find(id)
                                                       : scan_for_id(nodes, id);
}

std::vector<index::EdgeEnds> GraphView::resolve_ends(const schema::EdgeType& type) const {
  const table::Table& table = snapshot_->edge(type.name).table();
  const index::IdIndex& from = snapshot_->node(type.from).table().index();
  const index::IdIndex& to = snapshot_->node(type.to).table().index();
  const lance::Field& source = table.field("src");
  const lance::Field& target = table.field("dst");
  std::vector<index::EdgeEnds> ends(table.position_count(), {index::kNoNode, index::kNoNode});
  std::vector<table::Morsel> morsels = table.morsels(kMorselRows);
  parallel_for(morsels.size(), [&](std::size_t i) {
    const table::Morsel& morsel = morsels[i];
    columnar::ArrayPtr sources = table.read(morsel, source);
    columnar::ArrayPtr targets = table.read(morsel, target);
    for (std::uint32_t row : table.live(morsel)) {
      ends[morsel.position + row] = {from.find(sources->text_at(row)).value_or(index::kNoNode),
                                     to.find(targets->text_at(row)).value_or(index::kNoNode)};
    }
  });
  return ends;
}

const index::Adjacency& GraphView::adjacency(std::string_view type, Direction direction) const {
  auto found = edges_.find(type);
  ensure(found != edges_.end(), "a checked query names only edge types of the catalog");
  const Edges& edges = *found->second;
  const std::vector<index::EdgeEnds>& ends =
      edges.ends.get([this, &edges] { return resolve_ends(edges.type); });
  if (direction == Direction::out) {
    std::uint32_t nodes = snapshot_->node(edges.type.from).table().position_count();
    return edges.out.get([&ends, nodes] { return index::Adjacency(nodes, ends); });
  }
  std::uint32_t nodes = snapshot_->node(edges.type.to).table().position_count();
  return edges.in.get([&ends, nodes] {
    std::vector<index::EdgeEnds> reversed(ends.size());
    std::transform(ends.begin(), ends.end(), reversed.begin(), [](const index::EdgeEnds& edge) {
      return index::EdgeEnds{edge.to, edge.from};
    });
    return index::Adjacency(nodes, reversed);
  });
}

}  // namespace omnigraph::exec

#pragma once

#include "base/lazy.h"
#include "base/string_map.h"
#include "commit/snapshot.h"
#include "index/adjacency.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace omnigraph::exec {

/// One snapshot as queries see it: its tables and the adjacency of its edges, built on first use
/// and kept as long as the view. Immutable to callers and safe to share between threads.
class GraphView {
 public:
  /// Adjacency of edge types whose tables, and those of their endpoints, are shared with the
  /// snapshot of `previous` (or null) is shared with it too.
  explicit GraphView(commit::SnapshotPtr snapshot, const GraphView* previous = nullptr);
  ~GraphView();

  const commit::Snapshot& snapshot() const { return *snapshot_; }
  const commit::SnapshotPtr& shared_snapshot() const { return snapshot_; }
  const schema::Catalog& catalog() const { return snapshot_->catalog(); }

  /// The position of the node with that id, by the key indexes of the table's files.
  std::optional<table::Position> find_node(std::string_view type, std::string_view id) const;

  using Direction = index::AdjacencySegment::Direction;
  /// The edges of a type by the position of the node they start from (`out`) or end in (`in`).
  const index::Adjacency& adjacency(std::string_view type, Direction direction) const;

 private:
  struct Edges;

  bool shares_tables(const schema::EdgeType& type, const GraphView& other) const;

  commit::SnapshotPtr snapshot_;
  StringMap<std::shared_ptr<const Edges>> edges_;  // by edge type
};

}  // namespace omnigraph::exec

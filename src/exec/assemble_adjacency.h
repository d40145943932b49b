#pragma once

#include "index/adjacency.h"
#include "table/table.h"

namespace omnigraph::exec {

/// An edge table, and the node tables of its ends.
struct EdgeTables {
  const table::Table& edges;
  const table::Table& from;
  const table::Table& to;
};

/// The edges of a table by the positions of their nodes, put together from what each data file
/// knows of its own edges. O(edges + nodes), and for each edge file every node file is gone over
/// once, or looked up in where it is much larger (`index::node_positions`).
index::Adjacency assemble_adjacency(const EdgeTables& tables,
                                    index::AdjacencySegment::Direction direction);

}  // namespace omnigraph::exec

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
/// knows of its own edges. O(edges + nodes).
index::Adjacency assemble_adjacency(const EdgeTables& tables,
                                    index::AdjacencySegment::Direction direction);

}  // namespace omnigraph::exec

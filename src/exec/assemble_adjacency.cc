#include "exec/assemble_adjacency.h"

#include "base/parallel.h"

#include <memory>
#include <vector>

namespace omnigraph::exec {
namespace {

/// What the adjacency of one file refers to.
struct FileEdges {
  index::EdgeLists lists;
  std::vector<std::uint32_t> from;  // positions of the nodes in its dictionaries
  std::vector<std::uint32_t> to;
  std::vector<lance::RowOffset> deleted;
};

}  // namespace

index::Adjacency assemble_adjacency(const EdgeTables& tables,
                                    index::AdjacencySegment::Direction direction) {
  bool is_out = direction == index::AdjacencySegment::Direction::out;
  table::Table::NodeFiles sources = tables.from.node_files();
  table::Table::NodeFiles targets = tables.to.node_files();
  std::vector<FileEdges> parts(tables.edges.state().fragments.size());
  parallel_for(parts.size(), [&](std::size_t i) {
    std::shared_ptr<const index::AdjacencySegment> segment = tables.edges.adjacency(i);
    FileEdges& part = parts[i];
    part.lists = segment->unpack(direction);
    part.from = index::node_positions(segment->sources(), sources.files);
    part.to = index::node_positions(segment->targets(), targets.files);
    if (!is_out) {
      std::swap(part.from, part.to);
    }
    part.deleted = tables.edges.deleted(i);
  });
  std::vector<index::EdgeFile> files;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const FileEdges& part = parts[i];
    files.push_back({&part.lists, part.from, part.to, tables.edges.start_of(i), part.deleted});
  }
  std::uint32_t nodes = (is_out ? tables.from : tables.to).position_count();
  return index::Adjacency(nodes, files);
}

}  // namespace omnigraph::exec

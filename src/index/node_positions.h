#pragma once

#include "index/sorted_hashes.h"

#include <cstdint>
#include <span>
#include <vector>

namespace omnigraph::index {

/// The position of a node that does not exist.
constexpr std::uint32_t kNoNode = ~std::uint32_t{0};

/// One file of a node table, for finding its nodes by hash. A value that refers to memory of
/// others.
struct NodeFile {
  /// The hashes of its ids and the row of each: of a hashed `KeySegment`, or `SortedHashes`.
  HashSpan hashes;
  std::span<const std::uint32_t> rows;
  /// The position of its row 0 in the table.
  std::uint32_t first = 0;
  /// Its deleted rows, ascending.
  std::span<const std::uint32_t> deleted;
};

/// The position in the table of the live node of each hash, `kNoNode` where there is none.
///
/// `dictionary` ascends. `files` are all files of the table, in the order of their positions; if
/// several live rows have the hash, which takes a collision of 128 bits, the last counts. Merges
/// with files of about the dictionary's size and looks up in much larger ones; large dictionaries
/// are split over the cores.
std::vector<std::uint32_t> node_positions(const HashSpan& dictionary,
                                          std::span<const NodeFile> files);

}  // namespace omnigraph::index

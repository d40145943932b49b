#pragma once

#include <cstdint>

namespace omnigraph::table {

/// The field of segments that are about the whole file.
constexpr std::int32_t kWholeFile = -1;

/// The segments that our data files carry, as their directories number them
/// (`lance::EmbeddedSegment::kind`). Numbers are never used again.
enum class SegmentKind : std::uint32_t {
  keys = 1,        ///< index::KeySegment of the field `id`
  zones = 2,       ///< index::ZoneMap of the whole file
  adjacency = 3,   ///< index::AdjacencySegment of an edge file
  provenance = 4,  ///< where the rows of the file were before: `RowSource`
  unique = 5,      ///< index::TupleSegment of a `@unique` group whose first field this is
};

}  // namespace omnigraph::table

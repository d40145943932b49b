#pragma once

#include "schema/catalog.h"
#include "write/table_image.h"

#include <absl/functional/function_ref.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace omnigraph::write {

/// A source with too many or too few edges.
struct CardinalityViolation {
  std::string source;       ///< id of the node
  std::uint64_t edges = 0;  ///< that it has in the final image
  /// The first added row that concerns it; `kNoRow` if it only loses edges.
  table::Position row = kNoRow;
};

/// `source 'ada' has 3 edges, more than 2`.
std::string cardinality_reason(std::string_view source, std::uint64_t edges,
                               const schema::Cardinality& cardinality);

/// Whether so many edges of one source are within the bounds.
bool is_within(std::uint64_t edges, const schema::Cardinality& cardinality);

/// The first violation, by row, then by id, among the sources that gain, lose or keep an edge that
/// the write touches (SCH-47, WR-56); sources that `is_removed` says are removed by the same write
/// do not count. Sources are told apart by the hash of their ids, as in adjacency segments.
///
/// Costs are those of the touched sources: their committed edges are counted through the adjacency
/// of each data file, or if the sources are many, in one pass over the table.
std::optional<CardinalityViolation> find_cardinality_violation(
    const TableImage& edges, const schema::Cardinality& cardinality,
    absl::FunctionRef<bool(std::string_view)> is_removed);

}  // namespace omnigraph::write

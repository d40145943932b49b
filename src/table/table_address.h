#pragma once

#include "table/table_path.h"

#include <cstdint>
#include <string>
#include <vector>

namespace omnigraph::table {

/// Which table it is, the same for all its states.
struct TableAddress {
  EntityKind kind = EntityKind::node;
  /// Below the root of the store: `table_directory`.
  std::string directory;
  /// What the graph hashes ids with in segments.
  std::uint64_t hash_seed = 0;
  /// The groups of columns, by name, whose tuples are unique under the catalog that the table was
  /// opened with: files that are written get an index of each.
  std::vector<std::vector<std::string>> unique_groups = {};
};

}  // namespace omnigraph::table

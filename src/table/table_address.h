#pragma once

#include "table/table_path.h"

#include <cstdint>
#include <string>

namespace omnigraph::table {

/// Which table it is, the same for all its states.
struct TableAddress {
  EntityKind kind = EntityKind::node;
  /// Below the root of the store: `table_directory`.
  std::string directory;
  /// What the graph hashes ids with in segments.
  std::uint64_t hash_seed = 0;
};

}  // namespace omnigraph::table

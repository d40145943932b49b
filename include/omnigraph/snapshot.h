#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace omnigraph {

/// One table of a snapshot.
struct DatasetInfo {
  std::string entity_kind;  ///< `node` or `edge`
  std::string type_name;
  std::string dataset_path;  ///< below the graph; a Lance dataset
  std::uint64_t published_dataset_version = 0;
  std::optional<std::string> native_dataset_branch;  ///< none is main
  std::uint64_t entity_count = 0;
};

/// What a graph holds at one commit.
struct SnapshotInfo {
  std::string graph_branch;
  std::uint64_t graph_manifest_version = 0;
  std::uint64_t internal_schema_version = 0;  ///< storage format number
  std::vector<DatasetInfo> datasets;          ///< edge types by name, then node types by name
};

}  // namespace omnigraph

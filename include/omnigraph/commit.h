#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace omnigraph {

/// One commit of a graph.
struct Commit {
  std::string graph_commit_id;                  ///< ULID
  std::optional<std::string> graph_branch;      ///< none is main
  std::uint64_t graph_manifest_version = 0;     ///< counts the commits of the branch
  std::optional<std::string> parent_commit_id;  ///< none for the first commit of a graph
  std::optional<std::string> merged_parent_commit_id;
  std::optional<std::string> actor_id;
  std::int64_t created_at = 0;  ///< microseconds since 1970
};

}  // namespace omnigraph

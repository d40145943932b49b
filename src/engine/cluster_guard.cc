#include "engine/cluster_guard.h"

#include "base/throw_error.h"
#include "storage/open_store.h"

#include <filesystem>
#include <optional>
#include <system_error>

namespace omnigraph::engine {
namespace {

namespace fs = std::filesystem;

/// `<root>` of an absolute, normal path `<root>/graphs/<id>.omni`.
std::optional<fs::path> cluster_root(fs::path graph) {
  if (!graph.has_filename()) {
    graph = graph.parent_path();  // behind a trailing slash
  }
  fs::path folder = graph.parent_path();
  if (graph.extension() != ".omni" || folder.filename() != "graphs") {
    return std::nullopt;
  }
  return folder.parent_path();
}

/// Whether the state of a cluster is there. Yes if that cannot be told.
bool holds_cluster_state(const fs::path& root) {
  std::error_code error;
  return fs::status(root / "__cluster" / "state.json", error).type() != fs::file_type::not_found;
}

}  // namespace

void refuse_cluster_managed(std::string_view uri, std::string_view action) {
  std::error_code error;
  fs::path named = fs::absolute(storage::local_path(uri), error).lexically_normal();
  // A link to the graph, or to the folder that it is in, has another name for the same place.
  fs::path real = fs::weakly_canonical(named, error);
  for (const fs::path& path : {named, real}) {
    std::optional<fs::path> root = cluster_root(path);
    if (root && holds_cluster_state(*root)) {
      throw_error(ErrorKind::conflict,
                  "{} '{}': the cluster at '{}' manages it; change the schema that the cluster "
                  "declares, then run `omnigraph cluster apply`",
                  action, uri, root->string());
    }
  }
}

}  // namespace omnigraph::engine

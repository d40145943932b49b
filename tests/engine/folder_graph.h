#pragma once

#include "omnigraph/graph.h"
#include "testing/testing.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace omnigraph::engine::testing {

/// Every file below `path` with its bytes, by relative name.
std::map<std::string, std::string> files_below(const std::string& path);

/// A graph of `kDumpSchema` in a folder, with a few entities.
class FolderGraph {
 public:
  FolderGraph();

  const std::string& uri() const { return uri_; }
  const omnigraph::testing::TemporaryDirectory& directory() const { return directory_; }
  Graph& graph() { return *graph_; }

  /// The error of loading `lines`, which must fail.
  Error load_error(LoadMode mode, std::string_view lines);

 private:
  omnigraph::testing::TemporaryDirectory directory_;
  std::string uri_;
  std::unique_ptr<Graph> graph_;
};

/// What a FolderGraph holds, as `dump` tells it.
extern const std::string_view kFolderLines;

}  // namespace omnigraph::engine::testing

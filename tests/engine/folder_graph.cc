#include "folder_graph.h"

#include "memory_graph.h"

namespace omnigraph::engine::testing {

namespace fs = std::filesystem;

std::map<std::string, std::string> files_below(const std::string& path) {
  std::map<std::string, std::string> files;
  if (fs::is_directory(path)) {
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (entry.is_regular_file()) {
        files[fs::relative(entry.path(), path).string()] =
            omnigraph::testing::read_file(entry.path().string());
      }
    }
  }
  return files;
}

const std::string_view kFolderLines =
    "{\"type\":\"Person\",\"data\":{\"name\":\"ada\",\"age\":30}}\n"
    "{\"type\":\"Person\",\"data\":{\"name\":\"bo\",\"age\":1}}\n"
    "{\"type\":\"Town\",\"data\":{\"name\":\"oslo\"}}\n"
    "{\"edge\":\"Knows\",\"from\":\"ada\",\"to\":\"bo\",\"data\":{\"id\":\"k1\"}}\n"
    "{\"edge\":\"LivesIn\",\"from\":\"ada\",\"to\":\"oslo\",\"data\":{\"id\":\"l1\"}}\n";

FolderGraph::FolderGraph() : uri_(directory_ / "graph") {
  Graph::init(uri_, kDumpSchema);
  graph_ = Graph::open(uri_, {.durable = false});
  load_lines(*graph_, LoadMode::append, kFolderLines);
}

Error FolderGraph::load_error(LoadMode mode, std::string_view lines) {
  return omnigraph::testing::error_of([&] { load_lines(*graph_, mode, lines); });
}

}  // namespace omnigraph::engine::testing

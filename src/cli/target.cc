#include "cli/target.h"

#include "base/throw_error.h"

#include <cstdlib>
#include <string_view>

namespace omnigraph::cli {

std::string resolve_store(const std::optional<std::string>& positional, const GlobalFlags& global) {
  if (positional && global.store) {
    throw_bad_request("the URI '{}' and --store are exclusive: both name the graph", *positional);
  }
  if (positional) {
    return *positional;
  }
  if (!global.store) {
    throw_bad_request(
        "no graph is addressed; name one with --store URI (--server and --profile need a server, "
        "which this "
        "build does not have)");
  }
  return *global.store;
}

void refuse_remote_url(std::string_view label, std::string_view uri) {
  if (uri.starts_with("http://") || uri.starts_with("https://")) {
    throw_bad_request(
        "`{}` is direct (storage-native): '{}' is the URL of a server; give a storage URI", label,
        uri);
  }
}

std::unique_ptr<Graph> open_graph(const std::string& uri) {
  OpenOptions options;
  if (const char* durability = std::getenv("OMNIGRAPH_DURABILITY")) {
    std::string_view word = durability;
    if (word != "sync" && word != "none" && !word.empty()) {
      throw_bad_request("OMNIGRAPH_DURABILITY is '{}'; it must be sync or none", word);
    }
    options.durable = word != "none";
  }
  return Graph::open(uri, options);
}

void require_branch(const std::string& branch) {
  if (branch != "main") {
    throw_error(ErrorKind::not_found, "branch '{}' not found", branch);
  }
}

}  // namespace omnigraph::cli

#pragma once

#include "omnigraph/graph.h"
#include "storage/object_store.h"

#include <memory>
#include <string>

namespace omnigraph::engine {

/// Opens the graph that `store` holds, as `Graph::open` does for a URI: for stores that have none,
/// such as memory and the decorators that count and fail requests. `uri` is what errors call it.
/// Throws `Error`: not_found if there is no graph, internal if it is damaged.
std::unique_ptr<Graph> open_on_store(std::unique_ptr<storage::ObjectStore> store,
                                     const std::string& uri);

}  // namespace omnigraph::engine

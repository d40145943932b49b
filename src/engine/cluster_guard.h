#pragma once

#include <string_view>

namespace omnigraph::engine {

/// Throws `Error` (conflict) that names `cluster apply` if a cluster manages the graph at `uri`, so
/// that making it, or changing its schema, is the cluster's to do (SCH-107, CLI-70): its path is
/// `<root>/graphs/<id>.omni`, and `<root>` holds the state of a cluster. Looks for that state only
/// below paths of this form. `action` begins the message: "cannot change the schema of".
void refuse_cluster_managed(std::string_view uri, std::string_view action);

}  // namespace omnigraph::engine

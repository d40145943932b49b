#include "commit/commit_record.h"
#include "omnigraph/graph.h"

namespace omnigraph {

std::uint64_t storage_format() { return commit::kFormat; }

std::string_view version() { return OMNIGRAPH_VERSION; }

}  // namespace omnigraph

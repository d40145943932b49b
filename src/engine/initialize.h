#pragma once

#include "base/clock.h"
#include "base/ulid.h"
#include "storage/object_store.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace omnigraph::engine {

/// What `initialize` does where an earlier one was interrupted.
enum class Leftovers : std::uint8_t { refuse, take_over };

/// Makes an empty graph: puts the schema, then the first commit, which alone makes it a graph.
/// `uri` is what errors call it. Throws `Error`: bad_request for a schema with errors or with
/// declarations that this build cannot enforce, conflict if there is a graph, or the leftovers of
/// one, already.
void initialize(storage::ObjectStore& store, const std::string& uri, std::string_view schema_source,
                Leftovers leftovers, UlidGenerator& ulids, Clock& clock);

/// Throws `Error` (not_found) that says why `uri` cannot be opened as a graph: nothing is there,
/// something else is, or an `init` was interrupted.
[[noreturn]] void throw_no_graph(storage::ObjectStore& store, const std::string& uri);

}  // namespace omnigraph::engine

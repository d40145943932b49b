#pragma once

#include <absl/functional/function_ref.h>

#include <cstddef>

namespace omnigraph {

/// How many tasks run at once: the machine's cores.
std::size_t parallelism();

/// Calls `task(0) … task(count - 1)`, several at a time in no particular order, and returns when
/// all have ended. If any throws, one of the exceptions is rethrown; tasks not started yet are
/// skipped. A single task runs on the calling thread without touching the pool.
void parallel_for(std::size_t count, absl::FunctionRef<void(std::size_t)> task);

}  // namespace omnigraph

#pragma once

#include <cstdint>

namespace omnigraph {

/// How much memory this process may use for what it caches or works on, in bytes:
/// `OMNIGRAPH_MEMORY_BUDGET` (a number of bytes, or one with the suffix KiB, MiB or GiB), by
/// default a quarter of the machine, or of the control group's limit if that is lower. Read once.
/// Throws `Error` (bad_request) if the variable is set to something else.
std::uint64_t memory_budget();

}  // namespace omnigraph

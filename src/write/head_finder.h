#pragma once

#include "commit/snapshot.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace omnigraph::write {

/// Finds the newest commit of the branch that a write is on.
using HeadFinder = std::function<commit::SnapshotPtr()>;

/// How long a write that keeps losing the race to other commits goes on planning again (D-27).
constexpr std::int64_t kReplayMicros = 60'000'000;

/// Throws `Error` (bad_request) unless the actor can stand in a commit.
void check_actor(const std::optional<std::string>& actor);

/// The write planned on `base` lost the race to `head` and is not planned again. Throws `Error`
/// (conflict); `what` is the write: `load`, `schema apply`.
[[noreturn]] void throw_lost_race(const commit::Snapshot& base, const commit::Snapshot& head,
                                  std::string_view what);

}  // namespace omnigraph::write

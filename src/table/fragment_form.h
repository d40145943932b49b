#pragma once

#include "lance/manifest.h"
#include "table/table_state.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace omnigraph::table {

/// The most bytes of deleted rows that stand beside a fragment itself (D-21).
constexpr std::size_t kInlineDeletionBytes = 4096;

/// The stored form of the rows that `fragment` lost and its deletion object does not list; empty if
/// there are none.
std::string recent_deletions(const StateFragment& fragment);

/// A fragment as manifests and deltas have it, with `recent` from `recent_deletions`.
lance::Fragment stored_fragment(const StateFragment& fragment, std::uint64_t id,
                                std::string recent);

/// The reverse; `object` is the one that `stored` names, or null. `place` is what errors call it.
/// Throws `Error` (internal) if the parts do not fit together.
StateFragment loaded_fragment(lance::Fragment stored, std::shared_ptr<const DeletionObject> object,
                              std::string_view place);

}  // namespace omnigraph::table

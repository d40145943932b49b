#pragma once

#include "table/table_state.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::table {

/// What changed in a table since its newest staged manifest, small enough to stand in a commit
/// record (architecture section 3): a small write stages no manifest.
struct StateDelta {
  /// The fragments that are new, or lost rows, as they are now: `lance::encode_fragments`.
  std::string fragments;
  /// The names of those that are gone.
  std::vector<std::string> removed;

  friend bool operator==(const StateDelta&, const StateDelta&) = default;
};

/// The delta that makes `to` of `from`; nothing if there is none, since the columns changed, or a
/// deletion vector needs an object, or it would be larger than 8 KB: then a manifest is staged.
std::optional<StateDelta> find_delta(const TableState& from, const TableState& to);

/// The state after the delta. `place` is what errors call it. Throws `Error` (internal) if the
/// delta is damaged or not one of `from`.
TableState apply_delta(const TableState& from, const StateDelta& delta, std::string_view place);

}  // namespace omnigraph::table

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph {

/// The number of single-character insertions, deletions and replacements that make `b` of `a`
/// (Levenshtein distance).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The known name closest to `name`, if one is near enough to be a misspelling: within 2 edits or a
/// third of its length (CLI-102), but never all of it; differences in case cost nothing.
std::optional<std::string> closest_name(std::string_view name, std::span<const std::string> known);

/// `; did you mean 'x'?` for the closest known name, or nothing.
std::string did_you_mean(std::string_view name, std::span<const std::string> known);

}  // namespace omnigraph

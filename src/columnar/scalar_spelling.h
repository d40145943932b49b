#pragma once

#include "columnar/array.h"

#include <cstddef>
#include <span>
#include <string>

namespace omnigraph::columnar {

/// Which floats have a spelling: an id has no room for NaN and infinities, but they can be
/// compared, as `NaN`, `Infinity` and `-Infinity`.
enum class SpelledFloats { finite, all };

/// Appends the canonical spelling of value `i` (SCH-56), which is not null: text as it is, integers
/// and times in decimal, `true`/`false`, floats in the shortest form without an exponent. False,
/// with nothing appended, for a float that has none.
[[nodiscard]] bool append_scalar_spelling(std::string& out, const Array& array, std::size_t i,
                                          SpelledFloats floats = SpelledFloats::finite);

/// Appends the tuple that row `i` has in `members`, none of them null there, in their order: the
/// spelling of a single member, or a compact JSON array of the spellings (SCH-54). False as above.
[[nodiscard]] bool append_tuple_spelling(std::string& out, std::span<const ArrayPtr> members,
                                         std::size_t i,
                                         SpelledFloats floats = SpelledFloats::finite);

}  // namespace omnigraph::columnar

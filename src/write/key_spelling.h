#pragma once

#include "columnar/array.h"

#include <cstddef>
#include <span>
#include <string>

namespace omnigraph::write {

/// Appends the canonical spelling of value `i` (SCH-56), which is not null: text as it is, integers
/// and times in decimal, `true`/`false`, floats in the shortest form without an exponent. False,
/// with nothing appended, for a float that is not finite: it cannot be part of an id.
[[nodiscard]] bool append_key_spelling(std::string& out, const columnar::Array& array,
                                       std::size_t i);

/// Appends the id of row `i` derived from its key columns, in the order of the members (SCH-54):
/// the spelling of a single member, or a compact JSON array of the spellings. False as above.
[[nodiscard]] bool append_key_id(std::string& out, std::span<const columnar::ArrayPtr> key,
                                 std::size_t i);

}  // namespace omnigraph::write

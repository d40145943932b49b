#pragma once

#include "schema/catalog.h"

#include <optional>
#include <string>
#include <string_view>

namespace omnigraph::schema {

/// The bound that `text` spells: an integer if it is one of 64 bits with sign, else a float;
/// nothing if it is no number or beyond the finite floats (SCH-64).
std::optional<RangeBound> parse_range_bound(std::string_view text);

/// Whether `a < b`, exactly, also between an integer and a float. Neither is NaN.
bool is_less(const RangeBound& a, const RangeBound& b);

/// The shortest decimal that reads back to `value`, as the IR spells it (SCH-67): `1.5`, `100.0`,
/// `0.00001`; with an exponent from 1e16 up and below 1e-5: `1e16`, `2.5e-7`. `value` is finite.
std::string ir_float(double value);

}  // namespace omnigraph::schema

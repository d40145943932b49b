#pragma once

#include <string>

namespace omnigraph {

/// Appends the shortest decimal that reads back to `value`, as JSON: an integral value keeps a
/// fraction (`30.0`), exponents appear from 1e16 up and below 1e-5, and what is not finite is the
/// string `"NaN"`, `"Infinity"` or `"-Infinity"` (GQ-91).
void append_json_number(std::string& out, double value);

/// The canonical spelling of a float inside an id (SCH-56): the shortest decimal that reads back to
/// the same width, never with an exponent or a trailing `.0`; both zeros are `0`. `value` is
/// finite.
std::string key_spelling(double value);
std::string key_spelling(float value);

}  // namespace omnigraph

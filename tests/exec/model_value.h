#pragma once

#include "expr/value.h"

#include <optional>
#include <string>

// Values as the model sees them, without a line of the product's own comparisons.

namespace omnigraph::exec::testing {

/// The mathematical value of a number: 64 bits of mantissa hold every integer and every double.
std::optional<long double> number_of(const expr::Value& value);

/// -1, 0 or 1 for two values of compatible scalar types, neither null (GQ-66 to GQ-68).
int compare(const expr::Value& a, const expr::Value& b);

/// The same with null as the least (GQ-82).
int compare_nulls_first(const expr::Value& a, const expr::Value& b);

/// A spelling that equal values share: NaN equals NaN.
std::string spell(const expr::Value& value);

}  // namespace omnigraph::exec::testing

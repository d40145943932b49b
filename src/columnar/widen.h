#pragma once

#include "columnar/array.h"

namespace omnigraph::columnar {

/// Whether every number of type `from` is one of type `to`, so that nothing is lost: an integer in
/// a larger one or in a float64, a float32 in a float64.
bool is_widening(const Type& from, const Type& to);

/// The same numbers as values of `to`, for which `is_widening` holds; nulls stay.
ArrayPtr widen(const Array& array, const Type& to);

/// `length` times the only value of `value`.
ArrayPtr repeat(const Array& value, std::size_t length);

}  // namespace omnigraph::columnar

#pragma once

#include "columnar/array.h"

#include <cstdint>
#include <vector>

namespace omnigraph::columnar {

/// One type of each layout, nested ones included.
const std::vector<Type>& types();

/// An array of values that only the seeds decide, so that arrays of equal seeds are equal. Seeds
/// that are 4 modulo 5 are null.
ArrayPtr array_of(const Type& type, const std::vector<std::uint64_t>& seeds);

}  // namespace omnigraph::columnar

#pragma once

#include "columnar/array.h"

#include <cstddef>
#include <string>

namespace omnigraph::engine {

/// Appends value `i` as JSON in the encoding of query results (GQ-91).
void append_value_json(std::string& out, const columnar::Array& array, std::size_t i);

}  // namespace omnigraph::engine

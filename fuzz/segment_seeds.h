#pragma once

#include <string>
#include <vector>

namespace omnigraph::fuzz {

/// Inputs of `index_segments`: one of every kind and form.
std::vector<std::string> segment_seeds();

}  // namespace omnigraph::fuzz

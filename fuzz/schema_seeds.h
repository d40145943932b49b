#pragma once

#include <string>
#include <vector>

namespace omnigraph::fuzz {

/// Inputs of `schema_source`: pairs of sources, which together use all of the language and of what
/// plans can say.
std::vector<std::string> schema_seeds();

}  // namespace omnigraph::fuzz

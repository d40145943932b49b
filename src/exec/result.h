#pragma once

#include "columnar/array.h"

#include <string>
#include <vector>

namespace omnigraph::exec {

/// What a read returns: columns in projection order. Names may repeat (GQ-75).
struct Result {
  std::vector<std::string> names;
  std::vector<columnar::ArrayPtr> columns;
  std::size_t row_count = 0;
};

}  // namespace omnigraph::exec

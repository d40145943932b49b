#pragma once

#include "columnar/array.h"

#include <cstddef>
#include <vector>

namespace omnigraph::columnar {

/// Columns of equal length. A value; copies share the columns.
struct Batch {
  Schema schema;
  std::vector<ArrayPtr> columns;
  std::size_t length = 0;

  Batch slice(std::size_t first, std::size_t count) const {
    Batch part{schema, {}, count};
    for (const ArrayPtr& column : columns) {
      part.columns.push_back(column->slice(first, count));
    }
    return part;
  }
};

}  // namespace omnigraph::columnar

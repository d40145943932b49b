#pragma once

#include "columnar/buffer.h"
#include "table_rows.h"

#include <string>

namespace omnigraph::interop {

/// Counts what the pages of a data file are made of: `2.0 dictionary`, `2.2 mini_block`,
/// `2.2 values rle`, `2.1 levels out_of_line_bitpacking`, and so on, once a page.
void count_encodings(columnar::Buffer file, const std::string& path, Counts& seen);

}  // namespace omnigraph::interop

#pragma once

#include "lance/byte_source.h"
#include "lance/field.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::lance {

/// Versions of the data-file format that we read.
enum class FormatVersion : std::uint8_t { v2_0, v2_1, v2_2 };

/// `2.0` and so on.
std::string_view to_string(FormatVersion version);

/// Where the parts of a data file are (lance-format section 8). Every range lies within the file.
struct FileLayout {
  FormatVersion version = FormatVersion::v2_0;
  std::uint64_t row_count = 0;
  /// The schema in the file itself.
  std::vector<Field> schema;
  /// The metadata of each column.
  std::vector<columnar::Buffer> columns;
  std::vector<ByteRange> global_buffers;
  /// The end of the file as it was read at first, from `tail_offset` on.
  columnar::Buffer tail;
  std::uint64_t tail_offset = 0;
};

/// Reads the end of the file: one read, a second one only if the metadata exceeds 64 KiB (LNC-98).
/// Throws `Error` (internal) naming the file if it is corrupt or of a version that we do not read.
FileLayout read_layout(ByteSource& source);

/// Throws `Error` (internal) naming the file unless `range` lies within its `size` bytes.
void check_range(ByteRange range, std::uint64_t size, std::string_view path);

}  // namespace omnigraph::lance

#pragma once

#include "base/bytes.h"
#include "lance/deletion_vector.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::table {

/// Consecutive rows that a data file took over from another one, in its order and without those
/// that were deleted then. Comparing two states looks through this to files that both know
/// (architecture section 4).
struct RowSource {
  std::string file;             ///< name of the first data file of the fragment they came from
  std::uint32_t first_row = 0;  ///< of them, in the file that took them over
  std::uint32_t row_count = 0;
  std::uint32_t skipped = 0;      ///< live rows of `file` before them, which went elsewhere
  lance::DeletionVector deleted;  ///< the rows of `file` that were left behind

  friend bool operator==(const RowSource&, const RowSource&) = default;
};

/// The stored form, a segment of kind `provenance`:
///
///     u32 version: 1   u32 number of sources
///     per source: u32 first row   u32 rows   u32 rows skipped   u32 length of the name
///                 u32 length of the deletion vector   the name   the vector (LNC-50)
std::string encode_row_sources(std::span<const RowSource> sources);

/// Throws `Error` (internal) naming `place` unless `bytes` are sources of a file of `row_count`
/// rows.
std::vector<RowSource> decode_row_sources(ByteSpan bytes, std::uint64_t row_count,
                                          std::string_view place);

}  // namespace omnigraph::table

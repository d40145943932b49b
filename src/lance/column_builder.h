#pragma once

#include "lance/byte_source.h"
#include "lance/column_reader.h"
#include "lance/decoded_pages.h"
#include "lance/field.h"
#include "lance/file_layout.h"
#include "lance/side_files.h"

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <memory>

namespace omnigraph::lance {

/// From field id to the number of its column in one file.
using ColumnNumbers = absl::flat_hash_map<std::int32_t, std::uint32_t>;

/// Builds the readers of a file's columns from their metadata.
struct ColumnBuilder {
  ByteSource& source;
  const FileLayout& layout;
  const ColumnNumbers& numbers;
  /// Outlives the readers, as all of these do.
  const SideFileOpener& side_files;
  /// Whether the file's checksums vouch for its texts.
  bool is_trusted = false;
  /// Keeps pages of the file that are not plain; may be null.
  DecodedPages* decoded_pages = nullptr;
  std::uint64_t file_id = 0;

  /// The reader of `field`. Throws `Error` (internal) naming the file and the field
  /// if the field is not in the file, its metadata is corrupt, or it is of a kind that we do not
  /// read.
  std::unique_ptr<ColumnReader> build(const Field& field) const;
};

}  // namespace omnigraph::lance

#pragma once

#include "columnar/array.h"
#include "lance/page_reader.h"
#include "lance/side_files.h"
#include "lance/structural/leaf_type.h"

#include <string>

namespace omnigraph::lance {

/// What a column of blob version 2 holds (LNC-170): kind, position, size, number of the side file,
/// address.
LeafType blob_v2_leaf();

/// Turns such descriptors into structures of type `type`: `data`, the bytes, and `uri`, the address
/// of an external blob, whose `data` is null. Reads the bytes.
class BlobV2Reader {
 public:
  BlobV2Reader(PagePlace place, columnar::Type type, std::string file, const SideFileOpener& open)
      : place_(std::move(place)), type_(std::move(type)), file_(std::move(file)), open_(open) {}

  /// Throws `Error` (internal) naming the file if a descriptor is corrupt, of a kind that we do not
  /// read, or points into a side file that cannot be opened.
  columnar::ArrayPtr resolve(const columnar::Array& descriptors) const;

 private:
  class Fetcher;

  PagePlace place_;
  columnar::Type type_;
  std::string file_;
  const SideFileOpener& open_;
};

}  // namespace omnigraph::lance

#pragma once

#include "lance/page_reader.h"
#include "lance/structural/entries.h"

#include <memory>

namespace omnigraph::lance {

/// A page of blobs of 2.1 (LNC-146): an inner page holds where each value is in the file, or that
/// it is null.
class BlobLayoutPage final : public PageReader {
 public:
  /// `descriptors` reads structures of position and size. There are no lists among `layers`.
  BlobLayoutPage(PagePlace place, std::shared_ptr<const LeafPath> path, Layers layers,
                 std::unique_ptr<PageReader> descriptors)
      : place_(std::move(place)),
        path_(std::move(path)),
        layers_(std::move(layers)),
        descriptors_(std::move(descriptors)) {}

  /// Reads the values too.
  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;

 private:
  columnar::ArrayPtr fetch(const columnar::Array& descriptors) const;

  PagePlace place_;
  std::shared_ptr<const LeafPath> path_;
  Layers layers_;
  std::unique_ptr<PageReader> descriptors_;
};

}  // namespace omnigraph::lance

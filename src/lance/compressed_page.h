#pragma once

#include "lance/column_reader.h"
#include "lance/page_reader.h"
#include "lance/restored_buffers.h"

#include <functional>
#include <memory>

namespace omnigraph::lance {

/// A page of 2.0 some of whose buffers are not plain (LNC-107). Each read restores all of them;
/// what it returns owns them.
class CompressedPage final : public PageReader {
 public:
  /// Makes the reader of the page whose buffers are plain.
  using Decode = std::function<std::unique_ptr<PageReader>(const PageMetadata&)>;
  /// The rows of another column that reading a page of lists uses; no column for other pages.
  struct Items {
    const ColumnReader* column = nullptr;
    std::uint64_t first = 0;
    std::uint64_t count = 0;
  };

  /// Throws `Error` (internal) if the page has not the buffers that `forms` are about.
  CompressedPage(PageMetadata page, BufferForms forms, Decode decode, Items items);

  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;

 private:
  PageMetadata page_;
  BufferForms forms_;
  Decode decode_;
  Items items_;
};

}  // namespace omnigraph::lance

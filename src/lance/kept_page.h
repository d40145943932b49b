#pragma once

#include "lance/decoded_pages.h"
#include "lance/page_reader.h"

#include <memory>
#include <utility>

namespace omnigraph::lance {

/// A page that is decoded as a whole and kept in `DecodedPages`: reads are parts of that.
class KeptPage final : public PageReader {
 public:
  /// `inner` decodes the page, which has `length` values. `pages` outlives it.
  KeptPage(DecodedPages& pages, DecodedPageKey key, std::uint64_t length,
           std::unique_ptr<PageReader> inner)
      : pages_(pages), key_(key), length_(length), inner_(std::move(inner)) {}

  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;

 private:
  columnar::ArrayPtr whole() const;

  DecodedPages& pages_;
  DecodedPageKey key_;
  std::uint64_t length_;
  std::unique_ptr<PageReader> inner_;
};

}  // namespace omnigraph::lance

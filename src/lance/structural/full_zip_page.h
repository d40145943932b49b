#pragma once

#include "lance/compression/stored_encoding.h"
#include "lance/page_decoder.h"
#include "lance/page_reader.h"
#include "lance/structural/entries.h"

#include <memory>

namespace omnigraph::lance {

/// The metadata of a full-zip page (lance-format section 12).
struct FullZipLayout {
  std::uint32_t repetition_bits = 0;
  std::uint32_t definition_bits = 0;
  std::uint64_t value_bits = 0;   ///< of a slot of fixed size; 0 if slots have a length
  std::uint64_t length_bits = 0;  ///< of the length: 32 or 64
  StoredEncoding values;
  Layers layers;
};

/// Values one by one, each behind its levels: single rows can be read.
class FullZipPage final : public PageReader {
 public:
  /// Throws `Error` (internal) naming the page's place if it lacks buffers or widths make no sense.
  FullZipPage(PageMetadata page, std::shared_ptr<const LeafPath> path, FullZipLayout layout);

  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;

 private:
  class Parser;

  bool has_row_index() const { return layout_.value_bits == 0 || layout_.layers.list_count > 0; }
  ByteRange index_range(std::uint64_t first, std::uint64_t count) const;
  /// Where rows end in the buffer of entries, from a row's entries in the index.
  ByteRange row_range(const std::byte* index) const;
  bool is_stored_flat() const;
  columnar::ArrayPtr finish(Parser& parser, std::uint64_t row_count) const;

  PageMetadata page_;
  std::shared_ptr<const LeafPath> path_;
  FullZipLayout layout_;
  std::uint64_t control_bytes_ = 0;
  std::uint64_t stride_ = 0;       // of an entry, where all have one size
  std::uint64_t index_width_ = 0;  // of a position in the row index
};

}  // namespace omnigraph::lance

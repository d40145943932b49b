#pragma once

#include "lance/compression/stored_encoding.h"
#include "lance/page_decoder.h"
#include "lance/page_reader.h"
#include "lance/structural/entries.h"

#include <memory>
#include <optional>
#include <string>

namespace omnigraph::lance {

/// The metadata of a constant page (LNC-145).
struct ConstantLayout {
  std::optional<std::string> inline_value;
  std::optional<StoredEncoding> repetition;
  std::optional<StoredEncoding> definition;
  std::uint64_t repetition_count = 0;
  std::uint64_t definition_count = 0;
  Layers layers;
};

/// A page of one value, or of none: every entry that is not null or empty is that value.
class ConstantPage final : public PageReader {
 public:
  /// Throws `Error` (internal) naming the page's place if its buffers make no sense.
  ConstantPage(PageMetadata page, std::shared_ptr<const LeafPath> path, ConstantLayout layout);

  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;

 private:
  bool has_value_buffer() const { return page_.buffers.size() % 2 == 1; }
  bool has_levels() const { return page_.buffers.size() >= 2; }
  Entries read_levels() const;
  std::vector<std::uint16_t> decode(const std::optional<StoredEncoding>& encoding,
                                    columnar::Buffer stored, std::uint64_t count) const;
  /// The value, an array of length 1; null if there is none.
  columnar::ArrayPtr value() const;
  columnar::ArrayPtr repeat_value(std::uint64_t count) const;

  PageMetadata page_;
  std::shared_ptr<const LeafPath> path_;
  ConstantLayout layout_;
};

}  // namespace omnigraph::lance

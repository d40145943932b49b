#pragma once

#include "lance/compression/general_compression.h"
#include "lance/page_decoder.h"
#include "lance/page_reader.h"

#include <map>
#include <memory>

namespace omnigraph::lance {

/// A page of 2.0 some of whose buffers are compressed as a whole (LNC-107). Each read restores
/// them; what it returns owns them.
class CompressedPage final : public PageReader {
 public:
  /// The scheme of each compressed buffer, by its number.
  using Schemes = std::map<std::uint32_t, GeneralScheme>;

  /// `encoding` is that of the page with nothing said about compression.
  CompressedPage(PageMetadata page, ValueType type,
                 std::shared_ptr<const proto::ArrayEncoding> encoding, Schemes schemes);
  ~CompressedPage() override;

  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;

 private:
  class Restored;

  PageMetadata page_;
  ValueType type_;
  std::shared_ptr<const proto::ArrayEncoding> encoding_;
  Schemes schemes_;
};

/// Takes what `encoding` says about compression out of it. Throws `Error` (internal) naming `place`
/// if a scheme is unknown, or encodings are nested too deep.
CompressedPage::Schemes extract_compression(proto::ArrayEncoding& encoding, const PagePlace& place);

}  // namespace omnigraph::lance

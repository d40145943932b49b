#pragma once

#include "lance/compression/general_compression.h"
#include "lance/page_decoder.h"

#include <cstdint>
#include <map>
#include <memory>

namespace omnigraph::lance {

/// In which form a buffer of a page is stored.
struct BufferForm {
  GeneralScheme scheme = GeneralScheme::none;
  /// Of a bit string (encoding 10): how many values, the bits of one, and those when it is plain.
  std::uint64_t count = 0;
  std::uint64_t packed_bits = 0;
  std::uint64_t bits = 0;

  bool is_packed() const { return packed_bits != 0; }
};

/// The forms of the buffers that are not plain, by their number.
using BufferForms = std::map<std::uint32_t, BufferForm>;

/// Takes out of the encoding of a page of `length` values what it says about the forms of its
/// buffers: compression of flat values, and bit strings where positions or indices are expected;
/// what is left describes the page as if they were plain. Throws `Error` (internal) naming `place`
/// if a form is unknown, or encodings are nested too deep.
BufferForms extract_forms(proto::ArrayEncoding& encoding, std::uint64_t length,
                          const PagePlace& place);

/// A page in memory whose buffers are plain again.
class RestoredPage {
 public:
  /// Reads all buffers of `page`. Throws `Error` (internal) if they cannot be restored.
  RestoredPage(const PageMetadata& page, const BufferForms& forms);
  ~RestoredPage();

  /// Refers to this object.
  const PageMetadata& metadata() const { return metadata_; }

 private:
  std::unique_ptr<ByteSource> source_;
  PageMetadata metadata_;
};

}  // namespace omnigraph::lance

#pragma once

#include "base/bytes.h"
#include "columnar/array.h"
#include "lance/file_output.h"
#include "lance/page_list.h"
#include "lance/value_compressor.h"

#include <cstdint>
#include <span>

namespace omnigraph::lance {

/// Writes pages of 2.0 to a file, each in the form that it is best stored in (LNC-100, D-36).
class PageEncoder {
 public:
  PageEncoder(FileOutput& output, Compression compression)
      : output_(output), compressor_(compression) {}

  FileOutput& output() { return output_; }

  /// `array`, a whole page of a scalar or vector column.
  void encode(const columnar::Array& array, PageList& pages);

  /// A page of a list's offsets: per list the end among the page's items, and whether it is null
  /// (LNC-103). `items` is the last end.
  void encode_list(std::span<const std::uint64_t> ends, const Bytes& validity, std::uint64_t items,
                   PageList& pages);

  /// A page of blob descriptors: two u64 a row (LNC-110).
  void encode_blobs(std::span<const std::uint64_t> descriptors, PageList& pages);

 private:
  void encode_fixed_width(const columnar::Array& array, PageList& pages);
  EncodedValues encoded_values(const columnar::Array& array, ByteSpan values);

  FileOutput& output_;
  ValueCompressor compressor_;
};

/// Adds the page of a structure's header, which has rows but no buffers.
void encode_structure_page(std::uint64_t rows, PageList& pages);

}  // namespace omnigraph::lance

#pragma once

#include "base/bytes.h"
#include "columnar/array.h"
#include "lance/file_output.h"
#include "lance/page_list.h"

#include <cstdint>
#include <span>

namespace omnigraph::lance {

/// Writes `array`, a whole page of a scalar or vector column, as LNC-100 has it.
void encode_page(const columnar::Array& array, FileOutput& output, PageList& pages);

/// Writes a page of a list's offsets: per list the end among the page's items, and whether it is
/// null (LNC-103). `items` is the last end.
void encode_list_page(std::span<const std::uint64_t> ends, const Bytes& validity,
                      std::uint64_t items, FileOutput& output, PageList& pages);

/// Adds the page of a structure's header, which has rows but no buffers.
void encode_structure_page(std::uint64_t rows, PageList& pages);

/// Writes a page of blob descriptors: two u64 a row (LNC-110).
void encode_blob_page(std::span<const std::uint64_t> descriptors, FileOutput& output,
                      PageList& pages);

}  // namespace omnigraph::lance

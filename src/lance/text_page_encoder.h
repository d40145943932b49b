#pragma once

#include "base/bytes.h"
#include "columnar/array.h"
#include "lance/file_output.h"
#include "lance/page_list.h"
#include "lance/value_compressor.h"

#include <cstdint>
#include <span>
#include <vector>

namespace omnigraph::lance {

/// End positions as LNC-102 and LNC-103 store them: a null's is raised by `adjustment`. `validity`
/// is a bitmap that starts with the first.
void raise_nulls(std::span<std::uint64_t> ends, const Bytes& validity, std::uint64_t adjustment);

/// Writes a page of texts or byte strings: as they are, compressed, or texts by a dictionary.
void encode_text_page(const columnar::Array& array, ValueCompressor& compressor, FileOutput& output,
                      PageList& pages);

}  // namespace omnigraph::lance

#pragma once

#include "columnar/buffer.h"
#include "lance/compression/stored_encoding.h"
#include "lance/page_reader.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace omnigraph::lance {

/// Levels as they are stored; without an encoding there are none.
struct StoredLevels {
  const StoredEncoding* encoding = nullptr;
  columnar::Buffer bytes;
};

struct DecodedLevels {
  std::uint64_t count = 0;
  std::vector<std::uint16_t> repetition;
  std::vector<std::uint16_t> definition;
};

/// Decodes the levels of a chunk by the block rules. `stored_count` is their number modulo 65,536;
/// run lengths, where there are any, tell the number itself (LNC-133). Throws `Error` (internal)
/// naming `place` if the levels are corrupt or not 16 bits wide.
DecodedLevels decode_chunk_levels(StoredLevels repetition, StoredLevels definition,
                                  std::uint16_t stored_count, const PagePlace& place);

/// Decodes `count` levels by the block rules.
std::vector<std::uint16_t> decode_levels(const StoredEncoding& encoding, columnar::Buffer bytes,
                                         std::uint64_t count, const PagePlace& place);

}  // namespace omnigraph::lance

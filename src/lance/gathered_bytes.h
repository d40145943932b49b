#pragma once

#include "columnar/buffer.h"
#include "lance/byte_source.h"

#include <absl/functional/function_ref.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace omnigraph::lance {

/// Scattered parts of one buffer of a file, fetched together.
class GatheredBytes {
 public:
  /// Fetches parts `0 … count - 1` of the buffer at `whole`; `part(i)` counts from its start and
  /// lies within it. Of a file in memory the whole buffer is taken, which costs nothing; otherwise
  /// near parts are merged (LNC-98) and all fetched at once.
  GatheredBytes(ByteSource& source, ByteRange whole, std::size_t count,
                absl::FunctionRef<ByteRange(std::size_t)> part);

  /// The bytes at `offset` of the buffer, which belong to a part.
  const std::byte* at(std::uint64_t offset) const {
    if (segments_.size() == 1) {
      return segments_.front().bytes.data() + (offset - segments_.front().offset);
    }
    return find(offset);
  }

 private:
  struct Segment {
    std::uint64_t offset = 0;  // in the buffer
    columnar::Buffer bytes;
  };

  const std::byte* find(std::uint64_t offset) const;

  std::vector<Segment> segments_;  // by offset; never empty
};

}  // namespace omnigraph::lance

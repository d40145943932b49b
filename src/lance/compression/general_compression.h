#pragma once

#include "base/bytes.h"
#include "lance/page_reader.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace omnigraph::lance {

/// Compression of whole buffers.
enum class GeneralScheme : std::uint8_t { none, lz4, zstd };

/// The scheme that a 2.0 page names (LNC-107). Throws `Error` (internal) naming `place` and the
/// scheme if it is none of ours.
GeneralScheme parse_scheme(std::string_view name, const PagePlace& place);

/// Restores a buffer (LNC-107, LNC-166): a length and an LZ4 block; or a length and a Zstandard
/// frame, or a bare frame. An empty buffer stays empty. Throws `Error` (internal) naming `place` if
/// the buffer is corrupt, or claims to expand to more than it plausibly can.
Bytes decompress(GeneralScheme scheme, ByteSpan stored, const PagePlace& place);

/// Makes what `decompress` reads: a Zstandard frame behind the length. Keeps its memory from one
/// buffer to the next.
class ZstdCompressor {
 public:
  ZstdCompressor();
  ~ZstdCompressor();
  ZstdCompressor(const ZstdCompressor&) = delete;
  ZstdCompressor& operator=(const ZstdCompressor&) = delete;

  std::string compress(ByteSpan raw);

 private:
  struct Context;

  std::unique_ptr<Context> context_;
};

/// The `size` bytes that a bare Zstandard frame or an LZ4 frame (not block) holds.
Bytes decompress_frame(GeneralScheme scheme, ByteSpan frame, std::uint64_t size,
                       const PagePlace& place);

}  // namespace omnigraph::lance

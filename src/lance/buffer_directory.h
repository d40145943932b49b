#pragma once

#include "base/bytes.h"
#include "lance/file_output.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::lance {

/// The number of the global buffer that holds the directory of a file of ours (LNC-93).
inline constexpr std::size_t kDirectoryBuffer = 1;

/// A further global buffer of a file of ours: an index over its rows, or what else belongs to them.
struct EmbeddedSegment {
  /// What the segment is; the codec only carries it.
  std::uint32_t kind = 0;
  /// The field that it is about; -1 if it is about the whole file.
  std::int32_t field_id = -1;
  /// The number of the global buffer that holds it.
  std::uint32_t global_buffer = 0;

  friend bool operator==(const EmbeddedSegment&, const EmbeddedSegment&) = default;
};

/// What lies where in a file of ours, and the checksums (D-36). Global buffer 1:
///
///     "OMNIBUFS"
///     u32 version: 1
///     u32 number of buffers, u32 number of segments, u32 0
///     per buffer, in file order: u64 position, u64 size, u64 XXH3-64 of its bytes
///     per segment: u32 kind, i32 field id, u32 number of its global buffer, u32 0
///     u64 XXH3-64 of all that precedes it
///
/// All buffers are listed but the directory itself and global buffer 0: pages, blob values,
/// segments.
struct BufferDirectory {
  std::vector<WrittenBuffer> buffers;
  std::vector<EmbeddedSegment> segments;

  friend bool operator==(const BufferDirectory&, const BufferDirectory&) = default;
};

std::string encode_buffer_directory(const BufferDirectory& directory);

/// Reads a directory. Nothing if `bytes` are none, or of a later version: global buffers are free
/// for any application, and a file is readable without. Throws `Error` (internal) naming `path` if
/// it is one, but damaged.
std::optional<BufferDirectory> decode_buffer_directory(ByteSpan bytes, std::string_view path);

}  // namespace omnigraph::lance

#include "lance/buffer_directory.h"

#include "base/hash.h"
#include "base/throw_error.h"

namespace omnigraph::lance {
namespace {

constexpr std::string_view kMagic = "OMNIBUFS";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeaderBytes = 24;
constexpr std::size_t kBufferBytes = 24;
constexpr std::size_t kSegmentBytes = 16;
constexpr std::size_t kChecksumBytes = 8;

}  // namespace

std::string encode_buffer_directory(const BufferDirectory& directory) {
  std::string out(kMagic);
  append_little_endian(out, kVersion);
  append_little_endian(out, static_cast<std::uint32_t>(directory.buffers.size()));
  append_little_endian(out, static_cast<std::uint32_t>(directory.segments.size()));
  append_little_endian(out, std::uint32_t{0});
  for (const WrittenBuffer& buffer : directory.buffers) {
    append_little_endian(out, buffer.range.offset);
    append_little_endian(out, buffer.range.size);
    append_little_endian(out, buffer.checksum);
  }
  for (const EmbeddedSegment& segment : directory.segments) {
    append_little_endian(out, segment.kind);
    append_little_endian(out, segment.field_id);
    append_little_endian(out, segment.global_buffer);
    append_little_endian(out, std::uint32_t{0});
  }
  append_little_endian(out, hash64(as_bytes(out)));
  return out;
}

std::optional<BufferDirectory> decode_buffer_directory(ByteSpan bytes, std::string_view path) {
  if (bytes.size() < kHeaderBytes + kChecksumBytes || !as_text(bytes).starts_with(kMagic) ||
      load_little_endian<std::uint32_t>(bytes.data() + 8) != kVersion) {
    return std::nullopt;
  }
  ByteSpan content = bytes.first(bytes.size() - kChecksumBytes);
  std::uint64_t buffer_count = load_little_endian<std::uint32_t>(bytes.data() + 12);
  std::uint64_t segment_count = load_little_endian<std::uint32_t>(bytes.data() + 16);
  std::uint64_t size = kHeaderBytes + buffer_count * kBufferBytes + segment_count * kSegmentBytes;
  if (content.size() != size ||
      load_little_endian<std::uint64_t>(content.data() + size) != hash64(content)) {
    throw_internal("{} is corrupt: its directory of buffers has changed since it was written",
                   path);
  }
  BufferDirectory directory;
  const std::byte* at = bytes.data() + kHeaderBytes;
  std::uint64_t end = 0;
  for (std::uint64_t i = 0; i < buffer_count; ++i, at += kBufferBytes) {
    WrittenBuffer buffer;
    buffer.range = {load_little_endian<std::uint64_t>(at),
                    load_little_endian<std::uint64_t>(at + 8)};
    buffer.checksum = load_little_endian<std::uint64_t>(at + 16);
    if (buffer.range.offset < end || buffer.range.size > ~buffer.range.offset) {
      throw_internal("{} is corrupt: its directory of buffers is out of order", path);
    }
    end = buffer.range.offset + buffer.range.size;
    directory.buffers.push_back(buffer);
  }
  for (std::uint64_t i = 0; i < segment_count; ++i, at += kSegmentBytes) {
    directory.segments.push_back({load_little_endian<std::uint32_t>(at),
                                  load_little_endian<std::int32_t>(at + 4),
                                  load_little_endian<std::uint32_t>(at + 8)});
  }
  return directory;
}

}  // namespace omnigraph::lance

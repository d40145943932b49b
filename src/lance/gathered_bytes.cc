#include "lance/gathered_bytes.h"

#include <algorithm>

namespace omnigraph::lance {
namespace {

// Reading this much too much is cheaper than another request (LNC-98).
constexpr std::uint64_t kMergeGapBytes = std::uint64_t{64} << 10;

std::vector<ByteRange> merge_near(std::vector<ByteRange> parts) {
  std::sort(parts.begin(), parts.end(),
            [](const ByteRange& a, const ByteRange& b) { return a.offset < b.offset; });
  std::vector<ByteRange> merged;
  for (const ByteRange& part : parts) {
    std::uint64_t end = part.offset + part.size;
    if (merged.empty() ||
        part.offset > merged.back().offset + merged.back().size + kMergeGapBytes) {
      merged.push_back(part);
    } else {
      merged.back().size = std::max(merged.back().size, end - merged.back().offset);
    }
  }
  return merged;
}

}  // namespace

GatheredBytes::GatheredBytes(ByteSource& source, ByteRange whole, std::size_t count,
                             absl::FunctionRef<ByteRange(std::size_t)> part) {
  if (source.is_in_memory() || count == 0) {
    segments_.push_back({0, count == 0 ? columnar::Buffer() : source.read(whole)});
    return;
  }
  std::vector<ByteRange> parts(count);
  for (std::size_t i = 0; i < count; ++i) {
    parts[i] = part(i);
    parts[i].offset += whole.offset;
  }
  std::vector<ByteRange> merged = merge_near(std::move(parts));
  std::vector<columnar::Buffer> buffers = source.read_many(merged);
  for (std::size_t i = 0; i < merged.size(); ++i) {
    segments_.push_back({merged[i].offset - whole.offset, std::move(buffers[i])});
  }
}

const std::byte* GatheredBytes::find(std::uint64_t offset) const {
  auto after = std::upper_bound(
      segments_.begin(), segments_.end(), offset,
      [](std::uint64_t position, const Segment& segment) { return position < segment.offset; });
  const Segment& segment = *(after - 1);
  return segment.bytes.data() + (offset - segment.offset);
}

}  // namespace omnigraph::lance

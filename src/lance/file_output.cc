#include "lance/file_output.h"

#include "base/hash.h"

#include <array>

namespace omnigraph::lance {
namespace {

constexpr std::uint64_t kAlignment = 64;
constexpr std::uint64_t kLeadingZeros = 8;
constexpr std::array<std::byte, kAlignment + kLeadingZeros> kZeros{};

}  // namespace

ByteRange FileOutput::begin_buffer(std::uint64_t size) {
  std::uint64_t start = (position_ + kLeadingZeros + kAlignment - 1) / kAlignment * kAlignment;
  append(ByteSpan(kZeros).first(start - position_));
  return {start, size};
}

ByteRange FileOutput::append_buffer(ByteSpan bytes) {
  ByteRange range = begin_buffer(bytes.size());
  append(bytes);
  buffers_.push_back({range, hash64(bytes)});
  return range;
}

void FileOutput::append(ByteSpan bytes) {
  sink_.append(bytes);
  position_ += bytes.size();
}

}  // namespace omnigraph::lance

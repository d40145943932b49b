#include "lance/checked_source.h"

#include "base/hash.h"
#include "base/throw_error.h"

#include <algorithm>

namespace omnigraph::lance {
namespace {

// Readers of end positions look at the zeros before a buffer too (FileOutput).
constexpr std::uint64_t kLeadingBytes = 8;

}  // namespace

const CheckedSource::State& CheckedSource::state() const {
  return state_.get([this] {
    State state;
    state.directory = load_();
    std::size_t count = state.directory ? state.directory->buffers.size() : 0;
    state.is_checked = std::make_unique<std::atomic<bool>[]>(count);
    return state;
  });
}

columnar::Buffer CheckedSource::read(ByteRange range) {
  columnar::Buffer bytes = source_.read(range);
  check(range, bytes);
  return bytes;
}

std::vector<columnar::Buffer> CheckedSource::read_many(std::span<const ByteRange> ranges) {
  std::vector<columnar::Buffer> buffers = source_.read_many(ranges);
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    check(ranges[i], buffers[i]);
  }
  return buffers;
}

void CheckedSource::check(ByteRange range, const columnar::Buffer& read) const {
  const State& state = this->state();
  if (!state.directory || range.size == 0) {
    return;
  }
  const std::vector<WrittenBuffer>& buffers = state.directory->buffers;
  std::uint64_t end = range.offset + range.size;
  auto found = std::partition_point(
      buffers.begin(), buffers.end(),
      [end](const WrittenBuffer& buffer) { return buffer.range.offset + buffer.range.size < end; });
  if (found == buffers.end() || range.offset + kLeadingBytes < found->range.offset) {
    throw_internal("{} is corrupt: {} bytes at {} are in none of its buffers", name(), range.size,
                   range.offset);
  }
  std::atomic<bool>& is_checked =
      state.is_checked[static_cast<std::size_t>(found - buffers.begin())];
  // The flag only saves work, and guards no other memory.
  if (is_checked.load(std::memory_order_relaxed)) {
    return;
  }
  bool has_whole =
      range.offset <= found->range.offset && end == found->range.offset + found->range.size;
  if (!has_whole && !source_.is_in_memory()) {
    return;
  }
  columnar::Buffer whole = has_whole
                               ? read.slice(found->range.offset - range.offset, found->range.size)
                               : source_.read(found->range);
  if (hash64(whole.bytes()) != found->checksum) {
    throw_internal("{} is corrupt: its buffer at {} has changed since it was written", name(),
                   found->range.offset);
  }
  is_checked.store(true, std::memory_order_relaxed);
}

}  // namespace omnigraph::lance

#include "lance/memory_file.h"

#include "base/throw_error.h"

#include <utility>

namespace omnigraph::lance {

MemorySource::MemorySource(columnar::Buffer content, std::string name)
    : content_(std::move(content)), name_(std::move(name)) {}

columnar::Buffer MemorySource::read(ByteRange range) {
  if (range.offset > content_.size() || range.size > content_.size() - range.offset) {
    throw_internal("{} has {} bytes; {} at {} were asked for", name_, content_.size(), range.size,
                   range.offset);
  }
  return content_.slice(range.offset, range.size);
}

std::vector<columnar::Buffer> MemorySource::read_many(std::span<const ByteRange> ranges) {
  std::vector<columnar::Buffer> buffers;
  buffers.reserve(ranges.size());
  for (const ByteRange& range : ranges) {
    buffers.push_back(read(range));
  }
  return buffers;
}

std::string MemorySink::finish() { return std::exchange(content_, {}); }

}  // namespace omnigraph::lance

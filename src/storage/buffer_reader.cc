#include "storage/buffer_reader.h"

#include "storage/object_name.h"

namespace omnigraph::storage {

columnar::Buffer BufferReader::read(std::uint64_t offset, std::uint64_t size) const {
  check_range(name_, {offset, size}, bytes_.size());
  return bytes_.slice(offset, size);
}

std::vector<columnar::Buffer> BufferReader::read_many(std::span<const ByteRange> ranges) const {
  std::vector<columnar::Buffer> buffers;
  buffers.reserve(ranges.size());
  for (const ByteRange& range : ranges) {
    buffers.push_back(read(range.offset, range.size));
  }
  return buffers;
}

}  // namespace omnigraph::storage

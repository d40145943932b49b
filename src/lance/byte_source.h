#pragma once

#include "columnar/buffer.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace omnigraph::lance {

/// Consecutive bytes of a file.
struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

/// An immutable file that is read in parts. Safe to use from any thread.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  virtual std::uint64_t size() const = 0;
  /// What errors call the file, for example its path.
  virtual std::string_view name() const = 0;
  /// Whether `read` copies nothing and costs nothing, because the file is mapped or in memory. The
  /// readers then take whole buffers and point into them; otherwise they ask for little.
  virtual bool is_in_memory() const = 0;

  /// Exactly `range`, which lies within the file. The buffer stays valid after the source is gone.
  virtual columnar::Buffer read(ByteRange range) = 0;
  /// The same for several ranges, fetched at once where that is faster. They may overlap.
  virtual std::vector<columnar::Buffer> read_many(std::span<const ByteRange> ranges) = 0;
};

}  // namespace omnigraph::lance

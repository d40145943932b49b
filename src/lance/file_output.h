#pragma once

#include "base/bytes.h"
#include "lance/byte_sink.h"
#include "lance/byte_source.h"

#include <cstdint>
#include <vector>

namespace omnigraph::lance {

/// A buffer of a file that was written, with the XXH3-64 of its bytes.
struct WrittenBuffer {
  ByteRange range;
  std::uint64_t checksum = 0;

  friend bool operator==(const WrittenBuffer&, const WrittenBuffer&) = default;
};

/// Lays out a data file: buffers at multiples of 64 (LNC-90), and where each went.
///
/// At least eight zero bytes stand before every buffer. So the end positions of strings and lists
/// (LNC-102), which leave the leading 0 out, can be used in place as Arrow offsets.
class FileOutput {
 public:
  explicit FileOutput(ByteSink& sink) : sink_(sink) {}

  /// Appends `bytes` as a buffer; empty ones too, so that every buffer has a position.
  ByteRange append_buffer(ByteSpan bytes);
  /// Pads up to where a buffer may begin, and returns the place of one of `size` bytes, which the
  /// caller appends. It is not among `buffers`.
  ByteRange begin_buffer(std::uint64_t size);
  /// Appends `bytes` without alignment.
  void append(ByteSpan bytes);

  std::uint64_t position() const { return position_; }
  /// The buffers so far, in file order.
  const std::vector<WrittenBuffer>& buffers() const { return buffers_; }

 private:
  ByteSink& sink_;
  std::uint64_t position_ = 0;
  std::vector<WrittenBuffer> buffers_;
};

}  // namespace omnigraph::lance

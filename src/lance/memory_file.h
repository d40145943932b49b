#pragma once

#include "columnar/buffer.h"
#include "lance/byte_sink.h"
#include "lance/byte_source.h"

#include <string>

namespace omnigraph::lance {

/// A file whose bytes are in memory, or mapped: reads are slices of `content`.
class MemorySource final : public ByteSource {
 public:
  MemorySource(columnar::Buffer content, std::string name);

  std::uint64_t size() const override { return content_.size(); }
  std::string_view name() const override { return name_; }
  bool is_in_memory() const override { return true; }
  columnar::Buffer read(ByteRange range) override;
  std::vector<columnar::Buffer> read_many(std::span<const ByteRange> ranges) override;

 private:
  columnar::Buffer content_;
  std::string name_;
};

/// Collects a file in memory.
class MemorySink final : public ByteSink {
 public:
  void append(ByteSpan bytes) override { content_ += as_text(bytes); }
  const std::string& content() const { return content_; }
  /// The file; the sink is empty afterwards.
  std::string finish();

 private:
  std::string content_;
};

}  // namespace omnigraph::lance

#pragma once

#include "storage/object_store.h"

#include <string>

namespace omnigraph::storage {

/// An object whose bytes are in memory or mapped: reads are slices of them.
class BufferReader final : public ObjectReader {
 public:
  /// `name` is for messages.
  BufferReader(std::string_view name, columnar::Buffer bytes)
      : name_(name), bytes_(std::move(bytes)) {}

  std::uint64_t size() const override { return bytes_.size(); }
  bool is_in_memory() const override { return true; }
  columnar::Buffer read(std::uint64_t offset, std::uint64_t size) const override;
  std::vector<columnar::Buffer> read_many(std::span<const ByteRange> ranges) const override;

 private:
  std::string name_;
  columnar::Buffer bytes_;
};

}  // namespace omnigraph::storage

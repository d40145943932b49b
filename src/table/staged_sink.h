#pragma once

#include "lance/byte_sink.h"
#include "storage/object_store.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace omnigraph::table {

/// Takes a data file: in memory as long as it is small, then into an object of the store.
class StagedSink final : public lance::ByteSink {
 public:
  /// `store` outlives the sink. `name` is the object's.
  StagedSink(storage::ObjectStore& store, std::string name, std::size_t memory_bytes)
      : store_(store), name_(std::move(name)), memory_bytes_(memory_bytes) {}

  void append(ByteSpan bytes) override;

  std::uint64_t size() const { return size_; }
  /// Ends the file: its content if it stayed in memory; otherwise nothing, and it is in the store.
  std::optional<std::string> finish(storage::Durability durability);

 private:
  storage::ObjectStore& store_;
  std::string name_;
  std::size_t memory_bytes_;
  std::uint64_t size_ = 0;
  std::string memory_;
  std::unique_ptr<storage::ObjectWriter> object_;
};

}  // namespace omnigraph::table

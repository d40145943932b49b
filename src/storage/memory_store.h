#pragma once

#include "base/clock.h"
#include "base/mutex.h"
#include "storage/object_store.h"

#include <functional>
#include <map>
#include <string>

namespace omnigraph::storage {

/// Objects in this process's memory, for tests and for graphs that need not last. Reads copy
/// nothing. Lists in order, and counts as synced: nothing here outlives a power cut anyway.
class MemoryStore final : public ObjectStore {
 public:
  /// Objects are dated by the machine's clock.
  MemoryStore() : clock_(system_clock_) {}
  /// Objects are dated by `clock`.
  explicit MemoryStore(Clock& clock) : clock_(clock) {}
  MemoryStore(const MemoryStore&) = delete;
  MemoryStore& operator=(const MemoryStore&) = delete;

  std::optional<columnar::Buffer> find(std::string_view name) override;
  columnar::Buffer read(std::string_view name) override;
  columnar::Buffer read_range(std::string_view name, ByteRange range) override;
  std::vector<std::optional<columnar::Buffer>> find_many(
      std::span<const std::string> names) override;
  std::vector<columnar::Buffer> read_many(std::span<const ReadRequest> requests) override;
  std::shared_ptr<const ObjectReader> open(std::string_view name) override;
  std::shared_ptr<const ObjectReader> open_sized(std::string_view name,
                                                 std::uint64_t size_bytes) override;
  PutResult put_if_absent(std::string_view name, ByteSpan bytes, Durability durability) override;
  std::vector<PutResult> put_all(std::span<const PutRequest> requests) override;
  std::unique_ptr<ObjectWriter> create(std::string_view name) override;
  bool remove(std::string_view name) override;
  bool exists(std::string_view name) override;
  std::vector<ObjectInfo> list(const ListRequest& request) override;
  bool lists_in_order() const override { return true; }
  void run_together(std::initializer_list<absl::FunctionRef<void()>> tasks) override;
  Durability durability() const override { return Durability::synced; }
  void sync() override {}

  /// `put_if_absent` of bytes that are shared instead of copied.
  PutResult put_buffer(std::string_view name, columnar::Buffer bytes);

 private:
  struct Object {
    columnar::Buffer bytes;
    std::int64_t modified_micros = 0;
  };

  SystemClock system_clock_;
  Clock& clock_;
  Mutex mutex_;
  std::map<std::string, Object, std::less<>> objects_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace omnigraph::storage

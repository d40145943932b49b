#include "storage/memory_store.h"

#include "base/throw_error.h"
#include "storage/buffer_reader.h"
#include "storage/object_name.h"

#include <utility>

namespace omnigraph::storage {

namespace {

class MemoryWriter final : public ObjectWriter {
 public:
  MemoryWriter(MemoryStore& store, std::string_view name) : store_(store), name_(name) {}

  void append(ByteSpan bytes) override {
    ensure(!finished_, "an object is not written after it was finished");
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }

  PutResult finish(Durability) override {
    ensure(!finished_, "an object is finished once");
    finished_ = true;
    return store_.put_buffer(name_, columnar::Buffer::take(std::move(bytes_)));
  }

 private:
  MemoryStore& store_;
  std::string name_;
  Bytes bytes_;
  bool finished_ = false;
};

}  // namespace

std::optional<columnar::Buffer> MemoryStore::find(std::string_view name) {
  check_name(name);
  MutexLock lock(mutex_);
  auto found = objects_.find(name);
  if (found == objects_.end()) {
    return std::nullopt;
  }
  return found->second.bytes;
}

columnar::Buffer MemoryStore::read(std::string_view name) {
  std::optional<columnar::Buffer> bytes = find(name);
  if (!bytes) {
    throw_object_not_found(name);
  }
  return *std::move(bytes);
}

columnar::Buffer MemoryStore::read_range(std::string_view name, ByteRange range) {
  columnar::Buffer bytes = read(name);
  check_range(name, range, bytes.size());
  return bytes.slice(range.offset, range.size);
}

std::vector<std::optional<columnar::Buffer>> MemoryStore::find_many(
    std::span<const std::string> names) {
  std::vector<std::optional<columnar::Buffer>> buffers;
  buffers.reserve(names.size());
  for (const std::string& name : names) {
    buffers.push_back(find(name));
  }
  return buffers;
}

std::vector<columnar::Buffer> MemoryStore::read_many(std::span<const ReadRequest> requests) {
  std::vector<columnar::Buffer> buffers;
  buffers.reserve(requests.size());
  for (const ReadRequest& request : requests) {
    buffers.push_back(request.range ? read_range(request.name, *request.range)
                                    : read(request.name));
  }
  return buffers;
}

std::shared_ptr<const ObjectReader> MemoryStore::open(std::string_view name) {
  return std::make_shared<BufferReader>(name, read(name));
}

std::shared_ptr<const ObjectReader> MemoryStore::open_sized(std::string_view name,
                                                            std::uint64_t size_bytes) {
  columnar::Buffer bytes = read(name);
  check_size(name, bytes.size(), size_bytes);
  return std::make_shared<BufferReader>(name, std::move(bytes));
}

PutResult MemoryStore::put_if_absent(std::string_view name, ByteSpan bytes, Durability) {
  return put_buffer(name, columnar::Buffer::take(Bytes(bytes.begin(), bytes.end())));
}

PutResult MemoryStore::put_buffer(std::string_view name, columnar::Buffer bytes) {
  check_name(name);
  std::int64_t now = clock_.now_micros();
  MutexLock lock(mutex_);
  bool created = objects_.try_emplace(std::string(name), Object{std::move(bytes), now}).second;
  return created ? PutResult::created : PutResult::already_exists;
}

std::vector<PutResult> MemoryStore::put_all(std::span<const PutRequest> requests) {
  std::vector<PutResult> results;
  results.reserve(requests.size());
  for (const PutRequest& request : requests) {
    results.push_back(put_if_absent(request.name, request.bytes, request.durability));
  }
  return results;
}

std::unique_ptr<ObjectWriter> MemoryStore::create(std::string_view name) {
  check_name(name);
  return std::make_unique<MemoryWriter>(*this, name);
}

bool MemoryStore::remove(std::string_view name) {
  check_name(name);
  columnar::Buffer released;  // freed after the lock
  MutexLock lock(mutex_);
  auto found = objects_.find(name);
  if (found == objects_.end()) {
    return false;
  }
  released = std::move(found->second.bytes);
  objects_.erase(found);
  return true;
}

bool MemoryStore::exists(std::string_view name) { return find(name).has_value(); }

std::vector<ObjectInfo> MemoryStore::list(const ListRequest& request) {
  check_prefix(request.prefix);
  std::vector<ObjectInfo> infos;
  MutexLock lock(mutex_);
  auto next = request.start_after < request.prefix ? objects_.lower_bound(request.prefix)
                                                   : objects_.upper_bound(request.start_after);
  while (next != objects_.end() && next->first.starts_with(request.prefix) &&
         infos.size() < request.limit) {
    infos.push_back({next->first, next->second.bytes.size(), next->second.modified_micros});
    ++next;
  }
  return infos;
}

void MemoryStore::run_together(std::initializer_list<absl::FunctionRef<void()>> tasks) {
  for (const absl::FunctionRef<void()>& task : tasks) {
    task();
  }
}

}  // namespace omnigraph::storage

#include "table/file_cache.h"

#include "base/throw_error.h"
#include "table/table_path.h"

namespace omnigraph::table {
namespace {

/// An object of the store as the Lance codec reads it.
class StoreSource final : public lance::ByteSource {
 public:
  StoreSource(std::shared_ptr<const storage::ObjectReader> object, std::string name)
      : object_(std::move(object)), name_(std::move(name)) {}

  std::uint64_t size() const override { return object_->size(); }
  std::string_view name() const override { return name_; }
  bool is_in_memory() const override { return object_->is_in_memory(); }
  columnar::Buffer read(lance::ByteRange range) override {
    return object_->read(range.offset, range.size);
  }
  std::vector<columnar::Buffer> read_many(std::span<const lance::ByteRange> ranges) override {
    std::vector<storage::ByteRange> wanted;
    wanted.reserve(ranges.size());
    for (const lance::ByteRange& range : ranges) {
      wanted.push_back({range.offset, range.size});
    }
    return object_->read_many(wanted);
  }

 private:
  std::shared_ptr<const storage::ObjectReader> object_;
  std::string name_;
};

/// The object `name`, which a state refers to, so that it must be there.
std::shared_ptr<const storage::ObjectReader> open_needed(storage::ObjectStore& store,
                                                         const std::string& name,
                                                         std::uint64_t size_bytes) {
  try {
    return size_bytes == 0 ? store.open(name) : store.open_sized(name, size_bytes);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::not_found) {
      throw_internal("the graph is damaged: its data file {} is missing", name);
    }
    throw;
  }
}

}  // namespace

std::shared_ptr<const lance::DataFileReader> FileCache::open(
    const std::string& directory, const std::vector<lance::Field>& fields,
    const lance::DataFile& file) {
  std::string name = data_file_path(directory, file.path);
  {
    MutexLock lock(mutex_);
    if (auto found = files_.find(name); found != files_.end()) {
      return found->second;
    }
  }
  std::shared_ptr<const storage::ObjectReader> object = open_needed(store_, name, file.size_bytes);
  auto reader = lance::DataFileReader::open(std::make_shared<StoreSource>(std::move(object), name),
                                            fields, file);
  MutexLock lock(mutex_);
  return files_.try_emplace(std::move(name), std::move(reader)).first->second;
}

}  // namespace omnigraph::table

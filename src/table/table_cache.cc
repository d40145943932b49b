#include "table/table_cache.h"

#include "base/memory_budget.h"
#include "base/throw_error.h"
#include "storage/buffer_reader.h"
#include "table/table_path.h"

#include <algorithm>

namespace omnigraph::table {
namespace {

// Parts of the key of a ByteCache that are no pages.
constexpr std::uint64_t kFileParts = std::uint64_t{1} << 63;  // the rest tells columns apart
constexpr std::uint64_t kStatePart = kFileParts - 1;

/// A file up to this size on a far store is read whole when it is opened: as much as its tail would
/// be (LNC-98).
constexpr std::uint64_t kWholeFileBytes = 64 << 10;

/// No file above this size is held in memory: staged ones are smaller, larger ones are mapped.
constexpr std::uint64_t kMostCopiedBytes = 1 << 20;

/// An open file takes about this much besides its tail.
constexpr std::size_t kOpenFileBytes = 16 << 10;
constexpr std::size_t kFragmentBytes = 512;

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

ByteCache::Key state_key(const TableAddress& table, const std::string& state_id) {
  return {hash128(state_path(table.directory, state_id)), kStatePart};
}

/// What an open file may come to take, as long as its columns are not: its bytes if they are in
/// memory rather than mapped, otherwise its tail, and of a file far away its segments.
std::size_t open_file_bytes(const lance::DataFileReader& reader, std::uint64_t size_bytes,
                            bool is_in_memory) {
  if (size_bytes <= kMostCopiedBytes) {
    return kOpenFileBytes + size_bytes;
  }
  std::size_t bytes = kOpenFileBytes;
  if (!is_in_memory && reader.directory() != nullptr) {
    for (const lance::EmbeddedSegment& segment : reader.directory()->segments) {
      bytes += reader.global_buffer_range(segment.global_buffer).size;
    }
  }
  return bytes + (size_bytes - std::min(size_bytes, reader.global_buffer_range(0).offset));
}

std::size_t state_bytes(const TableState& state) {
  return kFragmentBytes * (1 + state.fields.size() + state.fragments.size());
}

}  // namespace

/// Decoded pages among the other values.
class TableCache::Pages final : public lance::DecodedPages {
 public:
  explicit Pages(ByteCache& cache) : cache_(cache) {}

  columnar::ArrayPtr find_or_decode(const lance::DecodedPageKey& key,
                                    absl::FunctionRef<columnar::ArrayPtr()> decode) override {
    if (ByteCache::Value known = cache_.find(place_of(key))) {
      return std::static_pointer_cast<const columnar::Array>(std::move(known));
    }
    columnar::ArrayPtr page = decode();
    std::size_t bytes = columnar::value_bytes(*page);
    return std::static_pointer_cast<const columnar::Array>(
        cache_.insert(place_of(key), std::move(page), bytes));
  }

  bool contains(const lance::DecodedPageKey& key) const override {
    return cache_.contains(place_of(key));
  }

 private:
  /// Numbers of open files are no hashes; multiplied they spread like some.
  static ByteCache::Key place_of(const lance::DecodedPageKey& key) {
    return {{key.file * 0x9E37'79B9'7F4A'7C15, key.file},
            (std::uint64_t{key.column} << 32) | key.page};
  }

  ByteCache& cache_;
};

TableCache::TableCache(storage::ObjectStore& store)
    : TableCache(store, static_cast<std::size_t>(memory_budget() / 2)) {}

TableCache::TableCache(storage::ObjectStore& store, std::size_t budget_bytes)
    : store_(store), cache_(budget_bytes), pages_(std::make_shared<Pages>(cache_)) {}

TableCache::~TableCache() = default;

TableCache::FileKey TableCache::key_of(const TableAddress& table,
                                       const std::vector<lance::Field>& fields,
                                       const lance::DataFile& file) {
  // A reader knows the columns that its state had, so states with other columns open another.
  std::string columns;
  for (const lance::Field& field : fields) {
    if (std::find(file.fields.begin(), file.fields.end(), field.id) != file.fields.end()) {
      append_little_endian(columns, field.id);
    }
  }
  return {&file,
          {hash128(data_file_path(table.directory, file.path)),
           kFileParts | hash64(as_bytes(columns))}};
}

std::shared_ptr<const DataFile> TableCache::find_file(const FileKey& file) {
  if (ByteCache::Value known = cache_.find(file.key)) {
    return std::static_pointer_cast<const DataFile>(std::move(known));
  }
  MutexLock lock(mutex_);
  auto staged = staged_.find(file.key);
  return staged == staged_.end() ? nullptr : staged->second.lock();
}

std::shared_ptr<const DataFile> TableCache::open(const TableAddress& table,
                                                 const std::vector<lance::Field>& fields,
                                                 const FileKey& file) {
  if (std::shared_ptr<const DataFile> known = find_file(file)) {
    return known;
  }
  std::string name = data_file_path(table.directory, file.file->path);
  std::shared_ptr<const storage::ObjectReader> object =
      open_needed(store_, name, file.file->size_bytes);
  if (!object->is_in_memory() && object->size() <= kWholeFileBytes) {
    object = std::make_shared<storage::BufferReader>(name, object->read(0, object->size()));
  }
  return insert(table, fields, file, std::move(object));
}

std::shared_ptr<const DataFile> TableCache::insert(
    const TableAddress& table, const std::vector<lance::Field>& fields, const FileKey& file,
    std::shared_ptr<const storage::ObjectReader> object) {
  std::string name = data_file_path(table.directory, file.file->path);
  std::uint64_t size = object->size();
  bool is_in_memory = object->is_in_memory();
  lance::DataFileReaderOptions options;
  options.decoded_pages = pages_;
  auto reader = lance::DataFileReader::open(std::make_shared<StoreSource>(std::move(object), name),
                                            fields, *file.file, std::move(options));
  if (file.file->tail_checksum) {
    reader->verify_tail(*file.file->tail_checksum);
    // Without its directory a file reads as one of others: unchecked.
    if (reader->directory() == nullptr) {
      throw_internal("{} is corrupt: it has no directory of its buffers that this build knows",
                     name);
    }
  }
  std::size_t bytes = open_file_bytes(*reader, size, is_in_memory);
  return std::static_pointer_cast<const DataFile>(cache_.insert(
      file.key,
      std::make_shared<const DataFile>(std::move(reader), std::move(name), table.hash_seed),
      bytes));
}

std::shared_ptr<const DataFile> TableCache::add_file(const TableAddress& table,
                                                     const std::vector<lance::Field>& fields,
                                                     const lance::DataFile& file,
                                                     columnar::Buffer content) {
  FileKey key = key_of(table, fields, file);
  std::shared_ptr<const DataFile> opened =
      insert(table, fields, key,
             std::make_shared<storage::BufferReader>(data_file_path(table.directory, file.path),
                                                     std::move(content)));
  MutexLock lock(mutex_);
  absl::erase_if(staged_, [](const auto& entry) { return entry.second.expired(); });
  staged_[key.key] = opened;
  return opened;
}

void TableCache::forget_file(const TableAddress& table, const std::vector<lance::Field>& fields,
                             const lance::DataFile& file) {
  ByteCache::Key key = key_of(table, fields, file).key;
  cache_.erase(key);
  MutexLock lock(mutex_);
  staged_.erase(key);
}

TableStatePtr TableCache::state(const TableAddress& table, const std::string& state_id) {
  ByteCache::Key key = state_key(table, state_id);
  if (ByteCache::Value known = cache_.find(key)) {
    return std::static_pointer_cast<const TableState>(known);
  }
  auto state = std::make_shared<const TableState>(read_state(store_, table.directory, state_id));
  return std::static_pointer_cast<const TableState>(cache_.insert(key, state, state_bytes(*state)));
}

void TableCache::add_state(const TableAddress& table, const std::string& state_id,
                           TableStatePtr state) {
  std::size_t bytes = state_bytes(*state);
  cache_.insert(state_key(table, state_id), std::move(state), bytes);
}

}  // namespace omnigraph::table

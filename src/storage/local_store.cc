#include "storage/local_store.h"

#include "base/parallel.h"
#include "base/throw_error.h"
#include "storage/buffer_reader.h"
#include "storage/local_file.h"
#include "storage/local_listing.h"
#include "storage/object_name.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace omnigraph::storage {

namespace {

/// Batches of fewer reads are done on the calling thread: opening a cached file takes a few
/// microseconds, less than waking another thread.
constexpr std::size_t kMinParallelReads = 16;

std::string normal_root(const std::string& root) {
  if (root.empty()) {
    throw_bad_request("the storage path is empty; name a folder");
  }
  std::string path = std::filesystem::absolute(root).lexically_normal().string();
  while (path.size() > 1 && path.back() == '/') {
    path.pop_back();
  }
  return path;
}

/// Unnamed files get their name through /proc.
TemporaryFiles usable_kind(TemporaryFiles asked) {
  return access("/proc/self/fd", X_OK) == 0 ? asked : TemporaryFiles::named;
}

void for_each_read(std::size_t count, absl::FunctionRef<void(std::size_t)> read) {
  if (count >= kMinParallelReads) {
    parallel_for(count, read);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    read(i);
  }
}

}  // namespace

/// Streams to an unnamed file, gathering small pieces.
class LocalStore::Writer final : public ObjectWriter {
 public:
  Writer(LocalStore& store, std::string path) : store_(store), path_(std::move(path)) {}

  void append(ByteSpan bytes) override {
    ensure(!finished_, "an object is not written after it was finished");
    if (gathered_.size() + bytes.size() < kGatheredBytes) {
      gathered_.insert(gathered_.end(), bytes.begin(), bytes.end());
      return;
    }
    flush();
    file_->write(bytes, path_);
  }

  PutResult finish(Durability durability) override {
    ensure(!finished_, "an object is finished once");
    finished_ = true;
    bool synced = store_.effective(durability) == Durability::synced;
    std::string directory = parent_directory(path_);
    if (synced) {
      store_.directories_.check_usable(directory);
    }
    if (find_file_status(path_)) {
      return PutResult::already_exists;
    }
    flush();
    if (synced) {
      file_->sync(path_);
    }
    PutResult result = file_->link_as(path_);
    if (synced && result == PutResult::created) {
      store_.directories_.sync(directory);
    }
    return result;
  }

 private:
  static constexpr std::size_t kGatheredBytes = 256 * 1024;

  void flush() {
    if (!file_) {
      file_.emplace(store_.directories_, parent_directory(path_), store_.options_.temporary_files);
    }
    file_->write(gathered_, path_);
    gathered_.clear();
  }

  LocalStore& store_;
  std::string path_;
  Bytes gathered_;
  std::optional<TemporaryFile> file_;  // made by the first flush
  bool finished_ = false;
};

LocalStore::LocalStore(const std::string& root, LocalStoreOptions options)
    : root_(normal_root(root)), options_(options) {
  options_.temporary_files = usable_kind(options.temporary_files);
}

std::string LocalStore::path_of(std::string_view name) const {
  check_name(name);
  std::string path = root_;
  if (path != "/") {
    path += '/';
  }
  return path.append(name);
}

Durability LocalStore::effective(Durability asked) const {
  return options_.durability == Durability::unsynced ? Durability::unsynced : asked;
}

std::optional<columnar::Buffer> LocalStore::find(std::string_view name) {
  std::optional<LocalFile> file = LocalFile::open(path_of(name));
  if (!file) {
    return std::nullopt;
  }
  return file->read({0, file->size_bytes()});
}

columnar::Buffer LocalStore::read(std::string_view name) {
  std::optional<columnar::Buffer> bytes = find(name);
  if (!bytes) {
    throw_object_not_found(name);
  }
  return *std::move(bytes);
}

columnar::Buffer LocalStore::read_range(std::string_view name, ByteRange range) {
  std::optional<LocalFile> file = LocalFile::open(path_of(name));
  if (!file) {
    throw_object_not_found(name);
  }
  check_range(name, range, file->size_bytes());
  return file->read(range);
}

std::vector<std::optional<columnar::Buffer>> LocalStore::find_many(
    std::span<const std::string> names) {
  std::vector<std::optional<columnar::Buffer>> buffers(names.size());
  for_each_read(names.size(), [&](std::size_t i) { buffers[i] = find(names[i]); });
  return buffers;
}

std::vector<columnar::Buffer> LocalStore::read_many(std::span<const ReadRequest> requests) {
  std::vector<columnar::Buffer> buffers(requests.size());
  for_each_read(requests.size(), [&](std::size_t i) {
    const ReadRequest& request = requests[i];
    buffers[i] = request.range ? read_range(request.name, *request.range) : read(request.name);
  });
  return buffers;
}

std::shared_ptr<const ObjectReader> LocalStore::open(std::string_view name) {
  return std::make_shared<BufferReader>(name, read(name));
}

std::shared_ptr<const ObjectReader> LocalStore::open_sized(std::string_view name,
                                                           std::uint64_t size_bytes) {
  columnar::Buffer bytes = read(name);
  check_size(name, bytes.size(), size_bytes);
  return std::make_shared<BufferReader>(name, std::move(bytes));
}

PutResult LocalStore::put_if_absent(std::string_view name, ByteSpan bytes, Durability durability) {
  PutRequest request{std::string(name), bytes, durability};
  return put_all({&request, 1}).front();
}

std::optional<TemporaryFile> LocalStore::stage(const std::string& path, ByteSpan bytes,
                                               Durability durability) {
  std::string directory = parent_directory(path);
  if (durability == Durability::synced) {
    directories_.check_usable(directory);
  }
  if (find_file_status(path)) {
    return std::nullopt;  // saves the loser of a race its sync
  }
  TemporaryFile file(directories_, directory, options_.temporary_files);
  file.write(bytes, path);
  if (durability == Durability::synced) {
    file.sync(path);
  }
  return file;
}

std::vector<PutResult> LocalStore::put_all(std::span<const PutRequest> requests) {
  std::vector<std::string> paths;
  std::vector<std::size_t> synced;  // indexes into `requests`: the slow ones
  std::vector<std::optional<TemporaryFile>> files(requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    paths.push_back(path_of(requests[i].name));
    if (effective(requests[i].durability) == Durability::synced) {
      synced.push_back(i);
    } else {
      files[i] = stage(paths[i], requests[i].bytes, Durability::unsynced);
    }
  }
  parallel_for(synced.size(), [&](std::size_t i) {
    files[synced[i]] = stage(paths[synced[i]], requests[synced[i]].bytes, Durability::synced);
  });

  std::vector<PutResult> results(requests.size(), PutResult::already_exists);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (files[i]) {
      results[i] = files[i]->link_as(paths[i]);
    }
  }

  std::vector<std::string> directories;
  for (std::size_t i : synced) {
    if (results[i] == PutResult::created) {
      directories.push_back(parent_directory(paths[i]));
    }
  }
  std::sort(directories.begin(), directories.end());
  directories.erase(std::unique(directories.begin(), directories.end()), directories.end());
  parallel_for(directories.size(), [&](std::size_t i) { directories_.sync(directories[i]); });
  return results;
}

std::unique_ptr<ObjectWriter> LocalStore::create(std::string_view name) {
  return std::make_unique<Writer>(*this, path_of(name));
}

bool LocalStore::remove(std::string_view name) {
  std::string path = path_of(name);
  if (unlink(path.c_str()) == 0) {
    return true;
  }
  if (errno != ENOENT && errno != EISDIR) {
    throw_disk_error("remove", path, errno);
  }
  return false;
}

bool LocalStore::exists(std::string_view name) {
  return find_file_status(path_of(name)).has_value();
}

std::vector<ObjectInfo> LocalStore::list(const ListRequest& request) {
  check_prefix(request.prefix);
  return list_files(root_, request);
}

void LocalStore::run_together(std::initializer_list<absl::FunctionRef<void()>> tasks) {
  // Nothing to overlap: reads are microseconds, and what syncs is batched by `put_all`.
  for (const absl::FunctionRef<void()>& task : tasks) {
    task();
  }
}

void LocalStore::sync() {
  if (options_.durability == Durability::unsynced) {
    return;
  }
  FileDescriptor folder(::open(root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) {
    if (errno == ENOENT) {
      return;
    }
    throw_disk_error("open folder", root_, errno);
  }
  if (syncfs(folder.get()) != 0) {
    throw_disk_error("sync the file system of", root_, errno);
  }
}

}  // namespace omnigraph::storage

#include "storage/local_file.h"

#include "base/throw_error.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace omnigraph::storage {

namespace {

/// A mapped part of a file, unmapped when the last buffer on it is gone.
class Mapping {
 public:
  Mapping(void* address, std::size_t size) : address_(address), size_(size) {}
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() { munmap(address_, size_); }

  ByteSpan bytes() const { return {static_cast<const std::byte*>(address_), size_}; }

 private:
  void* address_;
  std::size_t size_;
};

std::int64_t micros_of(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000 + time.tv_nsec / 1000;
}

/// Whether the status is that of a regular file; false for a folder, an error for anything else.
bool is_object_file(const struct stat& status, const std::string& path) {
  if (S_ISDIR(status.st_mode)) {
    return false;
  }
  if (!S_ISREG(status.st_mode)) {
    throw_internal("cannot use {}: it is neither a regular file nor a folder", path);
  }
  return true;
}

}  // namespace

void throw_disk_error(std::string_view action, const std::string& path, int error) {
  throw_internal("cannot {} {}: {}", action, path, std::generic_category().message(error));
}

FileDescriptor::~FileDescriptor() {
  if (descriptor_ >= 0) {
    close(descriptor_);
  }
}

std::string parent_directory(const std::string& path) {
  std::size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::optional<FileStatus> find_file_status(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) {
      return std::nullopt;
    }
    throw_disk_error("look up", path, errno);
  }
  if (!is_object_file(status, path)) {
    return std::nullopt;
  }
  return FileStatus{static_cast<std::uint64_t>(status.st_size), micros_of(status.st_mtim)};
}

std::optional<LocalFile> LocalFile::open(std::string path) {
  // O_NONBLOCK so that a stray named pipe is reported instead of waited for.
  FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!descriptor.is_open()) {
    if (errno == ENOENT) {
      return std::nullopt;
    }
    throw_disk_error("open", path, errno);
  }
  struct stat status {};
  if (fstat(descriptor.get(), &status) != 0) {
    throw_disk_error("look up", path, errno);
  }
  if (!is_object_file(status, path)) {
    return std::nullopt;
  }
  auto size_bytes = static_cast<std::uint64_t>(status.st_size);
  return LocalFile(std::move(path), std::move(descriptor), size_bytes);
}

columnar::Buffer LocalFile::read(ByteRange range) const {
  if (range.size == 0) {
    return {};
  }
  return range.size <= kMaxCopiedBytes ? copy(range) : map(range);
}

columnar::Buffer LocalFile::copy(ByteRange range) const {
  std::shared_ptr<std::byte[]> bytes = std::make_unique_for_overwrite<std::byte[]>(range.size);
  std::size_t done = 0;
  while (done < range.size) {
    ssize_t count = pread(descriptor_.get(), bytes.get() + done, range.size - done,
                          static_cast<off_t>(range.offset + done));
    if (count == 0) {
      throw_internal("cannot read {}: it became shorter while it was read", path_);
    }
    if (count < 0 && errno != EINTR) {
      throw_disk_error("read", path_, errno);
    }
    done += count < 0 ? 0 : static_cast<std::size_t>(count);
  }
  ByteSpan span(bytes.get(), range.size);
  return columnar::Buffer(std::move(bytes), span);
}

columnar::Buffer LocalFile::map(ByteRange range) const {
  // A mapping starts at a page.
  std::uint64_t skipped = range.offset % static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  std::size_t size = range.size + skipped;
  void* address = mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor_.get(),
                       static_cast<off_t>(range.offset - skipped));
  if (address == MAP_FAILED) {
    throw_disk_error("map", path_, errno);
  }
  auto mapping = std::make_shared<const Mapping>(address, size);
  ByteSpan bytes = mapping->bytes().subspan(skipped, range.size);
  return columnar::Buffer(std::move(mapping), bytes);
}

}  // namespace omnigraph::storage

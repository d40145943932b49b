#include "storage/temporary_file.h"

#include "base/throw_error.h"
#include "base/ulid.h"
#include "storage/object_name.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace omnigraph::storage {

namespace {

constexpr mode_t kFileMode = 0666;  // less the process's umask

/// Whether opening an unnamed file failed because the file system or the kernel has none. EISDIR is
/// what kernels and some network file systems without them say.
bool means_unsupported(int error) {
  return error == EOPNOTSUPP || error == EISDIR || error == EINVAL || error == ENOSYS;
}

struct OpenedFile {
  FileDescriptor descriptor;
  std::string name;
  int error = 0;
};

OpenedFile open_named(const std::string& directory) {
  SystemRandom random;
  while (true) {
    std::string name = fmt::format("{}/{}{:016x}", directory, kTemporaryPrefix, random.next());
    FileDescriptor descriptor(
        open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, kFileMode));
    if (descriptor.is_open()) {
      return {std::move(descriptor), std::move(name), 0};
    }
    if (errno != EEXIST) {
      return {std::move(descriptor), {}, errno};
    }
  }
}

OpenedFile open_in(const std::string& directory, TemporaryFiles kind) {
  if (kind == TemporaryFiles::automatic) {
    FileDescriptor descriptor(open(directory.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, kFileMode));
    if (descriptor.is_open() || !means_unsupported(errno)) {
      int error = descriptor.is_open() ? 0 : errno;
      return {std::move(descriptor), {}, error};
    }
  }
  return open_named(directory);
}

}  // namespace

TemporaryFile::TemporaryFile(LocalDirectories& directories, const std::string& directory,
                             TemporaryFiles kind)
    : descriptor_(-1) {
  OpenedFile opened = open_in(directory, kind);
  if (opened.error == ENOENT) {
    directories.make(directory);
    opened = open_in(directory, kind);
  }
  if (opened.error != 0) {
    throw_disk_error("make a file in", directory, opened.error);
  }
  descriptor_ = std::move(opened.descriptor);
  name_ = std::move(opened.name);
}

TemporaryFile::~TemporaryFile() {
  if (!name_.empty()) {
    unlink(name_.c_str());
  }
}

void TemporaryFile::write(ByteSpan bytes, const std::string& path) {
  while (!bytes.empty()) {
    ssize_t count = ::write(descriptor_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) {
      throw_disk_error("write", path, errno);
    }
    bytes = bytes.subspan(count < 0 ? 0 : static_cast<std::size_t>(count));
  }
}

void TemporaryFile::sync(const std::string& path) {
  if (fsync(descriptor_.get()) != 0) {
    throw_disk_error("sync", path, errno);
  }
}

PutResult TemporaryFile::link_as(const std::string& path) {
  std::string source = name_.empty() ? fmt::format("/proc/self/fd/{}", descriptor_.get()) : name_;
  if (linkat(AT_FDCWD, source.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0) {
    return PutResult::created;
  }
  if (errno != EEXIST) {
    throw_disk_error("publish", path, errno);
  }
  if (!find_file_status(path) && access(path.c_str(), F_OK) == 0) {
    throw_disk_error("publish", path, EISDIR);
  }
  return PutResult::already_exists;
}

}  // namespace omnigraph::storage

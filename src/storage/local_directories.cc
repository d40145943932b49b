#include "storage/local_directories.h"

#include "base/throw_error.h"
#include "storage/local_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace omnigraph::storage {

void LocalDirectories::make(const std::string& path) {
  {
    // Noted before it exists, so that no other thread takes it to be durable; also if another
    // process wins the race to make it, as that one may not have synced it yet.
    MutexLock lock(mutex_);
    unsynced_.insert(path);
  }
  if (mkdir(path.c_str(), 0777) == 0 || errno == EEXIST) {
    return;
  }
  if (errno != ENOENT || path == "/") {
    throw_disk_error("make folder", path, errno);
  }
  make(parent_directory(path));
  if (mkdir(path.c_str(), 0777) != 0 && errno != EEXIST) {
    throw_disk_error("make folder", path, errno);
  }
}

void LocalDirectories::check_usable(const std::string& path) {
  MutexLock lock(mutex_);
  if (failed_.contains(path)) {
    throw_internal(
        "an earlier sync of {} failed, so nothing more is made durable there; check the disk, then "
        "reopen the graph",
        path);
  }
}

void LocalDirectories::sync(const std::string& path) {
  check_usable(path);
  try {
    sync_one(path);
    for (const std::string& made : unsynced_ancestors(path)) {
      std::string parent = parent_directory(made);
      check_usable(parent);
      sync_one(parent);
      MutexLock lock(mutex_);
      unsynced_.erase(made);
    }
  } catch (...) {
    MutexLock lock(mutex_);
    failed_.insert(path);
    throw;
  }
}

std::vector<std::string> LocalDirectories::unsynced_ancestors(const std::string& path) {
  std::vector<std::string> found;
  MutexLock lock(mutex_);
  if (unsynced_.empty()) {
    return found;
  }
  for (std::string folder = path; folder != "/"; folder = parent_directory(folder)) {
    if (unsynced_.contains(folder)) {
      found.push_back(folder);
    }
  }
  return found;
}

void LocalDirectories::sync_one(const std::string& path) {
  FileDescriptor folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) {
    throw_disk_error("open folder", path, errno);
  }
  // EINVAL: the file system has nothing to sync for a folder.
  if (fsync(folder.get()) != 0 && errno != EINVAL) {
    int error = errno;
    MutexLock lock(mutex_);
    failed_.insert(path);
    throw_disk_error("sync folder", path, error);
  }
}

}  // namespace omnigraph::storage

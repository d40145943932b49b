#pragma once

#include "base/mutex.h"
#include "base/string_map.h"

#include <string>
#include <vector>

namespace omnigraph::storage {

/// Makes folders, and makes durable what was named in them. It remembers which folders it had to
/// make and has not yet synced into the folder above, so that each is synced once. Thread-safe.
///
/// Folders that stood already when first used are taken to be durable: whoever makes one syncs it
/// before anything durable is put in it.
class LocalDirectories {
 public:
  /// Makes `path` and the missing folders above it. Throws `Error` (internal) naming the path.
  void make(const std::string& path);

  /// Throws `Error` (internal) if an earlier sync of `path` failed. A second sync would report
  /// success without having written what the first one lost, so the failure is final.
  void check_usable(const std::string& path);

  /// Makes the names in `path` durable, and `path` itself if it was made here. Throws `Error`
  /// (internal) naming the folder; from then on `check_usable` does.
  void sync(const std::string& path);

 private:
  /// `path` and the folders above it that were made and never synced, deepest first.
  std::vector<std::string> unsynced_ancestors(const std::string& path);
  void sync_one(const std::string& path);

  Mutex mutex_;
  StringSet unsynced_ ABSL_GUARDED_BY(mutex_);
  StringSet failed_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace omnigraph::storage

#pragma once

#include "base/mutex.h"
#include "base/string_map.h"
#include "lance/data_file_reader.h"
#include "lance/manifest.h"
#include "storage/object_store.h"

#include <memory>
#include <string>

namespace omnigraph::table {

/// The data files that are open, by name. Files never change, so an entry is right for ever, for
/// every branch and snapshot. Thread-safe.
class FileCache {
 public:
  /// `store` outlives the cache.
  explicit FileCache(storage::ObjectStore& store) : store_(store) {}

  /// The file opened for reading; `fields` are those of the table. Two threads that miss at once
  /// may both open it; one copy stays. Throws `Error` (internal) naming it if it is missing or
  /// damaged.
  std::shared_ptr<const lance::DataFileReader> open(const std::string& directory,
                                                    const std::vector<lance::Field>& fields,
                                                    const lance::DataFile& file);

  storage::ObjectStore& store() { return store_; }

 private:
  storage::ObjectStore& store_;
  Mutex mutex_;
  StringMap<std::shared_ptr<const lance::DataFileReader>> files_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace omnigraph::table

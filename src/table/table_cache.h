#pragma once

#include "columnar/buffer.h"
#include "storage/object_store.h"
#include "table/byte_cache.h"
#include "table/data_file.h"
#include "table/state_store.h"
#include "table/table_address.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace omnigraph::table {

/// What was read of the tables of one store: open data files with their indexes, decoded pages and
/// table states, by the names of their objects, within a budget of bytes. Thread-safe.
class TableCache {
 public:
  /// `store` outlives the cache. The default budget is half of `memory_budget()`.
  explicit TableCache(storage::ObjectStore& store);
  TableCache(storage::ObjectStore& store, std::size_t budget_bytes);
  ~TableCache();

  /// A data file of a state, which outlives this, and its place here, which takes hashing to find.
  struct FileKey {
    const lance::DataFile* file = nullptr;
    ByteCache::Key key;
  };
  static FileKey key_of(const TableAddress& table, const std::vector<lance::Field>& fields,
                        const lance::DataFile& file);

  /// The file opened for reading; `fields` are those of the table that the key was made with. Two
  /// threads that miss at once may both open it; one copy stays. Throws `Error` (internal) naming
  /// it if it is missing or damaged.
  std::shared_ptr<const DataFile> open(const TableAddress& table,
                                       const std::vector<lance::Field>& fields,
                                       const FileKey& file);

  /// The state of a staged manifest; throws as `read_state` does.
  TableStatePtr state(const TableAddress& table, const std::string& state_id);

  /// Makes known a file that this process stages, so that it can be opened before it is in the
  /// store, as long as whoever stages it holds what this returns.
  std::shared_ptr<const DataFile> add_file(const TableAddress& table,
                                           const std::vector<lance::Field>& fields,
                                           const lance::DataFile& file, columnar::Buffer content);
  /// A staged file that came to nothing.
  void forget_file(const TableAddress& table, const std::vector<lance::Field>& fields,
                   const lance::DataFile& file);
  /// Keeps a state that this process stages, so that it need not be read back.
  void add_state(const TableAddress& table, const std::string& state_id, TableStatePtr state);

  storage::ObjectStore& store() { return store_; }
  /// What the values take that are kept.
  std::size_t bytes() const { return cache_.bytes(); }

 private:
  class Pages;

  std::shared_ptr<const DataFile> find_file(const FileKey& file);
  std::shared_ptr<const DataFile> insert(const TableAddress& table,
                                         const std::vector<lance::Field>& fields,
                                         const FileKey& file,
                                         std::shared_ptr<const storage::ObjectReader> object);

  storage::ObjectStore& store_;
  ByteCache cache_;
  std::shared_ptr<Pages> pages_;
  Mutex mutex_;
  absl::flat_hash_map<ByteCache::Key, std::weak_ptr<const DataFile>> staged_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace omnigraph::table

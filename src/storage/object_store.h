#pragma once

#include "base/bytes.h"
#include "columnar/buffer.h"

#include <absl/functional/function_ref.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::storage {

/// Whether an object must survive a power cut once its put has returned.
enum class Durability : std::uint8_t {
  synced,    ///< it and the folders made for it are on the medium
  unsynced,  ///< after a power cut it may be missing, empty or torn
};

/// What became of a put. Losing the race for a name is normal, hence a result and not an error.
enum class PutResult : std::uint8_t { created, already_exists };

/// A part of an object, in bytes.
struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

/// One read of a batch: an object, or with `range` a part of it.
struct ReadRequest {
  std::string name;
  std::optional<ByteRange> range = {};
};

/// One put of a batch. `bytes` live until the call returns.
struct PutRequest {
  std::string name;
  ByteSpan bytes;
  Durability durability = Durability::synced;
};

/// Which objects to list: those whose names start with `prefix` (any text, not only whole folders)
/// and sort behind `start_after`, the first `limit` of them.
struct ListRequest {
  std::string prefix = {};
  std::string start_after = {};
  std::size_t limit = std::numeric_limits<std::size_t>::max();
};

/// An object as a listing shows it.
struct ObjectInfo {
  std::string name;
  std::uint64_t size_bytes = 0;
  std::int64_t modified_micros = 0;  ///< since 1970, by the store's clock
};

/// An object opened for reading parts of it. Safe to use from any thread; it, and the buffers it
/// gave, stay valid when the object is removed and when the store is gone.
class ObjectReader {
 public:
  virtual ~ObjectReader() = default;

  virtual std::uint64_t size() const = 0;

  /// Whether reads copy nothing and cost nothing, because the object is mapped or in memory: ask
  /// for whole buffers then, and for little otherwise.
  virtual bool is_in_memory() const = 0;

  /// The bytes of a range; throws `Error` (internal) naming the object if it leaves the object. On
  /// a disk, large objects are mapped: the buffer is a view of the file and nothing is copied.
  virtual columnar::Buffer read(std::uint64_t offset, std::uint64_t size) const = 0;

  /// Several ranges in one round, in the order asked for. Errors as for `read`.
  virtual std::vector<columnar::Buffer> read_many(std::span<const ByteRange> ranges) const = 0;
};

/// An object being written. Nobody sees it before `finish` has published it whole; destroyed
/// without that it leaves nothing. One thread at a time; must not outlive its store.
class ObjectWriter {
 public:
  virtual ~ObjectWriter() = default;

  virtual void append(ByteSpan bytes) = 0;

  /// Publishes what was appended, if the name is still free. The last call, whatever it answers: a
  /// failed or lost object is written anew. Throws as `ObjectStore::put_if_absent` does.
  virtual PutResult finish(Durability durability) = 0;
};

/// Objects: immutable bytes under names. The one interface to local disks, object stores and
/// memory.
///
/// A name exists only with its whole content, is given once, and then keeps its bytes until it is
/// removed. Reads and listings see every put that has returned. Safe to use from any thread.
///
/// Names are relative paths with `/` between segments (`check_name` has the rules). Something that
/// is a folder of other names must not be an object itself: a disk cannot hold both.
///
/// Every call is one *round* (a wait on the store), however many requests it holds: batches and
/// `run_together` are how work shares a round.
///
/// All functions throw `Error` (internal), naming the object or path and the cause, if the store
/// fails or a name is not valid.
class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  /// The whole object, or nothing if there is none of that name.
  virtual std::optional<columnar::Buffer> find(std::string_view name) = 0;

  /// The whole object; throws `Error` (not_found) naming it if there is none.
  virtual columnar::Buffer read(std::string_view name) = 0;

  /// A part of an object; throws like `read`, and `Error` (internal) if it leaves the object.
  virtual columnar::Buffer read_range(std::string_view name, ByteRange range) = 0;

  /// `find` for several objects in one round, in the order asked for.
  virtual std::vector<std::optional<columnar::Buffer>> find_many(
      std::span<const std::string> names) = 0;

  /// `read` or `read_range` for several objects in one round, in the order asked for.
  virtual std::vector<columnar::Buffer> read_many(std::span<const ReadRequest> requests) = 0;

  /// Opens an object for reading parts of it; throws `Error` (not_found) naming it if there is
  /// none.
  virtual std::shared_ptr<const ObjectReader> open(std::string_view name) = 0;

  /// The same for an object known to have `size_bytes`, which saves object stores a request. That
  /// it is missing or of another size may then be found by the first read only.
  virtual std::shared_ptr<const ObjectReader> open_sized(std::string_view name,
                                                         std::uint64_t size_bytes) = 0;

  /// Creates the object unless the name is taken: of any number of racing calls, from any process,
  /// exactly one is told `created`. When it throws, the object may exist or not; after a failed
  /// sync it may exist now and be gone after a power cut, and this store refuses to make that
  /// folder durable again.
  virtual PutResult put_if_absent(std::string_view name, ByteSpan bytes, Durability durability) = 0;

  /// Several puts in one round, in no particular order; the results are in the order asked for. If
  /// it throws, any of the others may have happened.
  virtual std::vector<PutResult> put_all(std::span<const PutRequest> requests) = 0;

  /// Begins an object that is written piece by piece.
  virtual std::unique_ptr<ObjectWriter> create(std::string_view name) = 0;

  /// Removes an object. False if there certainly was none; object stores that do not say answer
  /// true. Not synced: after a power cut the object may be back.
  virtual bool remove(std::string_view name) = 0;

  virtual bool exists(std::string_view name) = 0;

  /// The objects asked for, by name in the order of bytes. Objects that come or go meanwhile may
  /// be listed or not.
  virtual std::vector<ObjectInfo> list(const ListRequest& request) = 0;

  /// Whether listing a few names of many is cheap. On a disk it is not, since a directory has no
  /// order: there callers probe computed names instead.
  virtual bool lists_in_order() const = 0;

  /// Runs `tasks`, each making requests of its own, so that their waits overlap: as many rounds as
  /// the longest of them. They may run at once or one after another, in any order, and must not
  /// wait for each other. If any throws, one of the exceptions is rethrown; others may be skipped.
  virtual void run_together(std::initializer_list<absl::FunctionRef<void()>> tasks) = 0;

  /// What `Durability::synced` is worth here: `unsynced` if the store was told not to sync.
  virtual Durability durability() const = 0;

  /// Makes durable whatever has been put so far, by anyone: needed before a durable object is put
  /// that relies on one that was not. Slow on a disk (it syncs the file system), free elsewhere.
  virtual void sync() = 0;
};

}  // namespace omnigraph::storage

#pragma once

#include "storage/local_directories.h"
#include "storage/object_store.h"
#include "storage/temporary_file.h"

#include <string>

namespace omnigraph::storage {

struct LocalStoreOptions {
  /// `unsynced` treats every put as unsynced: faster, and a power cut may tear the graph.
  Durability durability = Durability::synced;
  TemporaryFiles temporary_files = TemporaryFiles::automatic;
};

/// Objects as files below a folder of a local file system, which must have hard links.
///
/// A put writes a file without a name, syncs it, links it to its name (never a rename, which would
/// replace) and syncs the folder, and those made on the way into theirs. A sync that fails is never
/// repeated: see `LocalDirectories`. Objects larger than 64 KiB are mapped when read.
///
/// A name that is a folder holds no object; a name below a file is an error. Folders are never
/// removed. The root is made by the first put.
class LocalStore final : public ObjectStore {
 public:
  /// A relative `root` is taken from the present working directory, once. Does no other I/O.
  explicit LocalStore(const std::string& root, LocalStoreOptions options = {});
  LocalStore(const LocalStore&) = delete;
  LocalStore& operator=(const LocalStore&) = delete;

  /// The root folder: absolute, without a trailing slash unless it is `/`.
  const std::string& root() const { return root_; }

  std::optional<columnar::Buffer> find(std::string_view name) override;
  columnar::Buffer read(std::string_view name) override;
  columnar::Buffer read_range(std::string_view name, ByteRange range) override;
  std::vector<std::optional<columnar::Buffer>> find_many(
      std::span<const std::string> names) override;
  std::vector<columnar::Buffer> read_many(std::span<const ReadRequest> requests) override;
  std::shared_ptr<const ObjectReader> open(std::string_view name) override;
  std::shared_ptr<const ObjectReader> open_sized(std::string_view name,
                                                 std::uint64_t size_bytes) override;
  PutResult put_if_absent(std::string_view name, ByteSpan bytes, Durability durability) override;
  std::vector<PutResult> put_all(std::span<const PutRequest> requests) override;
  std::unique_ptr<ObjectWriter> create(std::string_view name) override;
  bool remove(std::string_view name) override;
  bool exists(std::string_view name) override;
  std::vector<ObjectInfo> list(const ListRequest& request) override;
  bool lists_in_order() const override { return false; }
  void run_together(std::initializer_list<absl::FunctionRef<void()>> tasks) override;
  Durability durability() const override { return options_.durability; }
  void sync() override;

 private:
  class Writer;

  std::string path_of(std::string_view name) const;
  Durability effective(Durability asked) const;

  /// An unnamed file holding `bytes`, synced if `durability` asks for it; nothing if `path` is
  /// taken already.
  std::optional<TemporaryFile> stage(const std::string& path, ByteSpan bytes,
                                     Durability durability);

  std::string root_;
  LocalStoreOptions options_;
  LocalDirectories directories_;
};

}  // namespace omnigraph::storage

#pragma once

#include "base/bytes.h"
#include "storage/local_directories.h"
#include "storage/local_file.h"
#include "storage/object_store.h"

#include <cstdint>
#include <string>
#include <utility>

namespace omnigraph::storage {

/// How objects in the making are kept out of sight on a disk.
enum class TemporaryFiles : std::uint8_t {
  automatic,  ///< without a name where the file system can do that, else `named`
  named,      ///< under a hidden name that starts with `kTemporaryPrefix`, left behind by a crash
};

/// A file being written, without a place in the store until it is linked to one. Removes itself.
class TemporaryFile {
 public:
  /// Makes one in `directory`, which is made as well if it is missing.
  TemporaryFile(LocalDirectories& directories, const std::string& directory, TemporaryFiles kind);
  TemporaryFile(TemporaryFile&& other) noexcept
      : descriptor_(std::move(other.descriptor_)), name_(std::exchange(other.name_, {})) {}
  TemporaryFile& operator=(TemporaryFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(name_, other.name_);
    return *this;
  }
  ~TemporaryFile();

  /// Appends `bytes`. `path` is where the file is meant to go, for messages; also below.
  void write(ByteSpan bytes, const std::string& path);

  /// Makes the content durable. After a failure the file must be abandoned: what the kernel could
  /// not write it has forgotten, so a second attempt would succeed without it.
  void sync(const std::string& path);

  /// Gives the file the name `path` if that is free. Throws if a folder or the like has it.
  PutResult link_as(const std::string& path);

 private:
  FileDescriptor descriptor_;
  std::string name_;  // of a named file, else empty
};

}  // namespace omnigraph::storage

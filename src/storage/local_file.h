#pragma once

#include "columnar/buffer.h"
#include "storage/object_store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace omnigraph::storage {

/// Throws `Error` (internal): `cannot <action> <path>: <text of errno value `error`>`.
[[noreturn]] void throw_disk_error(std::string_view action, const std::string& path, int error);

/// Owns an open file.
class FileDescriptor {
 public:
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileDescriptor();

  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

/// The folder that holds `path`, which is absolute and has no trailing slash.
std::string parent_directory(const std::string& path);

/// What a regular file's status says.
struct FileStatus {
  std::uint64_t size_bytes = 0;
  std::int64_t modified_micros = 0;
};

/// The status of a regular file; nothing if there is no file, or a folder instead.
std::optional<FileStatus> find_file_status(const std::string& path);

/// An immutable file opened for reading. Large parts of it are mapped and small ones copied; a
/// mapping needs neither this object nor the file's name. (If another program truncates a mapped
/// file, reading its buffer raises SIGBUS: objects are never changed in place.)
class LocalFile {
 public:
  /// Parts up to this size are read, as that is cheaper than mapping them.
  static constexpr std::uint64_t kMaxCopiedBytes = 64 * 1024;

  /// The file at `path`; nothing if there is no file, or a folder instead.
  static std::optional<LocalFile> open(std::string path);

  std::uint64_t size_bytes() const { return size_bytes_; }

  /// A part of the file. `range` has been checked.
  columnar::Buffer read(ByteRange range) const;

 private:
  LocalFile(std::string path, FileDescriptor descriptor, std::uint64_t size_bytes)
      : path_(std::move(path)), descriptor_(std::move(descriptor)), size_bytes_(size_bytes) {}

  columnar::Buffer copy(ByteRange range) const;
  columnar::Buffer map(ByteRange range) const;

  std::string path_;
  FileDescriptor descriptor_;
  std::uint64_t size_bytes_;
};

}  // namespace omnigraph::storage

#pragma once

#include "storage/object_store.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace omnigraph::storage {

/// Last segments that start so belong to objects in the making on a disk; no object is named so.
inline constexpr std::string_view kTemporaryPrefix = ".omnigraph-tmp-";

/// The longest name and the longest segment of one, in bytes: what S3 and Linux file systems take.
inline constexpr std::size_t kMaxNameBytes = 1024;
inline constexpr std::size_t kMaxSegmentBytes = 255;

/// Whether `name` may name an object: segments of 1 to 255 bytes with `/` between them, 1024 bytes
/// in all, none of them `.` or `..`, no control characters, the last one not starting with
/// `kTemporaryPrefix`. Hence no name leads out of a store.
bool is_valid_name(std::string_view name);

/// Throws `Error` (internal) saying why, unless `name` may name an object.
void check_name(std::string_view name);

/// Throws `Error` (internal) saying why, unless a valid name could start with `prefix`, which may
/// be empty or end anywhere.
void check_prefix(std::string_view prefix);

/// Throws `Error` (internal) naming the object unless `range` lies within its `size_bytes`.
void check_range(std::string_view name, ByteRange range, std::uint64_t size_bytes);

/// Throws `Error` (internal) unless the object has the size that whoever opens it knows it to have.
void check_size(std::string_view name, std::uint64_t size_bytes, std::uint64_t expected_bytes);

/// Throws `Error` (not_found) for an object.
[[noreturn]] void throw_object_not_found(std::string_view name);

}  // namespace omnigraph::storage

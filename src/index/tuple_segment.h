#pragma once

#include "base/hash.h"
#include "columnar/array.h"
#include "columnar/buffer.h"
#include "index/hashed_rows.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::index {

/// Appends the tuple that row `i` has in `members` as `@unique` compares it (SCH-56). Unlike in an
/// id, floats that are not finite are values: `NaN`, `Infinity`, `-Infinity`. False if a member is
/// null there: such tuples are not compared; what was appended then is of no use.
[[nodiscard]] bool append_unique_tuple(std::string& out,
                                       std::span<const columnar::ArrayPtr> members, std::size_t i);

/// The hash of that tuple; nothing if a member is null. `buffer` is for reuse.
std::optional<Hash128> hash_tuple(std::span<const columnar::ArrayPtr> members, std::size_t i,
                                  std::uint64_t seed, std::string& buffer);

/// The index of one `@unique` group in one data file: from the hash of a tuple to the rows that may
/// have it. Rows with a null in the tuple are not in it.
///
/// Stored form, little-endian, every array at a multiple of 8:
///
///     u32 version (1)   u32 members   i32 field id[members], ascending   padding to 8
///     u64 seed   u64 count
///     `HashedRows` by the hash of the tuple, whose members stand in the order of the field ids
///
/// Immutable; shares the bytes it was decoded from; safe to use from any thread.
class TupleSegment {
 public:
  /// Throws `Error` (internal) naming `name` unless `bytes` are a segment of a file of `row_count`
  /// rows whose rows all exist.
  static TupleSegment decode(columnar::Buffer bytes, std::uint64_t row_count,
                             std::string_view name);

  std::span<const std::int32_t> members() const { return members_; }
  std::uint64_t seed() const { return seed_; }
  const HashedRows& rows() const { return rows_; }

 private:
  TupleSegment() = default;

  columnar::Buffer bytes_;
  std::span<const std::int32_t> members_;
  std::uint64_t seed_ = 0;
  HashedRows rows_;
};

/// Builds the segment of a file from its batches. Keeps 20 bytes a row.
class TupleSegmentBuilder {
 public:
  /// `members` are the field ids of the group, ascending.
  TupleSegmentBuilder(std::vector<std::int32_t> members, std::uint64_t seed)
      : members_(std::move(members)), seed_(seed) {}

  const std::vector<std::int32_t>& members() const { return members_; }

  /// The columns of the members, in their order, of the next rows of the file.
  void append(std::span<const columnar::ArrayPtr> columns);

  /// The stored form; the builder is empty afterwards.
  std::string finish();

 private:
  std::vector<std::int32_t> members_;
  std::uint64_t seed_;
  std::vector<Hash128> hashes_;
  std::vector<std::uint32_t> rows_;  // of each hash
  std::uint32_t row_count_ = 0;
};

}  // namespace omnigraph::index

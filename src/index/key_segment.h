#pragma once

#include "base/hash.h"
#include "columnar/array.h"
#include "columnar/buffer.h"
#include "index/hashed_rows.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::index {

/// The key index of one data file: from the hash of an id to the rows that may hold it.
///
/// Stored form, little-endian, every array at a multiple of 8:
///
///     u32 version (1)   u32 form   u64 seed   u64 count
///     form 0, hashed: `HashedRows` by the hash of the id, of all rows
///     form 1, ascending: nothing; the ids of the file ascend strictly, as those that one load
///       mints do, and are found by bisection in their own column (D-36)
///
/// Immutable; shares the bytes it was decoded from; safe to use from any thread.
class KeySegment {
 public:
  enum class Form : std::uint32_t { hashed = 0, ascending = 1 };

  /// The segment of a file whose ids are `ids`, text without nulls; see `KeySegmentBuilder`.
  static std::string encode(const columnar::Array& ids, std::uint64_t seed);

  /// Throws `Error` (internal) naming `name` unless `bytes` are a segment of a file of `row_count`
  /// rows whose rows all exist.
  static KeySegment decode(columnar::Buffer bytes, std::uint64_t row_count, std::string_view name);

  Form form() const { return form_; }
  std::uint64_t seed() const { return seed_; }
  std::uint64_t count() const { return count_; }

  /// False only if no row has an id of that hash. Of a hashed segment.
  bool may_contain(const Hash128& hash) const { return entries_.may_contain(hash); }

  /// The rows, ascending, whose ids have that hash. Of a hashed segment.
  std::span<const std::uint32_t> find(const Hash128& hash) const { return entries_.find(hash); }

  /// The hashes in ascending order, and the row of each. Of a hashed segment; for one of ascending
  /// form `SortedHashes::of` finds them.
  HashSpan hashes() const { return entries_.hashes(); }
  std::span<const std::uint32_t> rows() const { return entries_.rows(); }

 private:
  KeySegment() = default;

  columnar::Buffer bytes_;
  Form form_ = Form::hashed;
  std::uint64_t seed_ = 0;
  std::uint64_t count_ = 0;
  HashedRows entries_;
};

/// Which forms a builder may choose: files of nodes are asked for hashes all the time, those of
/// edges hardly ever.
enum class KeyForms : std::uint8_t { any, hashed };

/// Builds the segment of a file from its batches. Keeps 16 bytes a row.
class KeySegmentBuilder {
 public:
  explicit KeySegmentBuilder(std::uint64_t seed, KeyForms forms = KeyForms::any)
      : seed_(seed), forms_(forms), ascends_(forms == KeyForms::any) {}

  /// The ids of the next rows of the file, text without nulls.
  void append(const columnar::Array& ids);

  /// The stored form; the builder is empty afterwards.
  std::string finish();

 private:
  std::uint64_t seed_;
  std::vector<Hash128> hashes_;
  std::string last_;  // of the ids so far
  KeyForms forms_;
  bool ascends_;
};

}  // namespace omnigraph::index

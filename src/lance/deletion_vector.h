#pragma once

#include "base/bytes.h"

#include <absl/functional/function_ref.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace omnigraph::lance {

/// Position of a row in its fragment: 0-based, in the order the rows were written.
using RowOffset = std::uint32_t;

/// The deleted rows of one fragment.
///
/// A value: copies are cheap and share the bitmap, which never changes. Deleting more rows gives
/// a new vector under a new name, so readers of an older snapshot keep theirs and the stored form
/// may be cached for ever. Safe to use from any thread.
class DeletionVector {
 public:
  /// Deletes nothing.
  DeletionVector();

  /// Reads the stored form: a 32-bit Roaring bitmap in the portable serialisation
  /// (RoaringBitmap/RoaringFormatSpec), as in a Lance `.bin` deletion file.
  /// Throws `Error` (internal) naming `path` if `bytes` are anything else.
  static DeletionVector decode(ByteSpan bytes, std::string_view path);

  /// The stored form of this vector; `decode` reads it back. Equal vectors have equal forms.
  Bytes encode() const;

  /// A vector that deletes `rows` too. `rows` may be unsorted and may repeat.
  DeletionVector with(std::span<const RowOffset> rows) const;
  /// A vector that deletes what either deletes.
  DeletionVector united_with(const DeletionVector& other) const;

  bool contains(RowOffset row) const;
  bool empty() const;
  std::uint64_t count() const;
  /// The deleted rows among `count` from `first` on.
  std::uint64_t count_in(RowOffset first, std::uint64_t count) const;
  /// Whether every deleted row lies below `physical_rows`, as it must (LNC-52).
  bool fits(std::uint64_t physical_rows) const;

  /// Calls `visit` for every deleted row, ascending.
  void for_each(absl::FunctionRef<void(RowOffset)> visit) const;
  /// Positions, relative to `first`, of the rows among `first … first + count - 1` that live.
  std::vector<std::uint32_t> live_rows(RowOffset first, std::uint32_t count) const;

  friend bool operator==(const DeletionVector& a, const DeletionVector& b);

 private:
  struct Bitmap;  // keeps CRoaring's headers out of every includer

  explicit DeletionVector(std::shared_ptr<const Bitmap> bitmap);

  std::shared_ptr<const Bitmap> bitmap_;  // never null
};

}  // namespace omnigraph::lance

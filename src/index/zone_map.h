#pragma once

#include "columnar/array.h"
#include "columnar/buffer.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::index {

/// Rows of a zone; the last zone of a file may have fewer.
inline constexpr std::uint32_t kZoneRows = 8192;

/// What the zones of one column hold, a value a zone.
struct ZoneBounds {
  /// No value of the zone is below it; null if all are null. Of the column's type, but `binary` for
  /// text, because a bound may be cut within a character.
  columnar::ArrayPtr minimum;
  /// No value of the zone is above it (NaN is the greatest number); null if all are null, or if no
  /// short text is above.
  columnar::ArrayPtr maximum;
  std::vector<std::uint32_t> null_counts;
};

/// Least and greatest values of the columns of one data file, zone by zone.
///
/// Only top-level columns of booleans, numbers, dates, instants and text have bounds. Text is cut
/// to 32 bytes: a minimum is a prefix of the least text, a maximum that was cut is raised by one in
/// its last byte below 255.
///
/// Stored form, little-endian, unaligned:
///
///     u32 version (1)   u32 rows of a zone (8192)   u64 rows of the file   u32 fields   u32 0
///     per field, by ascending id: i32 field id   u32 kind   u64 position of its bounds
///     bounds of each field, for each zone:
///       u32 number of nulls   u8 state: 0 all null, 1 bounded, 2 has no maximum (of text)
///       unless 0: the minimum; if 1: the maximum: fixed-width values in their width, a boolean is
///       one byte, a text is u8 length (at most 32) and its bytes
///
/// Kinds: 1 boolean, 2 int32, 3 int64, 4 uint32, 5 uint64, 6 float32, 7 float64, 8 date32,
/// 9 date64, 10 utf8. Which zones a comparison may match: `expr/prune.h`.
///
/// Immutable; shares the bytes it was decoded from; safe to use from any thread.
class ZoneMap {
 public:
  /// Throws `Error` (internal) naming `name` unless `bytes` are a zone map of a file of `row_count`
  /// rows. Bounds themselves are checked when asked for.
  static ZoneMap decode(columnar::Buffer bytes, std::uint64_t row_count, std::string_view name);

  std::uint64_t row_count() const { return row_count_; }
  std::uint32_t zone_count() const;
  /// The fields that have bounds, ascending.
  std::vector<std::int32_t> field_ids() const;

  /// The bounds of a field, one a zone; nothing if it has none. Decodes them each time, O(zones).
  /// Throws `Error` (internal) naming the file if they are damaged.
  std::optional<ZoneBounds> bounds(std::int32_t field_id) const;

 private:
  struct Entry {
    columnar::TypeId type = columnar::TypeId::boolean;
    std::uint64_t position = 0;
  };
  ZoneMap() = default;

  columnar::Buffer bytes_;
  std::string name_;
  std::uint64_t row_count_ = 0;
  std::map<std::int32_t, Entry> fields_;
};

/// Builds the zone map of a file from its columns.
class ZoneMapBuilder {
 public:
  ZoneMapBuilder();
  ~ZoneMapBuilder();
  ZoneMapBuilder(ZoneMapBuilder&&) noexcept;
  ZoneMapBuilder& operator=(ZoneMapBuilder&&) noexcept;

  /// Whether columns of `type` have bounds; `append` ignores the others.
  static bool has_bounds(const columnar::Type& type);

  /// The next rows of a field, any number of them. Keeps references to parts of `values` until
  /// their zone is full.
  void append(std::int32_t field_id, const columnar::Array& values);

  /// The stored form; all fields must have got `row_count` rows. The builder is empty afterwards.
  std::string finish(std::uint64_t row_count);

 private:
  class Column;
  std::map<std::int32_t, std::unique_ptr<Column>> columns_;
};

}  // namespace omnigraph::index

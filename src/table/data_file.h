#pragma once

#include "base/lazy.h"
#include "index/adjacency_segment.h"
#include "index/key_segment.h"
#include "index/tuple_segment.h"
#include "index/zone_map.h"
#include "lance/data_file_reader.h"
#include "table/row_source.h"
#include "table/segment_kind.h"
#include "table/table_address.h"

#include <absl/functional/function_ref.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::table {

/// How ids are told apart.
enum class Compare : std::uint8_t { hash, text };

/// A data file opened for reading, with the indexes that it carries. What a file lacks, because
/// another writer made it, is computed on first use and kept as long as the file is open.
///
/// Immutable to callers and safe to share between threads. All errors are `Error` (internal) naming
/// the file.
class DataFile {
 public:
  /// Ids are hashed with `hash_seed`; segments made with another one are not used.
  DataFile(std::shared_ptr<const lance::DataFileReader> reader, std::string name,
           std::uint64_t hash_seed)
      : reader_(std::move(reader)), name_(std::move(name)), hash_seed_(hash_seed) {}

  const lance::DataFileReader& reader() const { return *reader_; }
  const std::string& name() const { return name_; }

  /// What to look for in the text field `id_field`.
  struct Key {
    std::string_view id;
    Hash128 hash;  ///< `hash128(id, seed)`
    std::int32_t id_field = 0;
  };
  /// The row of an id among those that `is_live` accepts. Rows are told apart by hash, with
  /// `Compare::text` by the text as well, which is fetched for that: needed where a wrong answer,
  /// however unlikely, would decide a write.
  std::optional<lance::RowOffset> find_row(const Key& key, Compare compare,
                                           absl::FunctionRef<bool(lance::RowOffset)> is_live) const;

  /// The hashes of all ids in ascending order, and the row of each.
  struct Keys {
    index::HashSpan hashes;
    std::span<const std::uint32_t> rows;
  };
  Keys keys(std::int32_t id_field) const;

  /// The edges of an edge file between the hashes of their ends.
  const index::AdjacencySegment& adjacency(std::int32_t source_field,
                                           std::int32_t target_field) const;

  /// The index of the unique group of these fields, ascending, all of them in the file.
  const index::TupleSegment& tuples(std::span<const std::int32_t> members) const;

  /// The bounds of a field, or null if its type has none.
  const index::ZoneBounds* bounds(std::int32_t field_id) const;

  /// Where rows were that this file took over from others, in the order of its rows.
  std::vector<RowSource> sources() const;

 private:
  std::optional<columnar::Buffer> segment(SegmentKind kind, std::int32_t field_id) const;
  columnar::ArrayPtr whole_column(std::int32_t field_id) const;
  std::optional<lance::RowOffset> bisect(const Key& key) const;
  const index::KeySegment& key_segment(std::int32_t id_field) const;
  const index::SortedHashes& sorted_hashes(std::int32_t id_field) const;
  std::optional<index::ZoneBounds> find_bounds(std::int32_t field_id) const;
  index::TupleSegment find_tuples(std::span<const std::int32_t> members) const;

  std::shared_ptr<const lance::DataFileReader> reader_;
  std::string name_;
  std::uint64_t hash_seed_;
  Lazy<index::KeySegment> keys_;
  Lazy<index::SortedHashes> hashes_;
  Lazy<index::AdjacencySegment> adjacency_;
  Lazy<std::optional<index::ZoneMap>> zones_;
  mutable Mutex mutex_;
  // Decoded on first use; an entry never changes or goes.
  mutable std::map<std::int32_t, std::optional<index::ZoneBounds>> bounds_ ABSL_GUARDED_BY(mutex_);
  mutable std::map<std::vector<std::int32_t>, index::TupleSegment> tuples_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace omnigraph::table

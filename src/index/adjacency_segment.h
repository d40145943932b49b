#pragma once

#include "columnar/array.h"
#include "columnar/buffer.h"
#include "index/packed_array.h"
#include "index/sorted_hashes.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::index {

/// One edge as seen from an end of it: the other end, and the row.
struct EdgeRef {
  std::uint32_t neighbour = 0;  ///< its place in the dictionary of the other end
  std::uint32_t row = 0;

  friend bool operator==(const EdgeRef&, const EdgeRef&) = default;
};

/// The edges of one file in one direction as plain arrays. List `i` are the edges of entry `i` of
/// the dictionary of that end, by ascending row: places `first[i] … last[i] - 1` of the others.
/// Lists need not stand in order.
struct EdgeLists {
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> last;
  std::vector<std::uint32_t> neighbours;  ///< places in the dictionary of the other end
  std::vector<std::uint32_t> rows;

  std::size_t size() const { return first.size(); }
};

/// The edges of one edge file, by either end: dictionaries of the hashes of its distinct sources
/// and targets, and lists of 32-bit places in them.
///
/// Stored form, little-endian, every array at a multiple of 8; `packed` arrays as in `PackedArray`:
///
///     u32 version (1)   u32 flags   u64 seed
///     u32 edges   u32 sources   u32 targets   u32 0
///     u8 width[6] of the packed arrays in their order   u8 0, u8 0
///     u64 high[sources]   u64 low[sources]
///     u64 high[targets]   u64 low[targets]    not with flag 1
///     packed neighbour[edges]                 target of each slot
///     packed in_start[targets + 1]            where the list of a target begins in in_slot
///     packed in_slot[edges]                   by target, then row
///     packed out_start[…], out_size[…], out_row[…]:
///       without flag 2: out_start[sources + 1], no out_size, out_row[edges]
///       with flag 2: out_start[sources], out_size[sources], then source[sources]: the sources in
///         the order of their lists, those without a list first
///
/// A slot is a place among the edges grouped by source. Flag 2: all edges of a source are
/// consecutive rows, then slots are rows. Otherwise lists follow the dictionary, and `out_row` has
/// the row of each slot. Flag 1: sources and targets share one dictionary, of nodes that are
/// either; when that is smaller. Then `targets` equals `sources`.
///
/// Immutable; shares the bytes it was decoded from; safe to use from any thread. `decode` checks
/// that all parts are there, which takes no pass over them; what is read later is checked when it
/// is read: those functions throw `Error` (internal) naming the file.
class AdjacencySegment {
 public:
  enum class Direction : std::uint8_t { out, in };

  /// Of a whole file at once; see `AdjacencyBuilder`.
  static std::string encode(const columnar::Array& sources, const columnar::Array& targets,
                            std::uint64_t seed);

  /// Throws `Error` (internal) naming `name` unless `bytes` are a segment of a file of `row_count`
  /// rows.
  static AdjacencySegment decode(columnar::Buffer bytes, std::uint64_t row_count,
                                 std::string_view name);

  std::uint64_t seed() const { return seed_; }
  std::uint32_t edge_count() const { return edge_count_; }

  /// The dictionaries. One of them serves both ends if `has_one_dictionary()`; then some of its
  /// nodes have no edges in one direction.
  HashSpan sources() const { return sources_; }
  HashSpan targets() const { return targets_; }
  bool has_one_dictionary() const { return one_dictionary_; }
  std::uint32_t source_count() const { return static_cast<std::uint32_t>(sources_.size()); }
  std::uint32_t target_count() const { return static_cast<std::uint32_t>(targets_.size()); }
  Hash128 source(std::uint32_t i) const { return sources_[i]; }
  Hash128 target(std::uint32_t i) const { return targets_[i]; }
  /// The place of `hash` in a dictionary.
  std::optional<std::uint32_t> find_source(const Hash128& hash) const;
  std::optional<std::uint32_t> find_target(const Hash128& hash) const;

  /// Appends the edges that leave source `i`, by ascending row; their neighbours are targets.
  void append_out(std::uint32_t i, std::vector<EdgeRef>& edges) const;
  /// Appends the edges that end in target `i`, by ascending row; their neighbours are sources.
  void append_in(std::uint32_t i, std::vector<EdgeRef>& edges) const;

  /// All lists of one direction: by source for `out`, by target for `in`. O(edges + nodes).
  EdgeLists unpack(Direction direction) const;

 private:
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
  };

  AdjacencySegment() = default;
  [[noreturn]] void fail(std::string_view reason) const;
  std::uint32_t checked(std::uint32_t value, std::uint32_t limit) const;
  Range checked_range(std::uint64_t first, std::uint64_t last) const;
  std::vector<std::uint32_t> checked_values(const PackedArray& array, std::uint32_t limit) const;
  Range slots_of_source(std::uint32_t i) const;
  std::uint32_t source_of_slot(std::uint32_t slot) const;
  std::uint32_t row_of_slot(std::uint32_t slot) const;
  EdgeLists unpack_ranges(Direction direction) const;

  columnar::Buffer bytes_;
  std::string name_;
  std::uint64_t seed_ = 0;
  std::uint32_t edge_count_ = 0;
  bool one_dictionary_ = false;  // flag 1
  bool consecutive_ = false;     // flag 2
  HashSpan sources_;
  HashSpan targets_;
  PackedArray neighbours_;
  PackedArray in_starts_;
  PackedArray in_slots_;
  PackedArray out_starts_;
  PackedArray out_sizes_;
  PackedArray out_rows_;  // sources in the order of their lists if consecutive_
};

/// Builds the segment of a file from its batches. Keeps 32 bytes an edge.
class AdjacencyBuilder {
 public:
  explicit AdjacencyBuilder(std::uint64_t seed) : seed_(seed) {}

  /// The next rows of the file: the texts of both ends, without nulls and of one length.
  void append(const columnar::Array& sources, const columnar::Array& targets);

  /// The stored form; the builder is empty afterwards.
  std::string finish();

 private:
  std::uint64_t seed_;
  std::vector<Hash128> sources_;
  std::vector<Hash128> targets_;
};

}  // namespace omnigraph::index

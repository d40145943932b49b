#pragma once

#include "columnar/buffer.h"
#include "lance/page_reader.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace omnigraph::lance {

/// Whether sizes of and in chunks have 16 or 32 bits (LNC-131).
enum class ChunkWidth : std::uint8_t { small, large };

/// Where the chunks of a mini-block page are, and which values and rows each holds.
class ChunkTable {
 public:
  struct Chunk {
    std::uint64_t offset = 0;  ///< in the buffer of chunks
    std::uint64_t size = 0;
    std::uint64_t first_value = 0;
    std::uint64_t value_count = 0;
    /// By the repetition index: the first row that starts in this chunk or later, and the number of
    /// rows that have ended up to its end.
    std::uint64_t first_row = 0;
    std::uint64_t rows_ended = 0;
  };

  /// Reads the stored words (LNC-131): `chunk_bytes` is the size of all chunks, `value_count` the
  /// number of values in them. Throws `Error` (internal) naming `place` if they do not add up.
  ChunkTable(ByteSpan words, ChunkWidth width, std::uint64_t chunk_bytes, std::uint64_t value_count,
             const PagePlace& place);

  /// Reads the repetition index (LNC-134): `depth + 1` numbers a chunk, of which the first two
  /// count. Throws if it does not add up to `row_count`.
  void add_rows(ByteSpan index, std::uint64_t depth, std::uint64_t row_count,
                const PagePlace& place);

  std::size_t size() const { return chunks_.size(); }
  const Chunk& operator[](std::size_t i) const { return chunks_[i]; }

  /// The chunk that holds a value, which exists.
  std::size_t chunk_of_value(std::uint64_t value) const;
  /// The chunk in which a row starts, and that in which it ends; after `add_rows`.
  std::pair<std::size_t, std::size_t> chunks_of_row(std::uint64_t row) const;

 private:
  std::vector<Chunk> chunks_;
};

}  // namespace omnigraph::lance

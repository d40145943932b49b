#include "lance/structural/chunk_table.h"

#include <fmt/format.h>

#include <algorithm>

namespace omnigraph::lance {
namespace {

constexpr std::uint64_t kChunkUnit = 8;
constexpr std::uint64_t kMaxChunkValues = std::uint64_t{1} << 15;

}  // namespace

ChunkTable::ChunkTable(ByteSpan words, ChunkWidth width, std::uint64_t chunk_bytes,
                       std::uint64_t value_count, const PagePlace& place) {
  std::size_t word_size =
      width == ChunkWidth::small ? sizeof(std::uint16_t) : sizeof(std::uint32_t);
  chunks_.resize(words.size() / word_size);
  std::uint64_t offset = 0;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < chunks_.size(); ++i) {
    const std::byte* at = words.data() + i * word_size;
    std::uint64_t word = width == ChunkWidth::small ? load_little_endian<std::uint16_t>(at)
                                                    : load_little_endian<std::uint32_t>(at);
    Chunk& chunk = chunks_[i];
    chunk.offset = offset;
    chunk.size = ((word >> 4) + 1) * kChunkUnit;
    chunk.first_value = value;
    chunk.value_count = i + 1 < chunks_.size() ? std::uint64_t{1} << (word & 15)
                                               : value_count - std::min(value, value_count);
    offset += chunk.size;
    value += chunk.value_count;
    if (chunk.value_count > kMaxChunkValues) {
      throw_corrupt(place, fmt::format("a chunk of {} values", chunk.value_count));
    }
  }
  if (offset != chunk_bytes || value != value_count) {
    throw_corrupt(place, fmt::format("its chunks have {} of {} bytes, and {} of {} values", offset,
                                     chunk_bytes, value, value_count));
  }
}

void ChunkTable::add_rows(ByteSpan index, std::uint64_t depth, std::uint64_t row_count,
                          const PagePlace& place) {
  std::uint64_t stride = (depth + 1) * sizeof(std::uint64_t);
  if (index.size() / stride < chunks_.size()) {
    throw_corrupt(place, "its repetition index is too short");
  }
  std::uint64_t ended = 0;
  bool continues = false;
  for (std::size_t i = 0; i < chunks_.size(); ++i) {
    const std::byte* at = index.data() + i * stride;
    auto ends = load_little_endian<std::uint64_t>(at);
    chunks_[i].first_row = ended + (continues ? 1 : 0);
    continues = load_little_endian<std::uint64_t>(at + sizeof(std::uint64_t)) != 0;
    bool ascends = i == 0 || chunks_[i].first_row >= chunks_[i - 1].first_row;
    if (ends > row_count - ended || !ascends) {
      throw_corrupt(place, "its repetition index does not add up");
    }
    ended += ends;
    chunks_[i].rows_ended = ended;
  }
  if (ended != row_count) {
    throw_corrupt(place, fmt::format("its repetition index has {} of {} rows", ended, row_count));
  }
}

std::size_t ChunkTable::chunk_of_value(std::uint64_t value) const {
  auto after = std::upper_bound(
      chunks_.begin(), chunks_.end(), value,
      [](std::uint64_t wanted, const Chunk& chunk) { return wanted < chunk.first_value; });
  return static_cast<std::size_t>(after - chunks_.begin()) - 1;
}

std::pair<std::size_t, std::size_t> ChunkTable::chunks_of_row(std::uint64_t row) const {
  auto after_start = std::upper_bound(
      chunks_.begin(), chunks_.end(), row,
      [](std::uint64_t wanted, const Chunk& chunk) { return wanted < chunk.first_row; });
  auto end = std::upper_bound(
      chunks_.begin(), chunks_.end(), row,
      [](std::uint64_t wanted, const Chunk& chunk) { return wanted < chunk.rows_ended; });
  return {static_cast<std::size_t>(after_start - chunks_.begin()) - 1,
          static_cast<std::size_t>(end - chunks_.begin())};
}

}  // namespace omnigraph::lance

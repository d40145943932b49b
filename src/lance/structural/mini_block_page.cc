#include "lance/structural/mini_block_page.h"

#include "base/throw_error.h"
#include "columnar/builder.h"
#include "lance/compression/value_decoder.h"
#include "lance/structural/level_decoder.h"
#include "lance/structural/row_groups.h"

#include <fmt/format.h>

#include <algorithm>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Buffer;

constexpr std::size_t kTableBuffer = 0;
constexpr std::size_t kChunksBuffer = 1;
constexpr std::uint64_t kMaxDictionaryItems = std::uint64_t{1} << 24;
constexpr std::uint64_t kMaxValueBuffers = 256;

// Takes a chunk apart (LNC-132): sizes, then buffers that each start at a multiple of eight.
class ChunkCursor {
 public:
  ChunkCursor(Buffer bytes, const PagePlace& place) : bytes_(std::move(bytes)), place_(place) {}

  std::uint64_t take_number(std::size_t size) {
    std::uint64_t number = 0;
    Buffer stored = take(size);
    copy_bytes(&number, stored.data(), size);
    return number;
  }
  Buffer take(std::uint64_t size) {
    if (size > bytes_.size() - position_) {
      throw_corrupt(place_, "a chunk is shorter than its parts");
    }
    Buffer part = bytes_.slice(position_, size);
    position_ += size;
    return part;
  }
  void align() { position_ = std::min(bytes_.size(), (position_ + 7) / 8 * 8); }

 private:
  Buffer bytes_;
  std::size_t position_ = 0;
  const PagePlace& place_;
};

std::uint64_t index_at(const DecodedValues& indices, std::uint64_t i) {
  std::uint64_t index = 0;
  std::size_t width = indices.bits / 8;
  copy_bytes(&index, indices.bytes.data() + i * width, width);
  return index;
}

void append_levels(std::vector<std::uint16_t>& all, const std::vector<std::uint16_t>& part) {
  all.insert(all.end(), part.begin(), part.end());
}

}  // namespace

MiniBlockPage::MiniBlockPage(PageMetadata page, std::shared_ptr<const LeafPath> path,
                             MiniBlockLayout layout)
    : page_(std::move(page)), path_(std::move(path)), layout_(std::move(layout)) {
  std::size_t needed = 2U + (layout_.dictionary ? 1U : 0U) + (layout_.index_depth > 0 ? 1U : 0U);
  if (page_.buffers.size() < needed || layout_.value_buffers > kMaxValueBuffers ||
      layout_.index_depth > kMaxValueBuffers) {
    throw_corrupt(page_.place,
                  fmt::format("a page has {} buffers of {}", page_.buffers.size(), needed));
  }
  if (layout_.layers.list_count == 0 && layout_.value_count != page_.length) {
    throw_corrupt(page_.place, fmt::format("a page of {} rows has {} values", page_.length,
                                           layout_.value_count));
  }
  if (layout_.dictionary_items > kMaxDictionaryItems) {
    throw_corrupt(page_.place, fmt::format("a dictionary of {} items", layout_.dictionary_items));
  }
}

const ChunkTable& MiniBlockPage::chunks() const {
  return chunks_.get([this] {
    std::vector<ByteRange> ranges{page_.buffers[kTableBuffer]};
    if (layout_.index_depth > 0) {
      ranges.push_back(page_.buffers[layout_.dictionary ? 3 : 2]);
    }
    std::vector<Buffer> stored = page_.place.source->read_many(ranges);
    ChunkTable table(stored[0].bytes(), layout_.chunk_width, page_.buffers[kChunksBuffer].size,
                     layout_.value_count, page_.place);
    if (layout_.index_depth > 0) {
      table.add_rows(stored[1].bytes(), layout_.index_depth, page_.length, page_.place);
    }
    return table;
  });
}

const ArrayPtr& MiniBlockPage::dictionary() const {
  return dictionary_.get([this] {
    Buffer stored = page_.place.source->read(page_.buffers[2]);
    return make_leaf_array(
        path_->leaf,
        decode_block(*layout_.dictionary, std::move(stored), layout_.dictionary_items, page_.place),
        page_.place);
  });
}

Entries MiniBlockPage::decode_chunk(const Buffer& bytes, std::uint64_t value_count) const {
  ChunkCursor cursor(bytes, page_.place);
  std::size_t size_width =
      layout_.chunk_width == ChunkWidth::small ? sizeof(std::uint16_t) : sizeof(std::uint32_t);
  auto level_count = static_cast<std::uint16_t>(cursor.take_number(sizeof(std::uint16_t)));
  std::uint64_t repetition_size =
      layout_.repetition ? cursor.take_number(sizeof(std::uint16_t)) : 0;
  std::uint64_t definition_size =
      layout_.definition ? cursor.take_number(sizeof(std::uint16_t)) : 0;
  std::vector<std::uint64_t> sizes(layout_.value_buffers);
  for (std::uint64_t& size : sizes) {
    size = cursor.take_number(size_width);
  }
  auto take = [&cursor](std::uint64_t size) {
    cursor.align();
    return cursor.take(size);
  };
  StoredLevels repetition;
  StoredLevels definition;
  if (layout_.repetition) {
    repetition = {&*layout_.repetition, take(repetition_size)};
  }
  if (layout_.definition) {
    definition = {&*layout_.definition, take(definition_size)};
  }
  bool has_levels = layout_.repetition || layout_.definition;
  DecodedLevels levels =
      decode_chunk_levels(std::move(repetition), std::move(definition), level_count, page_.place);
  std::vector<Buffer> buffers;
  buffers.reserve(sizes.size());
  for (std::uint64_t size : sizes) {
    buffers.push_back(take(size));
  }
  Entries entries;
  entries.count = has_levels ? levels.count : value_count;
  entries.repetition = std::move(levels.repetition);
  entries.definition = std::move(levels.definition);
  DecodedValues values =
      decode_mini_block(layout_.values, std::move(buffers), value_count, page_.place);
  entries.values = layout_.dictionary
                       ? look_up(values, entries)
                       : make_leaf_array(path_->leaf, std::move(values), page_.place);
  check_entries(entries, layout_.layers, page_.place);
  return entries;
}

// The items of the dictionary by their numbers; the number of a null may be anything (LNC-135).
ArrayPtr MiniBlockPage::look_up(const DecodedValues& indices, const Entries& levels) const {
  if (indices.bits < 8 || indices.bits > 64) {
    throw_corrupt(page_.place, fmt::format("dictionary indices of {} bits", indices.bits));
  }
  const Array& items = *dictionary();
  std::vector<std::uint32_t> positions;
  positions.reserve(indices.count);
  std::uint64_t total = 0;
  std::uint64_t next = 0;
  std::uint64_t entry_count = levels.definition.empty() ? indices.count : levels.count;
  for (std::uint64_t i = 0; i < entry_count && next < indices.count; ++i) {
    std::uint16_t level = levels.definition.empty() ? std::uint16_t{0} : levels.definition[i];
    if (level > layout_.layers.max_visible) {
      continue;
    }
    std::uint64_t index = index_at(indices, next++);
    if (index >= items.length()) {
      if (level == 0) {
        throw_corrupt(page_.place, "a dictionary index is too high");
      }
      index = 0;
    }
    total += items.type().is_variable() && items.length() > 0 ? items.text_at(index).size() : 0;
    positions.push_back(static_cast<std::uint32_t>(index));
  }
  if (next != indices.count) {
    throw_corrupt(page_.place,
                  fmt::format("a chunk has {} values; its levels tell of {}", indices.count, next));
  }
  check_decoded_size(page_.place, total);
  return items.length() == 0 ? Array::nulls(items.type(), positions.size())
                             : columnar::take(items, positions);
}

Entries MiniBlockPage::decode_chunks(std::size_t first, std::size_t last) const {
  const ChunkTable& table = chunks();
  std::uint64_t begin = table[first].offset;
  std::uint64_t size = table[last].offset + table[last].size - begin;
  Buffer stored = page_.place.source->read({page_.buffers[kChunksBuffer].offset + begin, size});
  Entries all;
  std::vector<ArrayPtr> values;
  std::uint64_t decoded = 0;
  for (std::size_t i = first; i <= last; ++i) {
    Entries part =
        decode_chunk(stored.slice(table[i].offset - begin, table[i].size), table[i].value_count);
    decoded += columnar::value_bytes(*part.values) + part.count * 2 * sizeof(std::uint16_t);
    check_decoded_size(page_.place, decoded);
    if (first == last) {
      return part;
    }
    all.count += part.count;
    append_levels(all.repetition, part.repetition);
    append_levels(all.definition, part.definition);
    values.push_back(std::move(part.values));
  }
  all.values = columnar::concatenate(values, path_->leaf.type);
  return all;
}

ArrayPtr MiniBlockPage::read(std::uint64_t first, std::uint64_t count) const {
  if (count == 0) {
    return columnar::Builder(path_->type()).finish();
  }
  if (layout_.layers.list_count > 0) {
    return read_lists(first, count);
  }
  const ChunkTable& table = chunks();
  std::size_t begin = table.chunk_of_value(first);
  Entries entries = decode_chunks(begin, table.chunk_of_value(first + count - 1));
  return assemble(entries, layout_.layers, *path_, page_.place)
      ->slice(first - table[begin].first_value, count);
}

ArrayPtr MiniBlockPage::read_lists(std::uint64_t first, std::uint64_t count) const {
  const ChunkTable& table = chunks();
  if (table.size() == 0) {
    throw_corrupt(page_.place, "it has rows but no chunks");
  }
  bool is_whole = layout_.index_depth == 0 || count == page_.length;
  std::size_t begin = is_whole ? 0 : table.chunks_of_row(first).first;
  std::size_t end = is_whole ? table.size() - 1 : table.chunks_of_row(first + count - 1).second;
  if (begin > end) {
    throw_corrupt(page_.place, "its repetition index does not add up");
  }
  Entries entries = decode_chunks(begin, end);
  std::uint64_t skipped = is_whole ? first : first - table[begin].first_row;
  return assemble(slice_rows(entries, layout_.layers, skipped, count, page_.place), layout_.layers,
                  *path_, page_.place);
}

ArrayPtr MiniBlockPage::take(std::span<const std::uint32_t> rows) const {
  if (rows.empty()) {
    return read(0, 0);
  }
  const ChunkTable& table = chunks();
  bool has_lists = layout_.layers.list_count > 0;
  if (has_lists && layout_.index_depth == 0) {
    return columnar::take(*read(0, page_.length), rows);
  }
  // Rows whose chunks touch or overlap are read together.
  return take_in_groups(
      rows,
      [&](std::uint32_t row) {
        if (has_lists) {
          return table.chunks_of_row(row);
        }
        std::size_t chunk = table.chunk_of_value(row);
        return std::pair(chunk, chunk);
      },
      [this](std::uint64_t first, std::uint64_t count) { return read(first, count); },
      path_->type());
}

void MiniBlockPage::append_ranges(std::uint64_t, std::uint64_t,
                                  std::vector<ByteRange>& ranges) const {
  // Which chunks is known only once their table is read.
  ranges.insert(ranges.end(), page_.buffers.begin(), page_.buffers.end());
}

}  // namespace omnigraph::lance

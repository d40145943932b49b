#include "lance/structural/constant_page.h"

#include "lance/structural/level_decoder.h"

#include <fmt/format.h>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Buffer;

constexpr std::uint64_t kLevelBytes = sizeof(std::uint16_t);

DecodedValues one_value(Buffer bytes, const LeafType& leaf) {
  DecodedValues value;
  value.count = 1;
  value.bits = leaf.stored_bits();
  if (value.bits == 0) {
    value.offsets = {0, static_cast<std::int64_t>(bytes.size())};
  }
  value.bytes = std::move(bytes);
  return value;
}

// Without lists each entry is a row: drops all but those that are wanted.
void keep_rows(Entries& entries, std::uint64_t first, std::uint64_t count) {
  entries.repetition.clear();
  if (!entries.definition.empty()) {
    auto begin = entries.definition.begin() + static_cast<std::ptrdiff_t>(first);
    entries.definition =
        std::vector<std::uint16_t>(begin, begin + static_cast<std::ptrdiff_t>(count));
  }
  entries.count = count;
}

// The memory of one value in an array.
std::uint64_t memory_bytes(const Array& value) {
  return std::max<std::uint64_t>(sizeof(std::uint64_t), columnar::value_bytes(value));
}

}  // namespace

ConstantPage::ConstantPage(PageMetadata page, std::shared_ptr<const LeafPath> path,
                           ConstantLayout layout)
    : page_(std::move(page)), path_(std::move(path)), layout_(std::move(layout)) {
  std::size_t buffers = page_.buffers.size();
  if (buffers > 3 || (layout_.inline_value && has_value_buffer())) {
    throw_corrupt(page_.place, fmt::format("a page of one value has {} buffers", buffers));
  }
}

ArrayPtr ConstantPage::value() const {
  Buffer bytes;
  if (layout_.inline_value) {
    bytes = Buffer::take(*layout_.inline_value);
  } else if (has_value_buffer()) {
    // The number of buffers and their sizes, 32 bits each, then the buffers.
    Buffer stored = page_.place.source->read(page_.buffers.front());
    std::uint64_t count = stored.size() < 4 ? 0 : load_little_endian<std::uint32_t>(stored.data());
    std::uint64_t begin = 4 + count * 4;
    std::uint64_t first = 0;
    if ((count != 1 && count != 2) || stored.size() < begin) {
      throw_corrupt(page_.place, "the value of a page cannot be read");
    }
    if (count == 2) {
      first = load_little_endian<std::uint32_t>(stored.data() + 4);  // offsets: 0 and the size
    }
    std::uint64_t size = load_little_endian<std::uint32_t>(stored.data() + count * 4);
    if (first > stored.size() - begin || size > stored.size() - begin - first) {
      throw_corrupt(page_.place, "the value of a page is cut off");
    }
    bytes = stored.slice(begin + first, size);
  } else {
    return nullptr;
  }
  std::uint64_t needed = (path_->leaf.stored_bits() + 7) / 8;
  if (bytes.size() < needed) {
    throw_corrupt(page_.place,
                  fmt::format("the value of a page has {} of {} bytes", bytes.size(), needed));
  }
  return make_leaf_array(path_->leaf, one_value(std::move(bytes), path_->leaf), page_.place);
}

ArrayPtr ConstantPage::repeat_value(std::uint64_t count) const {
  ArrayPtr one = value();
  const columnar::Type& type = path_->leaf.type;
  if (one == nullptr) {
    std::uint64_t width = type.id() == columnar::TypeId::vector ? type.dimension() * sizeof(float)
                                                                : sizeof(std::uint64_t);
    check_decoded_size(page_.place, count * width);
    return Array::nulls(type, count);
  }
  check_decoded_size(page_.place, count * memory_bytes(*one));
  return columnar::take(*one, std::vector<std::uint32_t>(count, 0));
}

std::vector<std::uint16_t> ConstantPage::decode(const std::optional<StoredEncoding>& encoding,
                                                Buffer stored, std::uint64_t count) const {
  if (stored.empty()) {
    return {};
  }
  if (encoding) {
    return decode_levels(*encoding, std::move(stored), count, page_.place);
  }
  std::vector<std::uint16_t> levels(stored.size() / kLevelBytes);
  copy_bytes(levels.data(), stored.data(), levels.size() * kLevelBytes);
  return levels;
}

Entries ConstantPage::read_levels() const {
  std::size_t first = has_value_buffer() ? 1 : 0;
  std::vector<Buffer> stored =
      page_.place.source->read_many(std::span(page_.buffers).subspan(first, 2));
  Entries entries;
  entries.repetition = decode(layout_.repetition, std::move(stored[0]), layout_.repetition_count);
  entries.definition = decode(layout_.definition, std::move(stored[1]), layout_.definition_count);
  entries.count = !entries.repetition.empty()   ? entries.repetition.size()
                  : !entries.definition.empty() ? entries.definition.size()
                                                : page_.length;
  return entries;
}

ArrayPtr ConstantPage::read(std::uint64_t first, std::uint64_t count) const {
  Entries entries;
  if (!has_levels()) {
    entries.count = count;
    bool all_null = !layout_.inline_value && !has_value_buffer();
    if (all_null) {
      std::uint16_t null_level = layout_.layers.layers.front().null_level;
      if (null_level == 0) {
        throw_corrupt(page_.place, "a page has no values, yet no nulls either");
      }
      check_decoded_size(page_.place, count * sizeof(std::uint64_t));
      entries.definition.assign(count, null_level);
    }
    entries.values = repeat_value(count);
    check_entries(entries, layout_.layers, page_.place);
    return assemble(entries, layout_.layers, *path_, page_.place);
  }
  entries = read_levels();
  bool counts_agree = entries.definition.empty() || entries.definition.size() == entries.count;
  bool has_rows = layout_.layers.list_count > 0 || entries.count >= first + count;
  if (!counts_agree || !has_rows) {
    throw_corrupt(page_.place, "levels are not as many as entries");
  }
  bool has_lists = layout_.layers.list_count > 0;
  if (!has_lists) {
    keep_rows(entries, first, count);
  }
  entries.values = repeat_value(visible_count(entries, layout_.layers, 0, entries.count));
  check_entries(entries, layout_.layers, page_.place);
  if (has_lists) {
    entries = slice_rows(entries, layout_.layers, first, count, page_.place);
  }
  return assemble(entries, layout_.layers, *path_, page_.place);
}

ArrayPtr ConstantPage::take(std::span<const std::uint32_t> rows) const {
  if (!has_levels()) {
    return read(0, rows.size());
  }
  return columnar::take(*read(0, page_.length), rows);
}

void ConstantPage::append_ranges(std::uint64_t, std::uint64_t,
                                 std::vector<ByteRange>& ranges) const {
  ranges.insert(ranges.end(), page_.buffers.begin(), page_.buffers.end());
}

}  // namespace omnigraph::lance

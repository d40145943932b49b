#include "lance/structural/full_zip_page.h"

#include "columnar/builder.h"
#include "lance/compression/value_decoder.h"
#include "lance/gathered_bytes.h"

#include <fmt/format.h>

namespace omnigraph::lance {
namespace {

using columnar::ArrayPtr;
using columnar::Buffer;

constexpr std::size_t kEntriesBuffer = 0;
constexpr std::size_t kIndexBuffer = 1;

std::uint64_t control_size(std::uint32_t bits) {
  return bits == 0 ? 0 : bits <= 8 ? 1 : bits <= 16 ? 2 : 4;
}

std::uint64_t load_number(const std::byte* at, std::size_t size) {
  std::uint64_t number = 0;
  copy_bytes(&number, at, size);
  return number;
}

}  // namespace

// Takes the entries of rows apart: levels, and the slots of those that have a value.
class FullZipPage::Parser {
 public:
  explicit Parser(const FullZipPage& page) : page_(page), layout_(page.layout_) {
    slots_.bits = layout_.value_bits;
    if (slots_.bits == 0) {
      slots_.offsets.push_back(0);
    }
  }

  void add_row(ByteSpan row) {
    bool is_first = true;
    do {
      add_entry(row, is_first);
      is_first = false;
    } while (layout_.layers.list_count > 0 && !row.empty());
    if (!row.empty()) {
      throw_corrupt(page_.page_.place, "a row has bytes left over");
    }
  }

  Entries finish() {
    slots_.bytes = Buffer::take(std::move(bytes_));
    entries_.values = make_leaf_array(
        page_.path_->leaf, decode_per_value(layout_.values, std::move(slots_), page_.page_.place),
        page_.page_.place);
    return std::move(entries_);
  }

 private:
  ByteSpan take(ByteSpan& row, std::uint64_t size) const {
    if (size > row.size()) {
      throw_corrupt(page_.page_.place, "a row is shorter than its values");
    }
    ByteSpan taken = row.first(size);
    row = row.subspan(size);
    return taken;
  }

  void add_entry(ByteSpan& row, bool is_first) {
    std::uint64_t control =
        load_number(take(row, page_.control_bytes_).data(), page_.control_bytes_);
    auto definition =
        static_cast<std::uint16_t>(control & ((std::uint64_t{1} << layout_.definition_bits) - 1));
    auto repetition = static_cast<std::uint16_t>(control >> layout_.definition_bits);
    if (layout_.layers.list_count > 0) {
      if (is_first != (repetition == layout_.layers.list_count)) {
        throw_corrupt(page_.page_.place, "rows do not start where its index says");
      }
      entries_.repetition.push_back(repetition);
    }
    if (layout_.definition_bits > 0) {
      entries_.definition.push_back(definition);
    }
    ++entries_.count;
    if (definition > layout_.layers.max_visible) {
      return;
    }
    ++slots_.count;
    if (layout_.value_bits != 0) {
      append(take(row, layout_.value_bits / 8));
      return;
    }
    if (definition == 0) {
      std::size_t width = layout_.length_bits / 8;
      append(take(row, load_number(take(row, width).data(), width)));
    }
    slots_.offsets.push_back(static_cast<std::int64_t>(bytes_.size()));
  }

  void append(ByteSpan value) {
    check_decoded_size(page_.page_.place, bytes_.size() + value.size());
    bytes_.insert(bytes_.end(), value.begin(), value.end());
  }

  const FullZipPage& page_;
  const FullZipLayout& layout_;
  Entries entries_;
  DecodedValues slots_;
  Bytes bytes_;
};

FullZipPage::FullZipPage(PageMetadata page, std::shared_ptr<const LeafPath> path,
                         FullZipLayout layout)
    : page_(std::move(page)), path_(std::move(path)), layout_(std::move(layout)) {
  constexpr std::uint32_t kMaxLevelBits = 16;
  bool slots_make_sense =
      layout_.value_bits != 0
          ? layout_.value_bits % 8 == 0 && layout_.value_bits <= std::uint64_t{1} << 32
          : layout_.length_bits == 32 || layout_.length_bits == 64;
  if (!slots_make_sense || layout_.repetition_bits > kMaxLevelBits ||
      layout_.definition_bits > kMaxLevelBits) {
    throw_corrupt(page_.place, fmt::format("entries of {} + {} bits of levels, {} of value",
                                           layout_.repetition_bits, layout_.definition_bits,
                                           layout_.value_bits));
  }
  control_bytes_ = control_size(layout_.repetition_bits + layout_.definition_bits);
  stride_ = control_bytes_ + layout_.value_bits / 8;
  std::size_t needed = has_row_index() ? 2 : 1;
  if (page_.buffers.size() < needed) {
    throw_corrupt(page_.place,
                  fmt::format("a page has {} of {} buffers", page_.buffers.size(), needed));
  }
  if (has_row_index()) {
    index_width_ = page_.buffers[kIndexBuffer].size / (page_.length + 1);
    if (index_width_ != 1 && index_width_ != 2 && index_width_ != 4 && index_width_ != 8) {
      throw_corrupt(page_.place, "its row index has not one position a row");
    }
  } else if (page_.buffers[kEntriesBuffer].size / stride_ < page_.length) {
    throw_corrupt(page_.place, "it has fewer values than rows");
  }
}

// Nothing but values: they can be used in place.
bool FullZipPage::is_stored_flat() const {
  return control_bytes_ == 0 && layout_.layers.list_count == 0 &&
         (layout_.values.kind == EncodingKind::flat ||
          (layout_.values.kind == EncodingKind::fixed_size_list && !layout_.values.has_validity &&
           layout_.values.bits % 8 == 0 && layout_.values.bits == layout_.value_bits));
}

ByteRange FullZipPage::index_range(std::uint64_t first, std::uint64_t count) const {
  return {page_.buffers[kIndexBuffer].offset + first * index_width_, (count + 1) * index_width_};
}

ByteRange FullZipPage::row_range(const std::byte* index) const {
  std::uint64_t begin = load_number(index, index_width_);
  std::uint64_t end = load_number(index + index_width_, index_width_);
  if (begin > end || end > page_.buffers[kEntriesBuffer].size) {
    throw_corrupt(page_.place, "its row index is out of order");
  }
  return {begin, end - begin};
}

ArrayPtr FullZipPage::finish(Parser& parser, std::uint64_t row_count) const {
  Entries entries = parser.finish();
  check_entries(entries, layout_.layers, page_.place);
  ArrayPtr rows = assemble(entries, layout_.layers, *path_, page_.place);
  if (rows->length() != row_count) {
    throw_corrupt(page_.place, "it has other rows than its index says");
  }
  return rows;
}

ArrayPtr FullZipPage::read(std::uint64_t first, std::uint64_t count) const {
  if (count == 0) {
    return columnar::Builder(path_->type()).finish();
  }
  ByteSource& source = *page_.place.source;
  std::uint64_t start = page_.buffers[kEntriesBuffer].offset;
  Parser parser(*this);
  if (!has_row_index()) {
    Buffer stored = source.read({start + first * stride_, count * stride_});
    if (is_stored_flat()) {
      DecodedValues slots = fixed_values(stored, layout_.value_bits, count, page_.place);
      DecodedValues values;
      if (layout_.values.kind == EncodingKind::flat) {
        values = decode_per_value(layout_.values, std::move(slots), page_.place);
      } else {
        values = std::move(slots);
      }
      Entries entries;
      entries.count = count;
      entries.values = make_leaf_array(path_->leaf, std::move(values), page_.place);
      return assemble(entries, layout_.layers, *path_, page_.place);
    }
    for (std::uint64_t i = 0; i < count; ++i) {
      parser.add_row(stored.bytes().subspan(i * stride_, stride_));
    }
    return finish(parser, count);
  }
  Buffer index = source.read(index_range(first, count));
  std::uint64_t begin = row_range(index.data()).offset;
  ByteRange last = row_range(index.data() + (count - 1) * index_width_);
  if (last.offset + last.size < begin) {
    throw_corrupt(page_.place, "its row index is out of order");
  }
  Buffer stored = source.read({start + begin, last.offset + last.size - begin});
  for (std::uint64_t i = 0; i < count; ++i) {
    ByteRange row = row_range(index.data() + i * index_width_);
    if (row.offset < begin || row.offset - begin + row.size > stored.size()) {
      throw_corrupt(page_.place, "its row index is out of order");
    }
    parser.add_row(stored.bytes().subspan(row.offset - begin, row.size));
  }
  return finish(parser, count);
}

ArrayPtr FullZipPage::take(std::span<const std::uint32_t> rows) const {
  if (rows.empty()) {
    return read(0, 0);
  }
  ByteSource& source = *page_.place.source;
  std::vector<ByteRange> places(rows.size());
  if (has_row_index()) {
    GatheredBytes index(source, page_.buffers[kIndexBuffer], rows.size(), [&](std::size_t i) {
      return ByteRange{rows[i] * index_width_, 2 * index_width_};
    });
    for (std::size_t i = 0; i < rows.size(); ++i) {
      places[i] = row_range(index.at(rows[i] * index_width_));
    }
  } else {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      places[i] = {rows[i] * stride_, stride_};
    }
  }
  GatheredBytes stored(source, page_.buffers[kEntriesBuffer], rows.size(),
                       [&places](std::size_t i) { return places[i]; });
  Parser parser(*this);
  for (const ByteRange& place : places) {
    ByteSpan row = place.size == 0 ? ByteSpan() : ByteSpan(stored.at(place.offset), place.size);
    parser.add_row(row);
  }
  return finish(parser, rows.size());
}

void FullZipPage::append_ranges(std::uint64_t first, std::uint64_t count,
                                std::vector<ByteRange>& ranges) const {
  if (has_row_index()) {
    ranges.push_back(index_range(first, count));
    ranges.push_back(page_.buffers[kEntriesBuffer]);
  } else {
    ranges.push_back({page_.buffers[kEntriesBuffer].offset + first * stride_, count * stride_});
  }
}

}  // namespace omnigraph::lance

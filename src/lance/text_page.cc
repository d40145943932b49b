#include "columnar/bitmap.h"
#include "columnar/builder.h"
#include "lance/gathered_bytes.h"
#include "lance/utf8.h"
#include "lance/value_pages.h"

#include <cstring>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Buffer;

// The same offsets counted from the first one.
Buffer rebase(const Buffer& offsets) {
  std::span<const std::int64_t> from = offsets.as<std::int64_t>();
  std::vector<std::int64_t> rebased(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    rebased[i] = from[i] - from.front();
  }
  return Buffer::take(std::move(rebased));
}

}  // namespace

ArrayPtr TextPage::read(std::uint64_t first, std::uint64_t count) const {
  DecodedOffsets decoded = read_offsets(place_, ends_, first, count);
  if (decoded.has_hidden_values) {
    return take(consecutive_rows(first, count));
  }
  Array::Parts parts;
  parts.type = type_;
  parts.length = count;
  parts.null_count = decoded.null_count;
  parts.validity = std::move(decoded.validity);
  if (place_.source->is_in_memory() || decoded.front() == 0) {
    ByteRange used{bytes_.offset, place_.source->is_in_memory()
                                      ? bytes_.size
                                      : static_cast<std::uint64_t>(decoded.back())};
    parts.values = place_.source->read(used);
    parts.offsets = std::move(decoded.offsets);
  } else {
    auto begin = static_cast<std::uint64_t>(decoded.front());
    auto end = static_cast<std::uint64_t>(decoded.back());
    parts.values = place_.source->read({bytes_.offset + begin, end - begin});
    parts.offsets = rebase(decoded.offsets);
  }
  ArrayPtr array = Array::make(std::move(parts));
  check_utf8(*array, place_);
  return array;
}

ArrayPtr TextPage::take(std::span<const std::uint32_t> rows) const {
  std::vector<ValueSpan> spans = take_spans(place_, ends_, rows);
  std::uint64_t total = 0;
  for (const ValueSpan& span : spans) {
    total += span.end - span.begin;
    check_decoded_size(place_, total);
  }
  GatheredBytes stored(*place_.source, bytes_, spans.size(), [&spans](std::size_t i) {
    return ByteRange{spans[i].begin, spans[i].end - spans[i].begin};
  });
  Array::Parts parts;
  parts.type = type_;
  parts.length = rows.size();
  Bytes values(total);
  std::vector<std::int64_t> offsets(rows.size() + 1);
  columnar::BitmapBuilder validity;
  std::size_t at = 0;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    std::size_t size = spans[i].end - spans[i].begin;
    if (size > 0) {
      std::memcpy(values.data() + at, stored.at(spans[i].begin), size);
    }
    at += size;
    offsets[i + 1] = static_cast<std::int64_t>(at);
    validity.append(!spans[i].is_null);
  }
  parts.null_count = rows.size() - validity.set_count();
  if (parts.null_count > 0) {
    parts.validity = Buffer::take(validity.finish());
  }
  parts.offsets = Buffer::take(std::move(offsets));
  parts.values = Buffer::take(std::move(values));
  ArrayPtr array = Array::make(std::move(parts));
  check_utf8(*array, place_);
  return array;
}

void TextPage::append_ranges(std::uint64_t first, std::uint64_t count,
                             std::vector<ByteRange>& ranges) const {
  std::uint64_t before = ends_.range.offset >= 8 || first > 0 ? 8 : 0;
  ranges.push_back({ends_.range.offset + first * 8 - before, count * 8 + before});
  ranges.push_back(bytes_);
}

DictionaryPage::DictionaryPage(PagePlace place, columnar::Type type, ByteRange indices,
                               std::unique_ptr<PageReader> items, std::uint32_t item_count)
    : place_(std::move(place)),
      type_(std::move(type)),
      indices_(indices),
      items_(std::move(items)),
      item_count_(item_count) {}

ArrayPtr DictionaryPage::read(std::uint64_t first, std::uint64_t count) const {
  return look_up(place_.source->read({indices_.offset + first, count}).bytes());
}

ArrayPtr DictionaryPage::take(std::span<const std::uint32_t> rows) const {
  GatheredBytes stored(*place_.source, indices_, rows.size(), [&rows](std::size_t i) {
    return ByteRange{rows[i], 1};
  });
  Bytes indices(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    indices[i] = *stored.at(rows[i]);
  }
  return look_up(indices);
}

ArrayPtr DictionaryPage::look_up(ByteSpan indices) const {
  ArrayPtr items = items_->read(0, item_count_);
  std::uint64_t total = 0;
  for (std::byte stored : indices) {
    auto index = static_cast<std::size_t>(stored);
    if (index > item_count_) {
      throw_corrupt(place_, "a dictionary index is too high");
    }
    total += index == 0 ? 0 : items->text_at(index - 1).size();
  }
  check_decoded_size(place_, total);
  Array::Parts parts;
  parts.type = type_;
  parts.length = indices.size();
  Bytes values(total);
  std::vector<std::int64_t> offsets(indices.size() + 1);
  columnar::BitmapBuilder validity;
  std::size_t at = 0;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    auto index = static_cast<std::size_t>(indices[i]);
    bool is_valid = index != 0 && items->is_valid(index - 1);
    if (is_valid) {
      std::string_view text = items->text_at(index - 1);
      copy_bytes(values.data() + at, text.data(), text.size());
      at += text.size();
    }
    offsets[i + 1] = static_cast<std::int64_t>(at);
    validity.append(is_valid);
  }
  parts.null_count = indices.size() - validity.set_count();
  if (parts.null_count > 0) {
    parts.validity = Buffer::take(validity.finish());
  }
  parts.offsets = Buffer::take(std::move(offsets));
  parts.values = Buffer::take(std::move(values));
  return Array::make(std::move(parts));
}

void DictionaryPage::append_ranges(std::uint64_t first, std::uint64_t count,
                                   std::vector<ByteRange>& ranges) const {
  ranges.push_back({indices_.offset + first, count});
  items_->append_ranges(0, item_count_, ranges);
}

}  // namespace omnigraph::lance

#include "base/throw_error.h"
#include "columnar/bitmap.h"
#include "lance/value_pages.h"

#include <limits>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Buffer;

// What one read may decode to; a corrupt file can claim any amount in a few bytes.
constexpr std::uint64_t kMaxDecodedBytes = std::uint64_t{4} << 30;

// The positions of all items of the spans, one behind the other.
std::vector<std::uint32_t> item_positions(const PagePlace& place, std::uint64_t first_item,
                                          std::span<const ValueSpan> spans) {
  std::uint64_t total = 0;
  for (const ValueSpan& span : spans) {
    total += span.end - span.begin;
    check_decoded_size(place, total * sizeof(std::uint32_t));
  }
  std::vector<std::uint32_t> positions;
  positions.reserve(total);
  for (const ValueSpan& span : spans) {
    for (std::uint64_t i = span.begin; i < span.end; ++i) {
      positions.push_back(static_cast<std::uint32_t>(first_item + i));
    }
  }
  return positions;
}

}  // namespace

void throw_corrupt(const PagePlace& place, std::string_view problem) {
  throw_internal("{} is corrupt: {}", place.description, problem);
}

void check_decoded_size(const PagePlace& place, std::uint64_t bytes) {
  if (bytes > kMaxDecodedBytes) {
    throw_internal("{}: one read decodes to {} bytes or more; read fewer rows at once",
                   place.description, bytes);
  }
}

ArrayPtr NullPage::read(std::uint64_t, std::uint64_t count) const {
  std::uint64_t width = type_.id() == columnar::TypeId::vector ? type_.dimension() * sizeof(float)
                                                               : sizeof(std::uint64_t);
  check_decoded_size(place_, count * width);
  return Array::nulls(type_, count);
}

ArrayPtr NullPage::take(std::span<const std::uint32_t> rows) const { return read(0, rows.size()); }

ArrayPtr ListPage::read(std::uint64_t first, std::uint64_t count) const {
  DecodedOffsets decoded = read_offsets(place_, ends_, first, count);
  if (decoded.has_hidden_values) {
    return take(consecutive_rows(first, count));
  }
  auto begin = static_cast<std::uint64_t>(decoded.front());
  auto size = static_cast<std::uint64_t>(decoded.back()) - begin;
  Array::Parts parts;
  parts.type = type_;
  parts.length = count;
  parts.null_count = decoded.null_count;
  parts.validity = std::move(decoded.validity);
  parts.children.push_back(items_.read(first_item_ + begin, size));
  if (begin == 0) {
    parts.offsets = std::move(decoded.offsets);
  } else {
    std::span<const std::int64_t> from = decoded.offsets.as<std::int64_t>();
    std::vector<std::int64_t> rebased(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
      rebased[i] = from[i] - from.front();
    }
    parts.offsets = Buffer::take(std::move(rebased));
  }
  return Array::make(std::move(parts));
}

ArrayPtr ListPage::take(std::span<const std::uint32_t> rows) const {
  std::vector<ValueSpan> spans = take_spans(place_, ends_, rows);
  Array::Parts parts;
  parts.type = type_;
  parts.length = rows.size();
  parts.children.push_back(items_.take(item_positions(place_, first_item_, spans)));
  std::vector<std::int64_t> offsets(rows.size() + 1);
  columnar::BitmapBuilder validity;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    offsets[i + 1] = offsets[i] + static_cast<std::int64_t>(spans[i].end - spans[i].begin);
    validity.append(!spans[i].is_null);
  }
  parts.null_count = rows.size() - validity.set_count();
  if (parts.null_count > 0) {
    parts.validity = Buffer::take(validity.finish());
  }
  parts.offsets = Buffer::take(std::move(offsets));
  return Array::make(std::move(parts));
}

void ListPage::append_ranges(std::uint64_t first, std::uint64_t count,
                             std::vector<ByteRange>& ranges) const {
  std::uint64_t before = ends_.range.offset >= 8 || first > 0 ? 8 : 0;
  ranges.push_back({ends_.range.offset + first * 8 - before, count * 8 + before});
  // Which items is known only once the offsets are; those of the whole page are near.
  items_.append_ranges(first_item_, ends_.limit, ranges);
}

FixedSizeListPage::FixedSizeListPage(PagePlace place, columnar::Type type, std::uint32_t dimension,
                                     std::optional<ByteRange> validity,
                                     std::unique_ptr<PageReader> items)
    : place_(std::move(place)),
      type_(std::move(type)),
      dimension_(dimension),
      validity_(validity),
      items_(std::move(items)) {}

ArrayPtr FixedSizeListPage::read(std::uint64_t first, std::uint64_t count) const {
  Array::Parts parts;
  parts.type = type_;
  parts.length = count;
  columnar::BitmapBuilder valid;
  if (validity_) {
    Buffer bitmap = place_.source->read(
        {validity_->offset + first / 8, columnar::bytes_for_bits(first % 8 + count)});
    valid.append_from(bitmap.data(), first % 8, count);
    parts.null_count = count - valid.set_count();
  }
  if (parts.null_count > 0) {
    parts.validity = Buffer::take(valid.finish());
  }
  std::vector<std::int64_t> offsets(count + 1);
  for (std::size_t i = 0; i <= count; ++i) {
    offsets[i] = static_cast<std::int64_t>(i * dimension_);
  }
  parts.offsets = Buffer::take(std::move(offsets));
  parts.children.push_back(items_->read(first * dimension_, count * dimension_));
  return Array::make(std::move(parts));
}

ArrayPtr FixedSizeListPage::take(std::span<const std::uint32_t> rows) const {
  std::vector<ArrayPtr> values;
  values.reserve(rows.size());
  for (std::uint32_t row : rows) {
    values.push_back(read(row, 1));
  }
  return columnar::concatenate(values, type_);
}

void FixedSizeListPage::append_ranges(std::uint64_t first, std::uint64_t count,
                                      std::vector<ByteRange>& ranges) const {
  if (validity_) {
    ranges.push_back(*validity_);
  }
  items_->append_ranges(first * dimension_, count * dimension_, ranges);
}

}  // namespace omnigraph::lance

#include "lance/blob_page.h"

#include "columnar/builder.h"
#include "lance/gathered_bytes.h"

namespace omnigraph::lance {
namespace {

constexpr std::uint64_t kDescriptorBytes = 16;

void check_place(ByteRange range, const PagePlace& place) {
  std::uint64_t file_size = place.source->size();
  if (range.offset > file_size || range.size > file_size - range.offset) {
    throw_corrupt(place, "a blob lies outside of the file");
  }
}

// Where a value is; nothing for null (position 1, size 0).
std::optional<ByteRange> decode_descriptor(const std::byte* at, const PagePlace& place) {
  ByteRange range{load_little_endian<std::uint64_t>(at), load_little_endian<std::uint64_t>(at + 8)};
  if (range.size == 0) {
    if (range.offset > 1) {
      throw_corrupt(place, "an empty blob has a position");
    }
    return range.offset == 1 ? std::nullopt : std::optional(ByteRange{});
  }
  return range;
}

}  // namespace

columnar::ArrayPtr fetch_blob_values(const PagePlace& place,
                                     std::span<const std::optional<ByteRange>> places) {
  std::uint64_t total = 0;
  std::vector<ByteRange> ranges;
  for (const std::optional<ByteRange>& value : places) {
    if (value && value->size > 0) {
      check_place(*value, place);
      total += value->size;
      check_decoded_size(place, total);
      ranges.push_back(*value);
    }
  }
  std::vector<columnar::Buffer> buffers = place.source->read_many(ranges);
  columnar::Builder values{columnar::Type(columnar::TypeId::binary)};
  auto next = buffers.begin();
  for (const std::optional<ByteRange>& value : places) {
    if (!value) {
      values.append_null();
    } else if (value->size == 0) {
      values.append_text("");
    } else {
      values.append_text(as_text((next++)->bytes()));
    }
  }
  return values.finish();
}

columnar::ArrayPtr BlobPage::read(std::uint64_t first, std::uint64_t count) const {
  columnar::Buffer stored = place_.source->read(
      {descriptors_.offset + first * kDescriptorBytes, count * kDescriptorBytes});
  std::vector<std::optional<ByteRange>> places(count);
  for (std::size_t i = 0; i < count; ++i) {
    places[i] = decode_descriptor(stored.data() + i * kDescriptorBytes, place_);
  }
  return fetch_blob_values(place_, places);
}

columnar::ArrayPtr BlobPage::take(std::span<const std::uint32_t> rows) const {
  GatheredBytes stored(*place_.source, descriptors_, rows.size(), [&rows](std::size_t i) {
    return ByteRange{rows[i] * kDescriptorBytes, kDescriptorBytes};
  });
  std::vector<std::optional<ByteRange>> places(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    places[i] = decode_descriptor(stored.at(rows[i] * kDescriptorBytes), place_);
  }
  return fetch_blob_values(place_, places);
}

void BlobPage::append_ranges(std::uint64_t first, std::uint64_t count,
                             std::vector<ByteRange>& ranges) const {
  ranges.push_back({descriptors_.offset + first * kDescriptorBytes, count * kDescriptorBytes});
}

}  // namespace omnigraph::lance

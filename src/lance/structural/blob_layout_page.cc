#include "lance/structural/blob_layout_page.h"

#include "lance/blob_page.h"

#include <optional>

namespace omnigraph::lance {

columnar::ArrayPtr BlobLayoutPage::read(std::uint64_t first, std::uint64_t count) const {
  return fetch(*descriptors_->read(first, count));
}

columnar::ArrayPtr BlobLayoutPage::take(std::span<const std::uint32_t> rows) const {
  return fetch(*descriptors_->take(rows));
}

columnar::ArrayPtr BlobLayoutPage::fetch(const columnar::Array& descriptors) const {
  columnar::ArrayPtr positions = descriptors.child(0);
  columnar::ArrayPtr sizes = descriptors.child(1);
  Entries entries;
  entries.count = descriptors.length();
  std::vector<std::optional<ByteRange>> places(entries.count);
  for (std::size_t i = 0; i < places.size(); ++i) {
    std::uint64_t position = positions->values<std::uint64_t>()[i];
    std::uint64_t size = sizes->values<std::uint64_t>()[i];
    // Without bytes, a position stands for levels: definition in the upper half.
    bool is_absent = descriptors.is_null(i) || (size == 0 && position != 0);
    places[i] = is_absent || size == 0 ? ByteRange{} : ByteRange{position, size};
    entries.definition.push_back(is_absent ? static_cast<std::uint16_t>(position >> 16 & 0xFFFF)
                                           : std::uint16_t{0});
    if (is_absent && entries.definition.back() == 0) {
      throw_corrupt(place_, "a blob without bytes is neither empty nor null");
    }
  }
  entries.values = fetch_blob_values(place_, places);
  check_entries(entries, layers_, place_);
  return assemble(entries, layers_, *path_, place_);
}

void BlobLayoutPage::append_ranges(std::uint64_t first, std::uint64_t count,
                                   std::vector<ByteRange>& ranges) const {
  descriptors_->append_ranges(first, count, ranges);
}

}  // namespace omnigraph::lance

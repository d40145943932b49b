#include "lance/compressed_page.h"

#include <utility>

namespace omnigraph::lance {

using columnar::ArrayPtr;

CompressedPage::CompressedPage(PageMetadata page, BufferForms forms, Decode decode, Items items)
    : page_(std::move(page)), forms_(std::move(forms)), decode_(std::move(decode)), items_(items) {
  for (const auto& [number, form] : forms_) {
    if (number >= page_.buffers.size()) {
      throw_corrupt(page_.place, "a compressed buffer is missing");
    }
  }
}

ArrayPtr CompressedPage::read(std::uint64_t first, std::uint64_t count) const {
  RestoredPage restored(page_, forms_);
  return decode_(restored.metadata())->read(first, count);
}

ArrayPtr CompressedPage::take(std::span<const std::uint32_t> rows) const {
  RestoredPage restored(page_, forms_);
  return decode_(restored.metadata())->take(rows);
}

void CompressedPage::append_ranges(std::uint64_t, std::uint64_t,
                                   std::vector<ByteRange>& ranges) const {
  ranges.insert(ranges.end(), page_.buffers.begin(), page_.buffers.end());
  if (items_.column != nullptr) {
    items_.column->append_ranges(items_.first, items_.count, ranges);
  }
}

}  // namespace omnigraph::lance

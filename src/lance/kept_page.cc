#include "lance/kept_page.h"

namespace omnigraph::lance {

using columnar::ArrayPtr;

ArrayPtr KeptPage::whole() const {
  return pages_.find_or_decode(key_, [this] { return inner_->read(0, length_); });
}

ArrayPtr KeptPage::read(std::uint64_t first, std::uint64_t count) const {
  ArrayPtr page = whole();
  return count == length_ ? page : page->slice(first, count);
}

ArrayPtr KeptPage::take(std::span<const std::uint32_t> rows) const {
  return columnar::take(*whole(), rows);
}

void KeptPage::append_ranges(std::uint64_t, std::uint64_t, std::vector<ByteRange>& ranges) const {
  if (!pages_.contains(key_)) {
    inner_->append_ranges(0, length_, ranges);
  }
}

}  // namespace omnigraph::lance

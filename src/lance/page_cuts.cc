#include "lance/page_cuts.h"

#include <algorithm>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::Type;
using columnar::TypeId;

// How far a page may grow while it waits for the row that it should end at; and up to what size
// (LNC-97).
constexpr std::size_t kMostGrowth = 16;
constexpr std::size_t kMostBytes = std::size_t{32} << 20;

const Type& innermost(const Type& type) {
  return type.id() == TypeId::list ? innermost(type.item().type) : type;
}

bool is_always_plain(const Type& type) {
  return type.id() == TypeId::vector || type.id() == TypeId::boolean;
}

// How many values from `first` on have at most `bytes` together.
std::size_t values_within(const Array& array, std::size_t first, std::size_t bytes) {
  std::size_t left = array.length() - first;
  if (!array.type().is_variable()) {
    std::size_t bits = array.type().id() == TypeId::vector
                           ? array.type().dimension() * sizeof(float) * 8
                           : array.type().bit_width();
    return std::min(left, bytes * 8 / bits);
  }
  std::span<const std::int64_t> ends = array.offsets().subspan(first);
  // The first count that is too much; sizes grow with the count.
  std::size_t low = 0;
  std::size_t high = left + 1;
  while (low + 1 < high) {
    std::size_t middle = low + (high - low) / 2;
    std::size_t size =
        static_cast<std::size_t>(ends[middle] - ends[0]) + middle * sizeof(std::int64_t);
    (size <= bytes ? low : high) = middle;
  }
  return low;
}

}  // namespace

PageCuts::PageCuts(const Type& type, const DataFileWriterOptions& options) {
  const Type& values = innermost(type);
  bool is_plain = options.compression == Compression::none || is_always_plain(values);
  full_bytes_ = std::max<std::size_t>(1, is_plain ? options.plain_page_bytes : options.page_bytes);
  most_bytes_ = std::min(full_bytes_ * kMostGrowth, std::max(full_bytes_, kMostBytes));
  multiple_ = std::max<std::size_t>(1, options.page_rows);
  if (type.id() == TypeId::vector) {
    most_bytes_ = full_bytes_;
    multiple_ = 1;
  }
}

PageCuts::Cut PageCuts::next(const Array& array, std::size_t first, const Page& page) const {
  const std::size_t left = array.length() - first;
  // Up to the row that makes the page full, then up to the next multiple.
  std::size_t filling =
      page.bytes >= full_bytes_ ? 0 : values_within(array, first, full_bytes_ - page.bytes - 1) + 1;
  std::uint64_t end = (page.next_row + filling + multiple_ - 1) / multiple_ * multiple_;
  std::uint64_t rows = end - page.next_row;
  std::size_t fitting =
      values_within(array, first, most_bytes_ - std::min(page.bytes, most_bytes_));
  if (fitting < left) {
    std::size_t fewest = page.rows == 0 ? 1 : 0;
    rows = std::min<std::uint64_t>(rows, std::max(fitting, fewest));
  }
  return rows <= left ? Cut{rows, true} : Cut{left, false};
}

}  // namespace omnigraph::lance

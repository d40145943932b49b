#include "lance/page_reader.h"
#include "page_case.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>

namespace omnigraph::fuzz {
namespace {

constexpr std::uint64_t kMaxRows = 2000;

void expect_length(const columnar::ArrayPtr& array, std::uint64_t length) {
  if (array->length() != length) {
    std::abort();
  }
  touch(*array);
}

}  // namespace

void touch(const columnar::Array& array) {
  unsigned sum = 0;
  auto add = [&sum](ByteSpan bytes) {
    for (std::byte byte : bytes) {
      sum += static_cast<unsigned>(byte);
    }
  };
  using columnar::TypeId;
  for (std::size_t i = 0; i < array.length(); ++i) {
    sum += array.is_valid(i) ? 1U : 0U;
    switch (array.type().id()) {
      case TypeId::boolean:
        sum += array.boolean_at(i) ? 1U : 0U;
        break;
      case TypeId::utf8:
      case TypeId::binary:
        add(as_bytes(array.text_at(i)));
        break;
      case TypeId::vector:
        add(std::as_bytes(array.vector_at(i)));
        break;
      case TypeId::list:
        touch(*array.list_at(i));
        break;
      case TypeId::structure:
        break;
      default:
        sum += array.type().bit_width() == 32
                   ? array.values<std::uint32_t>()[i]
                   : static_cast<unsigned>(array.values<std::uint64_t>()[i]);
        break;
    }
  }
  for (std::size_t i = 0;
       array.type().id() == TypeId::structure && i < array.type().children().size(); ++i) {
    touch(*array.child(i));
  }
  // Keeps the compiler from leaving the reads out.
  static std::atomic<unsigned> sink{0};
  sink += sum;
}

void read_page(const lance::PageReader& page, std::uint64_t length) {
  std::uint64_t rows = std::min(length, kMaxRows);
  if (rows == 0) {
    return;
  }
  expect_length(page.read(0, rows), rows);
  expect_length(page.read(rows / 2, rows - rows / 2), rows - rows / 2);
  std::vector<std::uint32_t> some{static_cast<std::uint32_t>(length - 1), 0,
                                  static_cast<std::uint32_t>(rows / 3),
                                  static_cast<std::uint32_t>(length - 1)};
  expect_length(page.take(some), some.size());
  std::vector<lance::ByteRange> ranges;
  page.append_ranges(0, rows, ranges);
}

}  // namespace omnigraph::fuzz

#include "page_descriptions.h"

#include "base/bytes.h"

#include <map>
#include <string_view>

namespace omnigraph::lance::testing {
namespace {

std::uint64_t take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) {
      return value;
    }
  }
}

/// A protobuf message: its fields by number, varints and byte strings.
struct Message {
  explicit Message(std::string_view bytes) {
    while (!bytes.empty()) {
      std::uint64_t tag = take_varint(bytes);
      if ((tag & 7) == 0) {
        numbers[tag >> 3] = take_varint(bytes);
      } else {
        std::uint64_t size = take_varint(bytes);
        parts[tag >> 3].push_back(bytes.substr(0, size));
        bytes.remove_prefix(size);
      }
    }
  }

  Message part(std::uint64_t number) const { return Message(parts.at(number).front()); }

  std::map<std::uint64_t, std::uint64_t> numbers;
  std::map<std::uint64_t, std::vector<std::string_view>> parts;
};

std::string describe(const Message& encoding) {
  auto [number, contents] = *encoding.parts.begin();
  Message content(contents.front());
  switch (number) {
    case 1:
      return content.parts.count(3) != 0 ? std::string(content.part(3).parts.at(1).front())
                                         : "flat" + std::to_string(content.numbers.at(1));
    case 2:
      if (content.parts.count(3) != 0) {
        return "all_nulls";
      }
      return content.parts.count(1) != 0 ? "no_nulls(" + describe(content.part(1).part(1)) + ")"
                                         : "some_nulls(" + describe(content.part(2).part(2)) + ")";
    case 3:
      return "vectors(" + describe(content.part(2)) + ")";
    case 4:
      return "list(" + describe(content.part(1)) + ")";
    case 6:
      return "binary(" + describe(content.part(1)) + ", " + describe(content.part(2)) + ")";
    case 7:
      return "dictionary(" + describe(content.part(1)) + ", " + describe(content.part(2)) + ")";
    case 10:
      return "packed" + std::to_string(content.numbers.at(1));
    default:
      return "encoding " + std::to_string(number);
  }
}

}  // namespace

std::vector<PageDescription> describe_pages(const std::string& file, std::size_t column) {
  auto number_at = [&file](std::size_t at) {
    return load_little_endian<std::uint64_t>(as_bytes(file).data() + at);
  };
  std::size_t entry = number_at(file.size() - 32) + column * 16;
  Message metadata(std::string_view(file).substr(number_at(entry), number_at(entry + 8)));
  std::vector<PageDescription> pages;
  for (std::string_view bytes : metadata.parts[2]) {
    Message page(bytes);
    PageDescription description;
    description.length = page.numbers[3];
    for (std::string_view sizes = page.parts[2].empty() ? "" : page.parts[2].front();
         !sizes.empty();) {
      description.stored_bytes += take_varint(sizes);
    }
    Message typed(page.part(4).part(2).parts.at(1).front());
    description.encoding = describe(typed.part(2));
    pages.push_back(description);
  }
  return pages;
}

}  // namespace omnigraph::lance::testing

#include "page_case.h"

#include <algorithm>

namespace omnigraph::fuzz {
namespace {

using lance::Field;

constexpr std::uint64_t kAlignment = 64;

Field field(const char* logical_type, std::vector<Field> children = {}) {
  Field result;
  result.name = "f";
  result.id = 0;
  result.children = std::move(children);
  lance::set_logical_type(result, logical_type);
  return result;
}

Field packed(std::vector<Field> children) {
  Field result = field("struct", std::move(children));
  result.metadata.emplace("lance-encoding:packed", "true");
  return result;
}

// `leaf` and the fields around it, outermost first, each with its children.
std::vector<Field> around(Field leaf, std::vector<const char*> outer) {
  std::vector<Field> stack{std::move(leaf)};
  for (std::size_t i = outer.size(); i-- > 0;) {
    stack.insert(stack.begin(), field(outer[i], {stack.front()}));
  }
  return stack;
}

std::vector<std::vector<Field>> make_stacks() {
  std::vector<std::vector<Field>> stacks;
  for (const char* type : {"bool",
                           "int8",
                           "int16",
                           "int32",
                           "int64",
                           "uint8",
                           "uint16",
                           "uint32",
                           "uint64",
                           "halffloat",
                           "float",
                           "double",
                           "date32:day",
                           "date64:ms",
                           "timestamp:us:UTC",
                           "string",
                           "large_string",
                           "binary",
                           "large_binary",
                           "null",
                           "fixed_size_list:float:2",
                           "fixed_size_list:float:3",
                           "fixed_size_list:float:4",
                           "fixed_size_list:float:8",
                           "fixed_size_list:float:64",
                           "fixed_size_list:int16:3",
                           "fixed_size_list:bool:5",
                           "fixed_size_binary:5"}) {
    stacks.push_back({field(type)});
  }
  for (const char* type : {"string", "int64", "bool", "int32", "fixed_size_list:float:2"}) {
    stacks.push_back(around(field(type), {"list"}));
    stacks.push_back(around(field(type), {"struct"}));
    stacks.push_back(around(field(type), {"struct", "struct"}));
    stacks.push_back(around(field(type), {"list.struct", "struct"}));
    stacks.push_back(around(field(type), {"list", "list"}));
    stacks.push_back(around(field(type), {"struct", "list"}));
    stacks.push_back(around(field(type), {"list.struct", "struct", "list"}));
  }
  stacks.push_back({packed({field("int32"), field("float")})});
  stacks.push_back({packed({field("int32"), field("string")})});
  stacks.push_back({packed({field("int8"), field("fixed_size_list:float:2"), field("double")})});
  return stacks;
}

std::string type_text(const Field& field) {
  std::string text = logical_type(field);
  for (const Field& child : field.children) {
    text += is_packed_structure(field) ? "," + type_text(child) : "";
  }
  return text;
}

std::uint16_t take_u16(ByteSpan& input) {
  std::uint16_t number = 0;
  std::size_t size = std::min(input.size(), sizeof(number));
  copy_bytes(&number, input.data(), size);
  input = input.subspan(size);
  return number;
}

std::string take_text(ByteSpan& input, std::size_t size) {
  size = std::min(size, input.size());
  std::string text(as_text(input.first(size)));
  input = input.subspan(size);
  return text;
}

std::string join(const PageCase& page, std::vector<lance::ByteRange>& ranges) {
  std::string content;
  for (const std::string& buffer : page.buffers) {
    content.resize((content.size() / kAlignment + 1) * kAlignment);
    ranges.push_back({content.size(), buffer.size()});
    content += buffer;
  }
  return content;
}

std::string joined(const PageCase& page) {
  std::vector<lance::ByteRange> ranges;
  return join(page, ranges);
}

}  // namespace

std::string PageCase::serialize() const {
  std::string out;
  out += static_cast<char>(type);
  out += static_cast<char>(buffers.size());
  append_little_endian(out, static_cast<std::uint16_t>(length));
  append_little_endian(out, static_cast<std::uint16_t>(encoding.size()));
  for (const std::string& buffer : buffers) {
    append_little_endian(out, static_cast<std::uint16_t>(buffer.size()));
  }
  out += encoding;
  for (const std::string& buffer : buffers) {
    out += buffer;
  }
  return out;
}

PageCase parse_page_case(ByteSpan input) {
  PageCase page;
  std::uint16_t head = take_u16(input);
  page.type = head % 256 % field_stacks().size();
  page.buffers.resize(head / 256 % 8);
  page.length = take_u16(input);
  std::size_t encoding_size = take_u16(input);
  std::vector<std::size_t> sizes;
  for (std::size_t i = 0; i < page.buffers.size(); ++i) {
    sizes.push_back(take_u16(input));
  }
  page.encoding = take_text(input, encoding_size);
  for (std::size_t i = 0; i < page.buffers.size(); ++i) {
    page.buffers[i] = take_text(input, sizes[i]);
  }
  return page;
}

const std::vector<std::vector<Field>>& field_stacks() {
  static const std::vector<std::vector<Field>> kStacks = make_stacks();
  return kStacks;
}

std::optional<std::size_t> find_stack(std::span<const Field* const> stack) {
  const std::vector<std::vector<Field>>& known = field_stacks();
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (std::equal(known[i].begin(), known[i].end(), stack.begin(), stack.end(),
                   [](const Field& a, const Field* b) { return type_text(a) == type_text(*b); })) {
      return i;
    }
  }
  return std::nullopt;
}

PageInFile::PageInFile(const PageCase& page)
    : source(columnar::Buffer::take(joined(page)), "data/fuzz.lance") {
  metadata.place = {&source, "data/fuzz.lance, field 'f'"};
  metadata.length = page.length;
  join(page, metadata.buffers);
}

}  // namespace omnigraph::fuzz

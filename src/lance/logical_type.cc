#include "lance/logical_type.h"

#include <charconv>
#include <utility>

namespace omnigraph::lance {
namespace {

using columnar::TypeId;

constexpr std::pair<std::string_view, StoredScalar> kScalars[] = {
    {"null", {TypeId::boolean, 0, Widening::none}},
    {"bool", {TypeId::boolean, 1, Widening::none}},
    {"int8", {TypeId::int32, 8, Widening::sign_extend}},
    {"int16", {TypeId::int32, 16, Widening::sign_extend}},
    {"int32", {TypeId::int32, 32, Widening::none}},
    {"int64", {TypeId::int64, 64, Widening::none}},
    {"uint8", {TypeId::uint32, 8, Widening::zero_extend}},
    {"uint16", {TypeId::uint32, 16, Widening::zero_extend}},
    {"uint32", {TypeId::uint32, 32, Widening::none}},
    {"uint64", {TypeId::uint64, 64, Widening::none}},
    {"halffloat", {TypeId::float32, 16, Widening::half_float}},
    {"float", {TypeId::float32, 32, Widening::none}},
    {"double", {TypeId::float64, 64, Widening::none}},
    {"date32:day", {TypeId::date32, 32, Widening::none}},
    {"date64:ms", {TypeId::date64, 64, Widening::none}},
    {"time32:s", {TypeId::int32, 32, Widening::none}},
    {"time32:ms", {TypeId::int32, 32, Widening::none}},
    {"string", {TypeId::utf8, 0, Widening::none}},
    {"large_string", {TypeId::utf8, 0, Widening::none}},
    {"binary", {TypeId::binary, 0, Widening::none}},
    {"large_binary", {TypeId::binary, 0, Widening::none}},
};

std::optional<std::uint32_t> parse_dimension(std::string_view digits) {
  std::uint32_t dimension = 0;
  const char* end = digits.data() + digits.size();
  auto [stop, error] = std::from_chars(digits.data(), end, dimension);
  bool is_valid = error == std::errc() && stop == end && dimension > 0;
  return is_valid && dimension <= kMaxDimension ? std::optional(dimension) : std::nullopt;
}

}  // namespace

std::optional<StoredScalar> parse_scalar_type(std::string_view text) {
  for (const auto& [name, scalar] : kScalars) {
    if (text == name) {
      return scalar;
    }
  }
  if (text.starts_with("timestamp:") || text.starts_with("time64:") ||
      text.starts_with("duration:")) {
    return StoredScalar{TypeId::int64, 64, Widening::none};
  }
  constexpr std::string_view kFixedSizeBinary = "fixed_size_binary:";
  if (text.starts_with(kFixedSizeBinary)) {
    std::optional<std::uint32_t> bytes = parse_dimension(text.substr(kFixedSizeBinary.size()));
    return bytes ? std::optional(StoredScalar{TypeId::binary, *bytes * 8, Widening::none})
                 : std::nullopt;
  }
  return std::nullopt;
}

std::optional<FixedSizeListType> parse_fixed_size_list(std::string_view text) {
  constexpr std::string_view kPrefix = "fixed_size_list:";
  std::size_t last = text.rfind(':');
  if (!text.starts_with(kPrefix) || last < kPrefix.size()) {
    return std::nullopt;
  }
  std::optional<std::uint32_t> dimension = parse_dimension(text.substr(last + 1));
  std::string_view item = text.substr(kPrefix.size(), last - kPrefix.size());
  return dimension ? std::optional(FixedSizeListType{item, *dimension}) : std::nullopt;
}

std::string_view scalar_type_text(TypeId type) {
  switch (type) {
    case TypeId::boolean:
      return "bool";
    case TypeId::int32:
      return "int32";
    case TypeId::int64:
      return "int64";
    case TypeId::uint32:
      return "uint32";
    case TypeId::uint64:
      return "uint64";
    case TypeId::float32:
      return "float";
    case TypeId::float64:
      return "double";
    case TypeId::date32:
      return "date32:day";
    case TypeId::date64:
      return "date64:ms";
    case TypeId::utf8:
      return "string";
    case TypeId::binary:
      return "binary";
    case TypeId::vector:
    case TypeId::list:
    case TypeId::structure:
      break;
  }
  return "";
}

}  // namespace omnigraph::lance

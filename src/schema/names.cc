#include "schema/names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace omnigraph::schema {
namespace {

constexpr std::array<std::pair<Scalar, std::string_view>, 12> kScalarNames = {{
    {Scalar::string, "String"},
    {Scalar::boolean, "Bool"},
    {Scalar::i32, "I32"},
    {Scalar::i64, "I64"},
    {Scalar::u32, "U32"},
    {Scalar::u64, "U64"},
    {Scalar::f32, "F32"},
    {Scalar::f64, "F64"},
    {Scalar::date, "Date"},
    {Scalar::date_time, "DateTime"},
    {Scalar::blob, "Blob"},
    {Scalar::vector, "Vector"},
}};

// Columns that the Lance format and the strict loader keep for themselves.
constexpr std::array<std::string_view, 6> kStorageNames = {"_rowid",
                                                           "_rowaddr",
                                                           "_rowoffset",
                                                           "_row_created_at_version",
                                                           "_row_last_updated_at_version",
                                                           "_tombstone"};
constexpr std::array<std::string_view, 4> kEndpointNames = {"src", "dst", "from", "to"};
constexpr std::array<std::string_view, 3> kPropertyConstraints = {"key", "unique", "index"};

template <typename List>
bool contains(const List& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_word_character(char c) {
  return is_upper(c) || is_lower(c) || (c >= '0' && c <= '9') || c == '_';
}
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string_view to_string(DeclarationKind kind) {
  switch (kind) {
    case DeclarationKind::interface:
      return "interface";
    case DeclarationKind::node:
      return "node";
    case DeclarationKind::edge:
      break;
  }
  return "edge";
}

std::string_view scalar_name(Scalar scalar) {
  return kScalarNames.at(static_cast<std::size_t>(scalar)).second;
}

std::optional<Scalar> parse_scalar(std::string_view name) {
  for (const auto& [scalar, spelling] : kScalarNames) {
    if (spelling == name && scalar != Scalar::vector) {
      return scalar;
    }
  }
  return std::nullopt;
}

bool is_numeric(Scalar scalar) {
  switch (scalar) {
    case Scalar::i32:
    case Scalar::i64:
    case Scalar::u32:
    case Scalar::u64:
    case Scalar::f32:
    case Scalar::f64:
      return true;
    default:
      return false;
  }
}

bool is_type_name(std::string_view text) {
  return !text.empty() && is_upper(text.front()) &&
         std::all_of(text.begin(), text.end(), is_word_character);
}

bool is_identifier(std::string_view text) {
  return !text.empty() && (is_lower(text.front()) || text.front() == '_') &&
         std::all_of(text.begin(), text.end(), is_word_character);
}

bool is_enum_character(char c) { return is_word_character(c) || c == '-'; }

bool is_property_constraint(std::string_view annotation) {
  return contains(kPropertyConstraints, annotation);
}

bool is_constraint(std::string_view annotation) {
  return is_property_constraint(annotation) || annotation == "range" || annotation == "check";
}

bool is_structural_annotation(std::string_view annotation) {
  return is_property_constraint(annotation) || annotation == "embed" || annotation == "rename_from";
}

bool is_reserved_property(DeclarationKind kind, std::string_view name) {
  return contains(kStorageNames, name) ||
         (kind == DeclarationKind::edge && contains(kEndpointNames, name));
}

bool is_id_name(DeclarationKind kind, std::string_view name) {
  return kind != DeclarationKind::interface && name == "id";
}

std::string folded(std::string_view name) {
  std::string out(name);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

}  // namespace omnigraph::schema

#include "schema/admission.h"

#include "base/suggest.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace omnigraph::schema {
namespace {

bool parse_bound(const std::string& digits, std::uint32_t& out) {
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return error == std::errc() && end == digits.data() + digits.size();
}

}  // namespace

const DraftProperty* DraftType::find(std::string_view property_name) const {
  auto found = positions.find(property_name);
  return found != positions.end() ? &properties[found->second] : nullptr;
}

void DraftType::add(DraftProperty property) {
  positions.try_emplace(property.syntax->name.text, properties.size());
  properties.push_back(std::move(property));
}

void DraftType::refuse(Diagnostics& diagnostics, std::size_t offset, std::string_view reason) {
  sound = false;
  diagnostics.parse_error(offset, fmt::format("{}: {}", name(), reason));
}

void DraftType::refuse(Diagnostics& diagnostics, const DraftProperty& property, std::size_t offset,
                       std::string_view reason) {
  sound = false;
  std::string origin = property.interface_name.empty()
                           ? ""
                           : fmt::format(" (injected by interface {})", property.interface_name);
  diagnostics.parse_error(
      offset, fmt::format("{}.{}: {}{}", name(), property.syntax->name.text, reason, origin));
}

bool parse_cardinality(const CardinalitySyntax& syntax, Cardinality& out) {
  std::uint32_t max = 0;
  if (!parse_bound(syntax.min.text, out.min) ||
      (syntax.max && !parse_bound(syntax.max->text, max))) {
    return false;
  }
  out.max = syntax.max ? std::optional(max) : std::nullopt;
  return true;
}

std::string suggestion(std::string_view name, std::span<const std::string> known) {
  constexpr std::size_t kMostNames = 2000;  // comparing costs time for each
  return known.size() <= kMostNames ? did_you_mean(name, known) : std::string();
}

std::vector<std::string> property_names(const DraftType& type) {
  std::vector<std::string> names;
  for (const DraftProperty& property : type.properties) {
    names.push_back(property.syntax->name.text);
  }
  return names;
}

}  // namespace omnigraph::schema

#include "schema/comparison.h"

#include "schema/change_codes.h"

#include <algorithm>
#include <utility>

namespace omnigraph::schema {

const Property* TypeView::find(std::string_view property_name) const {
  auto found = std::lower_bound(
      properties->begin(), properties->end(), property_name,
      [](const Property& property, std::string_view key) { return property.name < key; });
  return found != properties->end() && found->name == property_name ? &*found : nullptr;
}

TypeView view(const InterfaceType& type) {
  return {DeclarationKind::interface, type.name, type.type_id, &type.properties, nullptr};
}

TypeView view(const NodeType& type) {
  return {DeclarationKind::node, type.name, type.type_id, &type.properties, &type};
}

TypeView view(const EdgeType& type) {
  return {DeclarationKind::edge, type.name, type.type_id, &type.properties, &type};
}

IdentityIndex::IdentityIndex(const Catalog& catalog) {
  for (const InterfaceType& type : catalog.interfaces) {
    add(view(type));
  }
  for (const NodeType& type : catalog.nodes) {
    add(view(type));
  }
  for (const EdgeType& type : catalog.edges) {
    add(view(type));
  }
}

void IdentityIndex::add(const TypeView& type) {
  types_.emplace(type.id, type);
  for (const Property& property : *type.properties) {
    properties_.emplace(property.id, &property);
  }
}

const TypeView* IdentityIndex::type(std::uint64_t id) const {
  auto found = types_.find(id);
  return found != types_.end() ? &found->second : nullptr;
}

const Property* IdentityIndex::property(std::uint64_t id) const {
  auto found = properties_.find(id);
  return found != properties_.end() ? found->second : nullptr;
}

Comparison::Comparison(const Catalog& accepted, const Catalog& desired,
                       const MigrationOptions& options)
    : accepted_(accepted),
      desired_(desired),
      options_(options),
      before_(accepted),
      after_(desired) {}

std::optional<std::uint64_t> Comparison::entities_of(const TypeView& accepted) const {
  if (accepted.entity == nullptr) {
    return 0;
  }
  return options_.entity_count ? std::optional(options_.entity_count(accepted.id)) : std::nullopt;
}

void Comparison::add(Change change, ChangeTier tier) {
  steps_.push_back({std::move(change), tier, std::nullopt});
}

void Comparison::add(Change change, ChangeTier tier, std::string_view code) {
  steps_.push_back({std::move(change), tier, std::string(code)});
}

void Comparison::refuse(std::string entity, std::string_view code, std::string reason) {
  add(UnsupportedChange{std::move(entity), std::move(reason)}, tier_of(code), code);
}

}  // namespace omnigraph::schema

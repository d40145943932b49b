#include "schema/ir_references.h"

#include "base/throw_error.h"

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <utility>

namespace omnigraph::schema {
namespace {

/// A declaration as references see it.
struct Target {
  DeclarationKind kind;
  std::string_view name;
  const std::vector<Property>* properties;
};

using Targets = absl::flat_hash_map<std::uint64_t, Target>;

Targets targets_of(const Catalog& catalog) {
  Targets targets;
  for (const InterfaceType& type : catalog.interfaces) {
    targets.emplace(type.type_id, Target{DeclarationKind::interface, type.name, &type.properties});
  }
  for (const NodeType& type : catalog.nodes) {
    targets.emplace(type.type_id, Target{DeclarationKind::node, type.name, &type.properties});
  }
  for (const EdgeType& type : catalog.edges) {
    targets.emplace(type.type_id, Target{DeclarationKind::edge, type.name, &type.properties});
  }
  return targets;
}

bool resolves(const Targets& targets, const TypeReference& reference) {
  auto found = targets.find(reference.id);
  return found != targets.end() && found->second.kind == reference.kind &&
         found->second.name == reference.name;
}

bool resolves(const Targets& targets, const PropertyReference& reference) {
  auto found = targets.find(reference.owner_id);
  if (found == targets.end() || found->second.name != reference.owner_name) {
    return false;
  }
  bool owner_fits = reference.required_owner != 0
                        ? reference.required_owner == reference.owner_id
                        : found->second.kind == DeclarationKind::interface;
  const std::vector<Property>& properties = *found->second.properties;
  auto property = std::lower_bound(
      properties.begin(), properties.end(), reference.property_name,
      [](const Property& element, const std::string& name) { return element.name < name; });
  return owner_fits && property != properties.end() && property->name == reference.property_name &&
         property->id == reference.property_id;
}

}  // namespace

void IrReferences::fail(std::string_view reason) const {
  throw_internal("schema IR '{}' is damaged: {}", document_, reason);
}

void IrReferences::check(const Catalog& catalog) const {
  check_ids(catalog);
  check_references(catalog);
  for (const NodeType& node : catalog.nodes) {
    check_interfaces(catalog, node);
  }
}

void IrReferences::check_ids(const Catalog& catalog) const {
  absl::flat_hash_set<std::uint64_t> seen;
  auto check_id = [&](std::uint64_t id, std::string_view owner) {
    if (id == 0) {
      fail(fmt::format("{} has the id 0", owner));
    }
    if (id >= catalog.next_identity_id) {
      fail(fmt::format("id {} of {} is not below next_identity_id {}", id, owner,
                       catalog.next_identity_id));
    }
    if (!seen.insert(id).second) {
      fail(fmt::format("id {} of {} is in use already", id, owner));
    }
  };
  auto check_properties = [&](std::string_view owner, const std::vector<Property>& properties) {
    for (const Property& property : properties) {
      check_id(property.id, fmt::format("{}.{}", owner, property.name));
    }
  };
  if (catalog.next_identity_id == 0) {
    fail("next_identity_id is 0");
  }
  for (const InterfaceType& type : catalog.interfaces) {
    check_id(type.type_id, type.name);
    check_properties(type.name, type.properties);
  }
  auto check_table = [&](const EntityType& type) {
    check_id(type.type_id, type.name);
    check_id(type.incarnation, type.name);
    check_properties(type.name, type.properties);
  };
  for (const NodeType& type : catalog.nodes) {
    check_table(type);
  }
  for (const EdgeType& type : catalog.edges) {
    check_table(type);
  }
}

void IrReferences::check_references(const Catalog& catalog) const {
  Targets targets = targets_of(catalog);
  for (const TypeReference& reference : types_) {
    if (!resolves(targets, reference)) {
      fail(fmt::format("there is no {} {} with id {}, to which it refers",
                       to_string(reference.kind), reference.name, reference.id));
    }
  }
  for (const PropertyReference& reference : properties_) {
    if (!resolves(targets, reference)) {
      fail(fmt::format("there is no property {}.{} with ids {}.{} where it refers to one",
                       reference.owner_name, reference.property_name, reference.owner_id,
                       reference.property_id));
    }
  }
}

void IrReferences::check_interfaces(const Catalog& catalog, const NodeType& node) const {
  absl::flat_hash_set<std::pair<std::string_view, std::string_view>> satisfied;
  for (const Property& property : node.properties) {
    for (const InterfaceProperty& reference : property.satisfies) {
      bool implemented = std::find(node.implements.begin(), node.implements.end(),
                                   reference.interface_name) != node.implements.end();
      if (!implemented ||
          !satisfied.emplace(reference.interface_name, reference.property_name).second) {
        fail(fmt::format("{}.{} cannot stand for {}.{}", node.name, property.name,
                         reference.interface_name, reference.property_name));
      }
    }
  }
  for (const std::string& name : node.implements) {
    const InterfaceType* interface = catalog.find_interface(name);
    if (interface == nullptr) {
      fail(fmt::format("{} implements {}, which is missing", node.name, name));
    }
    for (const Property& property : interface->properties) {
      if (!satisfied.contains({interface->name, property.name})) {
        fail(
            fmt::format("{} has no property for {}.{}", node.name, interface->name, property.name));
      }
    }
  }
}

}  // namespace omnigraph::schema

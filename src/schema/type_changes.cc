#include "base/string_map.h"
#include "schema/change_codes.h"
#include "schema/comparison.h"
#include "schema/constraint_changes.h"
#include "schema/migration_text.h"
#include "schema/names.h"

#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

// Walks over both catalogs in the order of SCH-80.

namespace omnigraph::schema {
namespace {

/// What is in `names` and not in `others`; both are sorted.
std::vector<std::string> difference(const std::vector<std::string>& names,
                                    const std::vector<std::string>& others) {
  std::vector<std::string> result;
  std::set_difference(names.begin(), names.end(), others.begin(), others.end(),
                      std::back_inserter(result));
  return result;
}

bool contains(const std::vector<std::string>& sorted, const std::string& name) {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}

class TypeComparison {
 public:
  explicit TypeComparison(Comparison& comparison) : comparison_(comparison) {
    for (const NodeType& node : comparison.accepted().nodes) {
      if (const TypeView* now = comparison.after().type(node.type_id)) {
        for (const std::string& interface : node.implements) {
          implementers_.try_emplace(interface, now->name);
        }
      }
    }
  }

  template <typename Type>
  void compare(const std::vector<Type>& accepted, const std::vector<Type>& desired) {
    for (const Type& type : desired) {
      compare_to_accepted(view(type));
    }
    for (const Type& type : accepted) {
      if (comparison_.after().type(type.type_id) == nullptr) {
        drop(view(type));
      }
    }
  }

 private:
  void compare_to_accepted(const TypeView& desired) {
    const TypeView* accepted = comparison_.before().type(desired.id);
    if (accepted == nullptr) {
      comparison_.add(AddType{desired.kind, std::string(desired.name)});
      return;
    }
    TypePair pair{*accepted, desired};
    if (accepted->name != desired.name) {
      comparison_.add(RenameType{desired.kind, std::string(accepted->name), pair.type_name()});
    }
    compare_header(pair);
    compare_members(comparison_, pair);
  }

  void compare_header(const TypePair& pair);
  void compare_interfaces(const NodeType& accepted, const NodeType& desired);
  bool is_satisfied(const NodeType& accepted, const NodeType& desired,
                    const std::string& interface_name) const;
  void compare_endpoints(const EdgeType& accepted, const EdgeType& desired);
  void compare_cardinality(const EdgeType& accepted, const EdgeType& desired);
  void drop(const TypeView& type);

  Comparison& comparison_;
  /// Accepted interfaces that nodes implemented which are still there, with such a node.
  StringMap<std::string_view> implementers_;
};

void TypeComparison::compare_header(const TypePair& pair) {
  if (pair.kind() == DeclarationKind::node) {
    compare_interfaces(static_cast<const NodeType&>(*pair.accepted.entity),
                       static_cast<const NodeType&>(*pair.desired.entity));
  } else if (pair.kind() == DeclarationKind::edge) {
    compare_endpoints(static_cast<const EdgeType&>(*pair.accepted.entity),
                      static_cast<const EdgeType&>(*pair.desired.entity));
    compare_cardinality(static_cast<const EdgeType&>(*pair.accepted.entity),
                        static_cast<const EdgeType&>(*pair.desired.entity));
  }
  if (pair.desired.entity != nullptr &&
      pair.accepted.entity->annotations != pair.desired.entity->annotations) {
    comparison_.add(
        UpdateTypeMetadata{pair.kind(), pair.type_name(), pair.desired.entity->annotations});
  }
}

void TypeComparison::compare_interfaces(const NodeType& accepted, const NodeType& desired) {
  if (accepted.implements == desired.implements) {
    return;
  }
  std::vector<std::string> left = difference(accepted.implements, desired.implements);
  std::vector<std::string> joined = difference(desired.implements, accepted.implements);
  std::string reason;
  if (!left.empty()) {
    reason =
        fmt::format("it no longer implements {}, on which queries may rely", fmt::join(left, ", "));
  }
  for (const std::string& name : joined) {
    if (reason.empty() && !is_satisfied(accepted, desired, name)) {
      reason = fmt::format(
          "it comes to implement {} without having had all its properties; add "
          "them in one apply and the interface in the next",
          name);
    }
  }
  if (reason.empty()) {
    comparison_.add(ChangeInterfaces{desired.name, accepted.implements, desired.implements});
  } else {
    comparison_.refuse(entity_name(DeclarationKind::node, desired.name), kInterfacesChanged,
                       std::move(reason));
  }
}

/// Whether the accepted node had everything that the interface demands.
bool TypeComparison::is_satisfied(const NodeType& accepted, const NodeType& desired,
                                  const std::string& interface_name) const {
  const InterfaceType* interface = comparison_.desired().find_interface(interface_name);
  return std::all_of(interface->properties.begin(), interface->properties.end(),
                     [&](const Property& demanded) {
                       const Property* before = accepted.find_property(demanded.name);
                       const Property* after = desired.find_property(demanded.name);
                       return before != nullptr && after != nullptr && before->id == after->id &&
                              before->type == demanded.type;
                     });
}

void TypeComparison::compare_endpoints(const EdgeType& accepted, const EdgeType& desired) {
  const Catalog& before = comparison_.accepted();
  const Catalog& after = comparison_.desired();
  if (before.find_node(accepted.from)->type_id == after.find_node(desired.from)->type_id &&
      before.find_node(accepted.to)->type_id == after.find_node(desired.to)->type_id) {
    return;
  }
  comparison_.refuse(entity_name(DeclarationKind::edge, desired.name), kEndpointsChanged,
                     fmt::format("it cannot change from {} -> {} to {} -> {}, since its entities "
                                 "point at the former; add another edge type instead",
                                 accepted.from, accepted.to, desired.from, desired.to));
}

void TypeComparison::compare_cardinality(const EdgeType& accepted, const EdgeType& desired) {
  const Cardinality& from = accepted.cardinality;
  const Cardinality& to = desired.cardinality;
  if (from == to) {
    return;
  }
  bool wider = to.min <= from.min && (!to.max || (from.max && *from.max <= *to.max));
  comparison_.add(ChangeCardinality{desired.name, from, to},
                  wider ? ChangeTier::safe : ChangeTier::validated);
}

void TypeComparison::drop(const TypeView& type) {
  if (type.kind != DeclarationKind::interface) {
    comparison_.add(DropType{type.kind, std::string(type.name), comparison_.drops()},
                    comparison_.drop_tier());
    note_dropped_type(comparison_, type);
    return;
  }
  auto implementer = implementers_.find(type.name);
  if (implementer == implementers_.end()) {
    comparison_.add(DropType{type.kind, std::string(type.name), comparison_.drops()});
  } else {
    comparison_.refuse(entity_name(type.kind, type.name), kInterfaceDropped,
                       fmt::format("node {} implements it; an interface that is in use cannot be "
                                   "dropped or renamed",
                                   implementer->second));
  }
}

/// Compares what one property of a node stands for, leaving out the interfaces that only one side
/// implements: a change of those is a step of its own.
class ProvenanceComparison {
 public:
  ProvenanceComparison(Comparison& comparison, const TypePair& pair)
      : comparison_(comparison), pair_(pair) {
    if (pair.kind() == DeclarationKind::node) {
      const auto& accepted = static_cast<const NodeType&>(*pair.accepted.entity).implements;
      const auto& desired = static_cast<const NodeType&>(*pair.desired.entity).implements;
      std::set_intersection(accepted.begin(), accepted.end(), desired.begin(), desired.end(),
                            std::back_inserter(common_));
    }
  }

  void compare(const Property& accepted, const Property& desired) {
    if (accepted.declared_directly != desired.declared_directly ||
        common(accepted.satisfies, Side::accepted) != common(desired.satisfies, Side::desired)) {
      comparison_.add(ChangeProvenance{pair_.type_name(), desired.name, accepted.declared_directly,
                                       desired.declared_directly});
    }
  }

 private:
  enum class Side { accepted, desired };
  using Satisfied = std::vector<std::pair<std::string, std::string>>;

  /// Pairs of interface and property, by their desired names.
  Satisfied common(const std::vector<InterfaceProperty>& satisfied, Side side) const {
    Satisfied result;
    for (const InterfaceProperty& each : satisfied) {
      if (contains(common_, each.interface_name)) {
        result.emplace_back(each.interface_name,
                            side == Side::accepted ? desired_name(each) : each.property_name);
      }
    }
    std::sort(result.begin(), result.end());
    return result;
  }

  std::string desired_name(const InterfaceProperty& accepted) const {
    const InterfaceType* interface = comparison_.accepted().find_interface(accepted.interface_name);
    const Property* before = view(*interface).find(accepted.property_name);
    const Property* now = comparison_.after().property(before->id);
    return now != nullptr ? now->name : accepted.property_name;
  }

  Comparison& comparison_;
  const TypePair& pair_;
  std::vector<std::string> common_;  // interfaces, sorted
};

void drop_property(Comparison& comparison, const TypePair& pair, const Property& property) {
  DropProperty step{pair.kind(), pair.type_name(), property.name, comparison.drops()};
  comparison.add(
      std::move(step),
      pair.kind() == DeclarationKind::interface ? ChangeTier::safe : comparison.drop_tier());
  note_dropped_property(comparison, pair, property);
}

}  // namespace

void compare_members(Comparison& comparison, const TypePair& pair) {
  ConstraintChanges constraints(comparison, pair);
  ProvenanceComparison provenance(comparison, pair);
  for (const Property& desired : *pair.desired.properties) {
    const Property* accepted = comparison.before().property(desired.id);
    if (accepted == nullptr) {
      add_property(comparison, pair, desired);
      continue;
    }
    if (accepted->name != desired.name) {
      comparison.add(RenameProperty{pair.kind(), pair.type_name(), accepted->name, desired.name});
    }
    compare_property_types(comparison, pair, *accepted, desired);
    bool annotated = compare_embeds(comparison, pair, *accepted, desired);
    constraints.add_property_level(*accepted, desired);
    provenance.compare(*accepted, desired);
    if (!annotated) {
      compare_annotations(comparison, pair, *accepted, desired);
    }
  }
  for (const Property& accepted : *pair.accepted.properties) {
    if (comparison.after().property(accepted.id) == nullptr) {
      drop_property(comparison, pair, accepted);
    }
  }
  constraints.add_rest();
}

void compare_types(Comparison& comparison) {
  TypeComparison types(comparison);
  types.compare(comparison.accepted().interfaces, comparison.desired().interfaces);
  types.compare(comparison.accepted().nodes, comparison.desired().nodes);
  types.compare(comparison.accepted().edges, comparison.desired().edges);
}

}  // namespace omnigraph::schema

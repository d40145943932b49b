#include "schema/constraint_changes.h"

#include "base/string_map.h"
#include "schema/change_codes.h"
#include "schema/migration_text.h"
#include "schema/normal_form.h"
#include "schema/range_bound.h"
#include "schema/schema_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <type_traits>
#include <utility>

namespace omnigraph::schema {
namespace {

template <typename Kind>
inline constexpr bool kHasFields =
    !std::is_same_v<Kind, RangeConstraint> && !std::is_same_v<Kind, CheckConstraint>;

std::string json_of(const Constraint& constraint) {
  std::string text;
  append_json(text, constraint);
  return text;
}

/// Whether every value that `inner` admits is one that `outer` admits.
bool contains(const RangeConstraint& outer, const RangeConstraint& inner) {
  bool low = !outer.min || (inner.min && !is_less(*inner.min, *outer.min));
  bool high = !outer.max || (inner.max && !is_less(*outer.max, *inner.max));
  return low && high;
}
ChangeTier tier_of_adding(const Constraint& constraint) {
  return std::holds_alternative<IndexConstraint>(constraint) ? ChangeTier::safe
                                                             : ChangeTier::validated;
}

}  // namespace

/// Those of an interface stand on its properties only.
std::vector<Constraint> ConstraintChanges::constraints_of(const TypeView& type) {
  if (type.entity != nullptr) {
    return type.entity->constraints;
  }
  std::vector<Constraint> constraints;
  for (const Property& property : *type.properties) {
    if (property.key) {
      constraints.emplace_back(KeyConstraint{{property.name}});
    }
    if (property.unique) {
      constraints.emplace_back(UniqueConstraint{{property.name}});
    }
    if (property.index) {
      constraints.emplace_back(IndexConstraint{{property.name}});
    }
  }
  normalise(constraints);
  return constraints;
}

/// The accepted constraints, with the desired names of the properties that survive. A dropped
/// property keeps its name, which no desired one can have: it would be the same property.
std::vector<Constraint> ConstraintChanges::renamed_constraints() const {
  StringMap<std::string> names;
  for (const Property& property : *pair_.accepted.properties) {
    const Property* now = comparison_.after().property(property.id);
    if (now != nullptr && now->name != property.name) {
      names.emplace(property.name, now->name);
    }
  }
  std::vector<Constraint> constraints = constraints_of(pair_.accepted);
  auto rename = [&names](std::string& name) {
    auto found = names.find(name);
    if (found != names.end()) {
      name = found->second;
    }
  };
  for (Constraint& constraint : constraints) {
    std::visit(
        [&rename](auto& value) {
          if constexpr (kHasFields<std::decay_t<decltype(value)>>) {
            std::for_each(value.properties.begin(), value.properties.end(), rename);
          } else {
            rename(value.property);
          }
        },
        constraint);
  }
  normalise(constraints);
  return constraints;
}

ConstraintChanges::ConstraintChanges(Comparison& comparison, const TypePair& pair)
    : comparison_(comparison), pair_(pair) {
  absl::flat_hash_set<std::string> desired;
  std::vector<Constraint> wanted = constraints_of(pair.desired);
  for (const Constraint& constraint : wanted) {
    desired.insert(json_of(constraint));
  }
  for (Constraint& constraint : renamed_constraints()) {
    std::string text = json_of(constraint);
    if (desired.contains(text)) {
      kept_.insert(std::move(text));
    } else {
      removed_.push_back({std::move(constraint), std::move(text)});
    }
  }
  for (Constraint& constraint : wanted) {
    std::string text = json_of(constraint);
    if (!kept_.contains(text)) {
      added_positions_.emplace(text, added_.size());
      added_.push_back({std::move(constraint), std::move(text)});
    }
  }
}

ConstraintChanges::Entry* ConstraintChanges::find_added(const Constraint& constraint) {
  auto found = added_positions_.find(json_of(constraint));
  return found != added_positions_.end() ? &added_[found->second] : nullptr;
}

bool ConstraintChanges::is_kept(const Constraint& constraint) const {
  return kept_.contains(json_of(constraint));
}

void ConstraintChanges::add_property_level(const Property& accepted, const Property& desired) {
  add_spelling(KeyConstraint{{desired.name}}, accepted.key, desired.key);
  add_spelling(UniqueConstraint{{desired.name}}, accepted.unique, desired.unique);
  add_spelling(IndexConstraint{{desired.name}}, accepted.index, desired.index);
}

void ConstraintChanges::add_spelling(const Constraint& single, bool before, bool after) {
  if (before == after) {
    return;
  }
  if (is_kept(single)) {
    if (after && std::holds_alternative<IndexConstraint>(single)) {
      comparison_.add(AddConstraint{pair_.kind(), pair_.type_name(), single});
    } else {
      comparison_.add(MoveConstraint{pair_.kind(), pair_.type_name(), single, after});
    }
    return;
  }
  Entry* entry = after ? find_added(single) : nullptr;
  if (entry != nullptr && !std::holds_alternative<KeyConstraint>(single)) {
    add(*entry);
  }
}

void ConstraintChanges::add(Entry& entry) {
  entry.done = true;
  comparison_.add(AddConstraint{pair_.kind(), pair_.type_name(), entry.constraint},
                  tier_of_adding(entry.constraint));
}

void ConstraintChanges::add_rest() {
  refuse_keys();
  std::vector<ChangeConstraint> changes;
  pair_up<RangeConstraint>(changes);
  pair_up<CheckConstraint>(changes);
  for (const Entry& entry : removed_) {
    if (!entry.done) {
      comparison_.add(DropConstraint{pair_.kind(), pair_.type_name(), entry.constraint});
    }
  }
  for (ChangeConstraint& change : changes) {
    // Of two patterns nobody can tell which one admits more.
    const auto* range = std::get_if<RangeConstraint>(&change.to);
    bool wider = range != nullptr && contains(*range, std::get<RangeConstraint>(change.from));
    comparison_.add(std::move(change), wider ? ChangeTier::safe : ChangeTier::validated);
  }
  for (Entry& entry : added_) {
    if (!entry.done) {
      add(entry);
    }
  }
}

/// Of ranges, and of checks: one that goes and one that comes over the same property are a change.
template <typename Kind>
void ConstraintChanges::pair_up(std::vector<ChangeConstraint>& changes) {
  struct Group {
    std::vector<Entry*> removed;
    std::vector<Entry*> added;
  };
  std::map<std::string, Group> groups;
  for (Entry& entry : removed_) {
    if (const auto* constraint = std::get_if<Kind>(&entry.constraint)) {
      groups[constraint->property].removed.push_back(&entry);
    }
  }
  for (Entry& entry : added_) {
    if (const auto* constraint = std::get_if<Kind>(&entry.constraint)) {
      groups[constraint->property].added.push_back(&entry);
    }
  }
  for (auto& [property, group] : groups) {
    if (group.removed.size() == 1 && group.added.size() == 1) {
      Entry& from = *group.removed.front();
      Entry& to = *group.added.front();
      from.done = to.done = true;
      changes.push_back({pair_.kind(), pair_.type_name(), from.constraint, to.constraint});
    }
  }
}

/// Ids are made from the key, so no change of one is carried out.
void ConstraintChanges::refuse_keys() {
  const KeyConstraint* added_key = nullptr;
  for (Entry& entry : added_) {
    if (const auto* key = std::get_if<KeyConstraint>(&entry.constraint)) {
      entry.done = true;
      added_key = key;
    }
  }
  bool had_key = false;
  for (Entry& entry : removed_) {
    if (const auto* key = std::get_if<KeyConstraint>(&entry.constraint)) {
      entry.done = true;
      had_key = true;
      refuse_key_change(*key, added_key);
    }
  }
  // A node has one key; an interface may give several properties one each, for different nodes.
  bool is_interface = pair_.desired.entity == nullptr;
  for (const Entry& entry : added_) {
    const auto* key = std::get_if<KeyConstraint>(&entry.constraint);
    if (key != nullptr && (is_interface || !had_key)) {
      comparison_.refuse(
          entity_name(pair_.kind(), pair_.desired.name), kKeyAdded,
          fmt::format("{} cannot be added, since entities have ids that are not made from it; use "
                      "{} instead, or export the graph and load it under the new schema",
                      constraint_text(*key), constraint_text(UniqueConstraint{key->properties})));
    }
  }
}

void ConstraintChanges::refuse_key_change(const KeyConstraint& from, const KeyConstraint* to) {
  std::vector<std::string> rest;
  for (const std::string& name : from.properties) {
    if (pair_.desired.find(name) != nullptr) {
      rest.push_back(name);
      continue;
    }
    comparison_.refuse(entity_name(pair_.kind(), pair_.desired.name, name), kKeyMemberDropped,
                       fmt::format("'{}' is part of {}, from which the ids of entities are made; "
                                   "keep it, or export the graph and load it under the new schema",
                                   name, constraint_text(from)));
  }
  bool is_interface = pair_.desired.entity == nullptr;
  bool is_explained = is_interface || to == nullptr
                          ? rest.empty()
                          : rest.size() < from.properties.size() && rest == to->properties;
  if (!is_explained) {
    comparison_.refuse(entity_name(pair_.kind(), pair_.desired.name), kKeyChanged,
                       fmt::format("{} cannot be removed or changed, since the ids of entities are "
                                   "made from it; export the graph and load it under the new "
                                   "schema",
                                   constraint_text(from)));
  }
}

}  // namespace omnigraph::schema

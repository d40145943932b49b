#include "migration_model.h"

#include "base/overloaded.h"
#include "base/throw_error.h"
#include "schema/normal_form.h"

#include <algorithm>

namespace omnigraph::schema::testing {
namespace {

template <typename T>
auto position_of(std::vector<T>& elements, std::string_view name) {
  auto found = std::find_if(elements.begin(), elements.end(),
                            [name](const T& element) { return element.name == name; });
  ensure(found != elements.end(), "a step names what is there: " + std::string(name));
  return found;
}

class Model {
 public:
  Model(Catalog catalog, const Catalog& desired)
      : catalog_(std::move(catalog)), desired_(desired) {}

  Catalog result() {
    normalise(catalog_);
    return std::move(catalog_);
  }

  void operator()(const AddType& step) {
    with_types(step.kind, [&](auto& types, auto& wanted) {
      types.push_back(*position_of(wanted, step.name));
    });
  }
  void operator()(const RenameType& step) {
    with_types(step.kind, [&](auto& types, auto& /*wanted*/) {
      position_of(types, step.from)->name = step.to;
    });
    for (EdgeType& edge : catalog_.edges) {
      bool node = step.kind == DeclarationKind::node;
      edge.from = node && edge.from == step.from ? step.to : edge.from;
      edge.to = node && edge.to == step.from ? step.to : edge.to;
    }
  }
  void operator()(const AddProperty& step) {
    add_property(step.kind, step.type_name, step.property_name);
  }
  void operator()(const RenameProperty& step);
  void operator()(const AddConstraint& step) {
    if (EntityType* type = entity(step.kind, step.type_name)) {
      type->constraints.push_back(step.constraint);
      normalise(type->constraints);
    }
    copy_flags(step.kind, step.type_name);
  }
  void operator()(const DropConstraint& step) {
    drop(entity(step.kind, step.type_name), step.constraint);
    copy_flags(step.kind, step.type_name);
  }
  void operator()(const ChangeConstraint& step) {
    EntityType* type = entity(step.kind, step.type_name);
    drop(type, step.from);
    type->constraints.push_back(step.to);
  }
  void operator()(const MoveConstraint& step) { copy_flags(step.kind, step.type_name); }
  void operator()(const ExtendEnum& step) {
    std::vector<std::string>& values =
        property(step.kind, step.type_name, step.property_name).type.enum_values;
    values.insert(values.end(), step.added_values.begin(), step.added_values.end());
    std::sort(values.begin(), values.end());
  }
  void operator()(const ChangeType& step) { change_type(step); }
  void operator()(const ChangeNullability& step) { change_type(step); }
  void operator()(const ChangeCardinality& step) {
    EdgeType& edge = *position_of(catalog_.edges, step.name);
    ensure(edge.cardinality == step.from, "a step starts from what is there");
    edge.cardinality = step.to;
  }
  void operator()(const ChangeInterfaces& step) {
    ensure(position_of(catalog_.nodes, step.name)->implements == step.from,
           "a step starts from what is there");
    join_interfaces(step.name);
    ensure(position_of(catalog_.nodes, step.name)->implements == step.to,
           "a step leads to what is desired");
  }
  void operator()(const ChangeProvenance& step) {
    Property& changed = property(DeclarationKind::node, step.type_name, step.property_name);
    ensure(changed.declared_directly == step.from_declared, "a step starts from what is there");
    changed.declared_directly = step.to_declared;
    changed.satisfies =
        wanted_property(DeclarationKind::node, step.type_name, step.property_name).satisfies;
  }
  void operator()(const UpdateTypeMetadata& step) {
    entity(step.kind, step.name)->annotations = step.annotations;
  }
  void operator()(const UpdatePropertyMetadata& step) {
    Property& changed = property(step.kind, step.type_name, step.property_name);
    changed.annotations.clear();
    for (const Annotation& annotation : step.annotations) {
      if (annotation.name == "embed") {
        ensure(step.adds_embed, "only a new @embed is listed");
        changed.embed = EmbedSource{annotation.value.value_or(""), std::nullopt};
        if (!annotation.kwargs.empty()) {
          changed.embed->model = annotation.kwargs.front().second;
        }
      } else {
        changed.annotations.push_back(annotation);
      }
    }
  }
  void operator()(const DropType& step) { drop_type(step.kind, step.name); }
  void operator()(const DropProperty& step) {
    std::vector<Property>& properties = *properties_of(step.kind, step.type_name);
    properties.erase(position_of(properties, step.property_name));
  }
  void operator()(const UnsupportedChange& /*step*/) {}

  void force(const UnsupportedChange& step, std::string_view code);

 private:
  template <typename Action>
  void with_types(DeclarationKind kind, const Action& action) {
    Catalog wanted = desired_;
    switch (kind) {
      case DeclarationKind::interface:
        return action(catalog_.interfaces, wanted.interfaces);
      case DeclarationKind::node:
        return action(catalog_.nodes, wanted.nodes);
      case DeclarationKind::edge:
        return action(catalog_.edges, wanted.edges);
    }
  }

  std::vector<Property>* properties_of(DeclarationKind kind, std::string_view type) {
    std::vector<Property>* properties = nullptr;
    with_types(kind, [&](auto& types, auto& /*wanted*/) {
      properties = &position_of(types, type)->properties;
    });
    return properties;
  }
  Property& property(DeclarationKind kind, std::string_view type, std::string_view name) {
    return *position_of(*properties_of(kind, type), name);
  }
  Property wanted_property(DeclarationKind kind, std::string_view type, std::string_view name) {
    Property result;
    with_types(kind, [&](auto& /*types*/, auto& wanted) {
      result = *position_of(position_of(wanted, type)->properties, name);
    });
    return result;
  }
  EntityType* entity(DeclarationKind kind, std::string_view name) {
    return kind == DeclarationKind::interface ? nullptr
           : kind == DeclarationKind::node
               ? static_cast<EntityType*>(&*position_of(catalog_.nodes, name))
               : static_cast<EntityType*>(&*position_of(catalog_.edges, name));
  }

  void add_property(DeclarationKind kind, std::string_view type, std::string_view name) {
    properties_of(kind, type)->push_back(wanted_property(kind, type, name));
  }
  void drop_type(DeclarationKind kind, std::string_view name) {
    with_types(kind, [&](auto& types, auto& /*wanted*/) { types.erase(position_of(types, name)); });
  }
  template <typename Step>
  void change_type(const Step& step) {
    PropertyType& type = property(step.kind, step.type_name, step.property_name).type;
    ensure(type == step.from, "a step starts from what is there");
    type = step.to;
  }
  static void drop(EntityType* type, const Constraint& constraint) {
    if (type != nullptr) {
      auto found = std::find(type->constraints.begin(), type->constraints.end(), constraint);
      ensure(found != type->constraints.end(), "a dropped constraint was there");
      type->constraints.erase(found);
    }
  }
  /// Which constraints stand on properties; `@key` only where a step says so.
  void copy_flags(DeclarationKind kind, std::string_view type) {
    with_types(kind, [&](auto& types, auto& wanted) {
      for (const Property& source : position_of(wanted, type)->properties) {
        for (Property& target : position_of(types, type)->properties) {
          if (source.name == target.name) {
            target.key = source.key;
            target.unique = source.unique;
            target.index = source.index;
          }
        }
      }
    });
  }
  void join_interfaces(std::string_view name);
  void copy_key(DeclarationKind kind, const std::string& type);

  Catalog catalog_;
  const Catalog& desired_;
};

void Model::operator()(const RenameProperty& step) {
  auto rename = [&step](std::string& name) { name = name == step.from ? step.to : name; };
  property(step.kind, step.type_name, step.from).name = step.to;
  for (Property& each : *properties_of(step.kind, step.type_name)) {
    if (each.embed) {
      rename(each.embed->property);
    }
  }
  if (EntityType* type = entity(step.kind, step.type_name)) {
    for (Constraint& constraint : type->constraints) {
      std::visit(Overloaded{[&](RangeConstraint& range) { rename(range.property); },
                            [&](CheckConstraint& check) { rename(check.property); },
                            [&](auto& fields) {
                              std::for_each(fields.properties.begin(), fields.properties.end(),
                                            rename);
                            }},
                 constraint);
    }
    normalise(type->constraints);
    return;
  }
  for (NodeType& node : catalog_.nodes) {
    for (Property& each : node.properties) {
      for (InterfaceProperty& satisfied : each.satisfies) {
        if (satisfied.interface_name == step.type_name) {
          rename(satisfied.property_name);
        }
      }
    }
  }
}

/// Another set of interfaces, and for those that only one side has what stands for their
/// properties.
void Model::join_interfaces(std::string_view name) {
  NodeType& node = *position_of(catalog_.nodes, name);
  const NodeType& wanted = *desired_.find_node(name);
  auto both = [&node, &wanted](const InterfaceProperty& satisfied) {
    auto has = [&satisfied](const std::vector<std::string>& names) {
      return std::find(names.begin(), names.end(), satisfied.interface_name) != names.end();
    };
    return has(node.implements) && has(wanted.implements);
  };
  for (Property& each : node.properties) {
    std::vector<InterfaceProperty> satisfies;
    std::copy_if(each.satisfies.begin(), each.satisfies.end(), std::back_inserter(satisfies), both);
    if (const Property* target = wanted.find_property(each.name)) {
      std::copy_if(target->satisfies.begin(), target->satisfies.end(),
                   std::back_inserter(satisfies),
                   [&both](const InterfaceProperty& satisfied) { return !both(satisfied); });
    }
    each.satisfies = std::move(satisfies);
  }
  node.implements = wanted.implements;
}

void Model::copy_key(DeclarationKind kind, const std::string& type) {
  auto is_key = [](const Constraint& constraint) {
    return std::holds_alternative<KeyConstraint>(constraint);
  };
  if (EntityType* target = entity(kind, type)) {
    std::vector<Constraint>& constraints = target->constraints;
    constraints.erase(std::remove_if(constraints.begin(), constraints.end(), is_key),
                      constraints.end());
    const EntityType& source = *desired_.find_node(type);
    std::copy_if(source.constraints.begin(), source.constraints.end(),
                 std::back_inserter(constraints), is_key);
  }
  copy_flags(kind, type);
}

void Model::force(const UnsupportedChange& step, std::string_view code) {
  std::size_t colon = step.entity.find(':');
  std::size_t dot = step.entity.find('.');
  std::string keyword = step.entity.substr(0, colon);
  std::string type =
      step.entity.substr(colon + 1, dot == std::string::npos ? dot : dot - colon - 1);
  std::string name = dot == std::string::npos ? "" : step.entity.substr(dot + 1);
  DeclarationKind kind = keyword == "interface" ? DeclarationKind::interface
                         : keyword == "node"    ? DeclarationKind::node
                                                : DeclarationKind::edge;
  std::string_view family = code.substr(3, 2);
  if (code == "OG-MF-103") {
    add_property(kind, type, name);
  } else if (code == "OG-MF-106") {
    property(kind, type, name).type = wanted_property(kind, type, name).type;
  } else if (family == "VE") {
    property(kind, type, name).embed = wanted_property(kind, type, name).embed;
  } else if (family == "CD") {
    copy_key(kind, type);
  } else if (code == "OG-ED-101") {
    position_of(catalog_.edges, type)->from = desired_.find_edge(type)->from;
    position_of(catalog_.edges, type)->to = desired_.find_edge(type)->to;
  } else if (code == "OG-BC-101") {
    drop_type(kind, type);
  } else if (code == "OG-BC-102") {
    join_interfaces(type);
  } else {
    throw_internal("a step that no rule explains: {}", step.reason);
  }
}

}  // namespace

Catalog carried_out(Catalog accepted, const Migration& migration) {
  Model model(std::move(accepted), migration.desired);
  for (const MigrationStep& step : migration.steps) {
    if (const auto* unsupported = std::get_if<UnsupportedChange>(&step.change)) {
      model.force(*unsupported, step.code.value());
    } else {
      std::visit(model, step.change);
    }
  }
  return model.result();
}

}  // namespace omnigraph::schema::testing

#include "query/check_mutation.h"

#include "base/overloaded.h"
#include "base/string_map.h"
#include "base/suggest.h"
#include "query/check_filter.h"
#include "query/check_stored_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace omnigraph::query {
namespace {

using schema::Property;
using schema::Scalar;

/// The type that a statement names.
struct Target {
  const schema::EntityType* type = nullptr;
  const schema::NodeType* node = nullptr;  ///< null for an edge

  bool is_edge() const { return node == nullptr; }
  EntityKind kind() const { return is_edge() ? EntityKind::edge : EntityKind::node; }
};

/// Statements spell types exactly, and a node type comes before an edge type (WR-8).
Target find_target(const CheckContext& context, const Name& name) {
  const schema::Catalog& catalog = context.catalog();
  if (const schema::NodeType* node = catalog.find_node(name.text)) {
    return {node, node};
  }
  const schema::EdgeType* edge = catalog.find_edge(name.text);
  if (edge != nullptr && edge->name == name.text) {
    return {edge, nullptr};
  }
  std::vector<std::string> known = catalog.node_names();
  for (std::string& edge_name : catalog.edge_names()) {
    known.push_back(std::move(edge_name));
  }
  context.fail(TypeCode::t10, name.offset,
               fmt::format("there is no node or edge type '{}'{}", name.text,
                           did_you_mean(name.text, known)));
}

std::optional<EndpointSide> endpoint_side(const Target& target, const Name& name) {
  if (!target.is_edge() || (name.text != "from" && name.text != "to")) {
    return std::nullopt;
  }
  return name.text == "from" ? EndpointSide::from : EndpointSide::to;
}

const Property& find_property(const CheckContext& context, const Target& target, const Name& name) {
  const Property* property = target.type->find_property(name.text);
  if (property == nullptr) {
    std::vector<std::string> known = target.type->property_names();
    if (target.is_edge()) {
      known.insert(known.end(), {"from", "to"});
    }
    context.fail(TypeCode::t11, name.offset,
                 fmt::format("type '{}' has no property '{}'{}", target.type->name, name.text,
                             did_you_mean(name.text, known)));
  }
  return *property;
}

std::size_t position_of(const Target& target, const Property& property) {
  return static_cast<std::size_t>(&property - target.type->properties.data());
}

/// `from` and `to` hold the id of a node: a required String.
schema::PropertyType endpoint_type() { return {}; }

/// Checks one statement.
class StatementChecker {
 public:
  StatementChecker(const CheckContext& context, const Name& type_name)
      : context_(context), type_name_(type_name), target_(find_target(context, type_name)) {}

  CheckedStatement insert(const InsertStatement& statement) {
    Insert insert;
    insert.kind = target_.kind();
    insert.type_name = target_.type->name;
    check_names(statement.assignments);
    for (const PropertyValue& entry : statement.assignments) {
      if (auto side = endpoint_side(target_, entry.property)) {
        (*side == EndpointSide::from ? insert.from : insert.to) = endpoint_value(entry);
      } else {
        insert.assignments.push_back(assign(entry));
      }
    }
    check_complete(insert);
    return insert;
  }

  CheckedStatement update(const UpdateStatement& statement) {
    if (target_.is_edge()) {
      context_.fail(TypeCode::t16, type_name_.offset,
                    fmt::format("'{}' is an edge type, and edges cannot be updated; delete the "
                                "edge and insert another",
                                target_.type->name));
    }
    Update update;
    update.type_name = target_.type->name;
    check_names(statement.assignments);
    for (const PropertyValue& entry : statement.assignments) {
      update.assignments.push_back(assign(entry));
      refuse_key_member(entry.property);
    }
    update.where = check_where(statement.where);
    return update;
  }

  CheckedStatement remove(const DeleteStatement& statement) {
    return Delete{target_.kind(), target_.type->name, check_where(statement.where)};
  }

 private:
  void check_names(const std::vector<PropertyValue>& assignments) const {
    if (assignments.empty()) {
      context_.fail(TypeCode::t10, type_name_.offset, "at least one property must be assigned");
    }
    StringSet names;
    for (const PropertyValue& entry : assignments) {
      if (!names.insert(entry.property.text).second) {
        context_.fail(TypeCode::t13, entry.property.offset,
                      fmt::format("property '{}' is assigned twice", entry.property.text));
      }
    }
  }

  std::string full_name(const Name& property) const {
    return fmt::format("{}.{}", target_.type->name, property.text);
  }

  Assignment assign(const PropertyValue& entry) const {
    const Property& property = find_property(context_, target_, entry.property);
    return {position_of(target_, property), property.name,
            check_stored_value(context_, full_name(entry.property), property.type, entry.value)};
  }

  ExpressionPtr endpoint_value(const PropertyValue& entry) const {
    return check_stored_value(context_, full_name(entry.property), endpoint_type(), entry.value);
  }

  void check_complete(const Insert& insert) const {
    if (target_.is_edge() && (insert.from == nullptr || insert.to == nullptr)) {
      context_.fail(TypeCode::t12, type_name_.offset,
                    fmt::format("an insert of edge '{}' must assign '{}'", target_.type->name,
                                insert.from == nullptr ? "from" : "to"));
    }
    auto assigned = [&insert](std::string_view name) {
      return std::any_of(insert.assignments.begin(), insert.assignments.end(),
                         [name](const Assignment& entry) { return entry.name == name; });
    };
    for (const Property& property : target_.type->properties) {
      bool embedded = property.embed && assigned(property.embed->property);
      if (!property.type.nullable && !embedded && !assigned(property.name)) {
        std::string source =
            property.embed ? fmt::format(" or its source '{}'", property.embed->property) : "";
        context_.fail(TypeCode::t12, type_name_.offset,
                      fmt::format("an insert of '{}' must assign the required property '{}'{}",
                                  target_.type->name, property.name, source));
      }
    }
  }

  void refuse_key_member(const Name& name) const {
    for (const Property* member : target_.node->key()) {
      if (member->name == name.text) {
        context_.fail(TypeCode::none, name.offset,
                      fmt::format("property '{}' is part of the key, which an update cannot "
                                  "change; delete the node and insert another",
                                  full_name(name)));
      }
    }
  }

  ExpressionPtr check_where(const MutationPredicate& predicate) const {
    ExpressionPtr left;
    ExpressionPtr right;
    if (auto side = endpoint_side(target_, predicate.property)) {
      left = make_expression(scalar_type(Scalar::string), predicate.property.offset,
                             EdgeEndpoint{0, *side});
      right = check_stored_value(context_, full_name(predicate.property), endpoint_type(),
                                 predicate.value);
    } else {
      const Property& property = find_property(context_, target_, predicate.property);
      refuse_in_predicate(predicate.property, property);
      left = make_expression(value_type(property.type), predicate.property.offset,
                             PropertyAccess{0, position_of(target_, property), property.name});
      right = check_stored_value(context_, full_name(predicate.property), property.type,
                                 predicate.value);
    }
    return make_expression(
        scalar_type(Scalar::boolean), predicate.property.offset,
        Comparison{comparison_operator(predicate.op), std::move(left), std::move(right)});
  }

  void refuse_in_predicate(const Name& name, const Property& property) const {
    if (property.type.scalar == Scalar::blob) {
      context_.fail(
          TypeCode::t11, name.offset,
          fmt::format("property '{}' is a Blob and cannot stand in where", full_name(name)));
    }
    if (property.type.list || property.type.scalar == Scalar::vector) {
      context_.fail(TypeCode::t7, name.offset,
                    fmt::format("property '{}' is {} and cannot be compared in where",
                                full_name(name), schema::to_string(property.type)));
    }
  }

  const CheckContext& context_;
  const Name& type_name_;
  Target target_;
};

}  // namespace

CheckedMutation check_mutation(const CheckContext& context, const Name& query,
                               const MutationBody& body) {
  CheckedMutation mutation;
  bool deletes =
      !body.statements.empty() && std::holds_alternative<DeleteStatement>(body.statements.front());
  bool mixed = false;
  for (const Statement& statement : body.statements) {
    mixed = mixed || std::holds_alternative<DeleteStatement>(statement) != deletes;
    mutation.statements.push_back(
        std::visit(Overloaded{
                       [&context](const InsertStatement& insert) {
                         return StatementChecker(context, insert.type).insert(insert);
                       },
                       [&context](const UpdateStatement& update) {
                         return StatementChecker(context, update.type).update(update);
                       },
                       [&context](const DeleteStatement& remove) {
                         return StatementChecker(context, remove.type).remove(remove);
                       },
                   },
                   statement));
  }
  if (mixed) {
    context.fail(TypeCode::none, query.offset,
                 fmt::format("query '{}' mixes deletes with inserts or updates; split it into two "
                             "queries",
                             query.text));
  }
  return mutation;
}

}  // namespace omnigraph::query

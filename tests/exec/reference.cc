#include "reference.h"

#include "model_value.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <stdexcept>

namespace omnigraph::exec::testing {
namespace {

using expr::Operator;
using expr::Value;
using query::Expression;
using query::Pattern;

using Entity = std::pair<const std::string, ModelEntity>;
/// The entity of every variable; null while it has none.
using Row = std::vector<const Entity*>;

class Evaluation {
 public:
  Evaluation(const query::CheckedRead& read, const schema::Catalog& catalog, const Model& model,
             const std::vector<Value>& parameters, std::int64_t now_millis)
      : read_(read),
        catalog_(catalog),
        model_(model),
        parameters_(parameters),
        now_millis_(now_millis) {}

  ReferenceResult run() {
    Row row(read_.variables.size(), nullptr);
    for_each_match(read_.pattern, row, [this](const Row& match) {
      matches_.push_back(match);
      return true;
    });
    return read_.is_aggregate ? aggregate() : plain();
  }

 private:
  using Callback = std::function<bool(const Row&)>;

  const std::map<std::string, ModelEntity>& entities_of(std::size_t variable) const {
    static const std::map<std::string, ModelEntity> kNone;
    const query::Variable& declared = read_.variables[variable];
    const auto& types = declared.kind == query::EntityKind::node ? model_.nodes : model_.edges;
    auto found = types.find(declared.type_name);
    return found == types.end() ? kNone : found->second;
  }

  /// Calls `found` for every assignment of the pattern's variables that extends `row` and makes all
  /// clauses true, until it answers false.
  bool for_each_match(const Pattern& pattern, Row& row, const Callback& found,
                      std::size_t next = 0) {
    if (next < pattern.variables.size()) {
      std::size_t variable = pattern.variables[next];
      for (const Entity& entity : entities_of(variable)) {
        row[variable] = &entity;
        bool go_on = !may_hold(pattern, row) || for_each_match(pattern, row, found, next + 1);
        row[variable] = nullptr;
        if (!go_on) {
          return false;
        }
      }
      return true;
    }
    if (!may_hold(pattern, row)) {
      return true;
    }
    for (const Pattern& block : pattern.negations) {
      bool exists = false;
      for_each_match(block, row, [&exists](const Row&) {
        exists = true;
        return false;
      });
      if (exists) {
        return true;
      }
    }
    return found(row);
  }

  /// False if a traversal or condition whose variables are all assigned does not hold.
  bool may_hold(const Pattern& pattern, const Row& row) {
    return std::all_of(pattern.traversals.begin(), pattern.traversals.end(),
                       [&](const query::Traversal& traversal) { return holds(traversal, row); }) &&
           std::all_of(pattern.conditions.begin(), pattern.conditions.end(),
                       [&](const query::ExpressionPtr& condition) {
                         return holds(std::get<query::Comparison>(condition->node), row);
                       });
  }

  bool holds(const query::Traversal& traversal, const Row& row) {
    const Entity* from = row[traversal.from];
    const Entity* to = row[traversal.to];
    if (from == nullptr || to == nullptr) {
      return true;
    }
    if (!traversal.edge_variable) {
      return reached(traversal, from->first).count(to->first) > 0;
    }
    const Entity* edge = row[*traversal.edge_variable];
    if (edge == nullptr) {
      return true;
    }
    bool out = edge->second.from == from->first && edge->second.to == to->first;
    bool in = edge->second.to == from->first && edge->second.from == to->first;
    return (traversal.direction != query::Direction::in && out) ||
           (traversal.direction != query::Direction::out && in);
  }

  std::set<std::string> neighbours(const query::Traversal& traversal, const std::string& node) {
    std::set<std::string> found;
    auto edges = model_.edges.find(traversal.edge_type);
    if (edges == model_.edges.end()) {
      return found;
    }
    for (const auto& [id, edge] : edges->second) {
      if (traversal.direction != query::Direction::in && edge.from == node) {
        found.insert(edge.to);
      }
      if (traversal.direction != query::Direction::out && edge.to == node) {
        found.insert(edge.from);
      }
    }
    return found;
  }

  /// GQ-53, by distances; GQ-55 for different endpoint types.
  const std::set<std::string>& reached(const query::Traversal& traversal,
                                       const std::string& source) {
    auto [known, fresh] = reached_.try_emplace({&traversal, source});
    if (!fresh) {
      return known->second;
    }
    std::set<std::string>& found = known->second;
    const schema::EdgeType& type = *catalog_.find_edge(traversal.edge_type);
    if (type.from != type.to) {
      if (traversal.min <= 1) {
        found = neighbours(traversal, source);
      }
      return found;
    }
    std::map<std::string, std::uint32_t> distance{{source, 0}};
    std::vector<std::string> queue{source};
    for (std::size_t i = 0; i < queue.size(); ++i) {
      for (const std::string& next : neighbours(traversal, queue[i])) {
        if (distance.try_emplace(next, distance[queue[i]] + 1).second) {
          queue.push_back(next);
        }
      }
    }
    auto within = [&traversal](std::uint32_t hops) {
      return traversal.min <= hops && hops <= traversal.max;
    };
    for (const auto& [node, hops] : distance) {
      bool loop = neighbours(traversal, node).count(node) > 0;
      if ((node != source && within(hops)) || (loop && within(hops + 1))) {
        found.insert(node);
      }
    }
    return found;
  }

  static bool is_single(const Expression& expression) {
    return std::holds_alternative<query::PropertyAccess>(expression.node) &&
           expression.type.scalar == schema::Scalar::f32;
  }
  static bool is_constant(const Expression& expression) {
    return std::holds_alternative<query::Constant>(expression.node) ||
           std::holds_alternative<query::Parameter>(expression.node);
  }

  bool holds(const query::Comparison& comparison, const Row& row) {
    std::optional<Value> left = value_of(*comparison.left, row);
    std::optional<Value> right = value_of(*comparison.right, row);
    if (!left || !right) {
      return true;  // mentions a variable that is not assigned yet
    }
    if (left->is_null() || right->is_null()) {
      return false;
    }
    auto round = [](Value& value) {
      if (auto number = number_of(value)) {
        value.data = static_cast<double>(static_cast<float>(*number));
      }
    };
    if (is_single(*comparison.left) && is_constant(*comparison.right)) {
      round(*right);
    }
    if (is_single(*comparison.right) && is_constant(*comparison.left)) {
      round(*left);
    }
    return is_true(comparison.op, *left, *right);
  }

  static bool is_true(Operator op, const Value& left, const Value& right) {
    switch (op) {
      case Operator::equal:
        return compare(left, right) == 0;
      case Operator::not_equal:
        return compare(left, right) != 0;
      case Operator::less:
        return compare(left, right) < 0;
      case Operator::less_equal:
        return compare(left, right) <= 0;
      case Operator::greater:
        return compare(left, right) > 0;
      case Operator::greater_equal:
        return compare(left, right) >= 0;
      case Operator::contains_text:
        return std::get<std::string>(left.data).find(std::get<std::string>(right.data)) !=
               std::string::npos;
      case Operator::contains_item: {
        const auto& items = std::get<expr::List>(left.data);
        return std::any_of(items.begin(), items.end(), [&right](const Value& item) {
          return !item.is_null() && compare(item, right) == 0;
        });
      }
      case Operator::starts_with:
        return std::get<std::string>(left.data).rfind(std::get<std::string>(right.data), 0) == 0;
    }
    return false;
  }

  /// The value in a row; nothing if it mentions a variable that is not assigned yet.
  std::optional<Value> value_of(const Expression& expression, const Row& row) {
    if (const auto* access = std::get_if<query::PropertyAccess>(&expression.node)) {
      const Entity* entity = row[access->variable];
      return entity == nullptr ? std::nullopt
                               : std::optional(entity->second.property(access->name));
    }
    if (const auto* id = std::get_if<query::EntityId>(&expression.node)) {
      const Entity* entity = row[id->variable];
      return entity == nullptr ? std::nullopt : std::optional(Value{entity->first});
    }
    if (const auto* constant = std::get_if<query::Constant>(&expression.node)) {
      return constant->value;
    }
    if (const auto* parameter = std::get_if<query::Parameter>(&expression.node)) {
      return parameters_[parameter->index];
    }
    if (std::holds_alternative<query::Now>(expression.node)) {
      return Value{expr::DateTime{now_millis_}};
    }
    throw std::logic_error("the reference knows no such expression");
  }

  ReferenceResult plain() {
    std::vector<std::size_t> variables = read_.pattern.variables;
    std::stable_sort(variables.begin(), variables.end(), [this](std::size_t a, std::size_t b) {
      return read_.variables[a].name < read_.variables[b].name;
    });
    auto before = [&](const Row& a, const Row& b) {
      for (const query::OrderKey& key : read_.order) {
        int order =
            compare_nulls_first(*value_of(*key.expression, a), *value_of(*key.expression, b));
        if (order != 0) {
          return key.descending ? order > 0 : order < 0;
        }
      }
      for (std::size_t variable : variables) {
        if (a[variable]->first != b[variable]->first) {
          return a[variable]->first < b[variable]->first;
        }
      }
      return false;
    };
    if (!read_.order.empty()) {
      std::stable_sort(matches_.begin(), matches_.end(), before);
    }
    ReferenceResult result;
    for (const Row& match : matches_) {
      std::string row;
      for (const query::Projection& projection : read_.projections) {
        row += spell(*value_of(*projection.expression, match)) + " | ";
      }
      result.rows.push_back(std::move(row));
    }
    return result;
  }

  Value aggregate_of(const query::Aggregate& aggregate, const std::vector<Row>& rows) {
    std::vector<Value> values;
    for (const Row& row : rows) {
      Value value = *value_of(*aggregate.argument, row);
      if (!value.is_null()) {
        values.push_back(std::move(value));
      }
    }
    if (aggregate.kind == query::AggregateKind::count) {
      return {static_cast<std::int64_t>(values.size())};
    }
    if (values.empty()) {
      return {};
    }
    auto less = [](const Value& a, const Value& b) { return compare(a, b) < 0; };
    if (aggregate.kind == query::AggregateKind::min) {
      return *std::min_element(values.begin(), values.end(), less);
    }
    if (aggregate.kind == query::AggregateKind::max) {
      return *std::max_element(values.begin(), values.end(), less);
    }
    double sum = 0;
    for (const Value& value : values) {
      sum += static_cast<double>(*number_of(value));
    }
    return {aggregate.kind == query::AggregateKind::sum ? sum
                                                        : sum / static_cast<double>(values.size())};
  }

  ReferenceResult aggregate() {
    std::map<std::string, std::vector<Row>> groups;
    if (read_.group_keys.empty()) {
      groups[""] = {};
    }
    for (const Row& match : matches_) {
      std::string key;
      for (std::size_t projection : read_.group_keys) {
        key += spell(*value_of(*read_.projections[projection].expression, match)) + " | ";
      }
      groups[key].push_back(match);
    }
    std::vector<std::vector<Value>> table;
    for (const auto& [key, rows] : groups) {
      std::vector<Value>& columns = table.emplace_back();
      for (const query::Projection& projection : read_.projections) {
        const auto* aggregate = std::get_if<query::Aggregate>(&projection.expression->node);
        columns.push_back(aggregate != nullptr ? aggregate_of(*aggregate, rows)
                                               : *value_of(*projection.expression, rows.front()));
      }
    }
    auto before = [this](const std::vector<Value>& a, const std::vector<Value>& b) {
      for (const query::OrderKey& key : read_.order) {
        int order = compare_nulls_first(a[*key.column], b[*key.column]);
        if (order != 0) {
          return key.descending ? order > 0 : order < 0;
        }
      }
      for (std::size_t projection : read_.group_keys) {
        int order = compare_nulls_first(a[projection], b[projection]);
        if (order != 0) {
          return order < 0;
        }
      }
      return false;
    };
    if (!read_.order.empty()) {
      std::stable_sort(table.begin(), table.end(), before);
    }
    ReferenceResult result;
    for (const std::vector<Value>& columns : table) {
      std::string row;
      for (const Value& value : columns) {
        row += spell(value) + " | ";
      }
      result.rows.push_back(std::move(row));
    }
    return result;
  }

  const query::CheckedRead& read_;
  const schema::Catalog& catalog_;
  const Model& model_;
  const std::vector<Value>& parameters_;
  std::int64_t now_millis_;
  std::vector<Row> matches_;
  std::map<std::pair<const query::Traversal*, std::string>, std::set<std::string>> reached_;
};

}  // namespace

ReferenceResult evaluate_reference(const query::CheckedRead& read, const schema::Catalog& catalog,
                                   const Model& model, const std::vector<Value>& parameters,
                                   std::int64_t now_millis) {
  return Evaluation(read, catalog, model, parameters, now_millis).run();
}

}  // namespace omnigraph::exec::testing

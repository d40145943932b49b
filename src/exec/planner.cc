#include "exec/planner.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace omnigraph::exec {
namespace {

using query::ExpressionPtr;
using query::Pattern;
using query::Traversal;

using OperatorPtr = std::unique_ptr<Operator>;

// How much of a table a condition is taken to keep, without statistics.
constexpr double kEqualityKeeps = 0.02;
constexpr double kOtherKeeps = 0.3;

std::vector<std::size_t> variables_of(const query::Expression& expression) {
  std::vector<std::size_t> variables;
  collect_variables(expression, variables);
  std::sort(variables.begin(), variables.end());
  variables.erase(std::unique(variables.begin(), variables.end()), variables.end());
  return variables;
}

/// How many `not` blocks stand inside one another below `block`.
std::size_t height_of(const Pattern& block) {
  std::size_t height = 0;
  for (const Pattern& inner : block.negations) {
    height = std::max(height, height_of(inner) + 1);
  }
  return height;
}

/// Builds the plan of one pattern clause by clause.
class Planner {
 public:
  Planner(const Pattern& pattern, const Scope& scope, std::vector<bool> bound)
      : pattern_(pattern),
        scope_(scope),
        bound_(std::move(bound)),
        walked_(pattern.traversals.size()),
        applied_(pattern.conditions.size()) {}

  /// The rows of `input` extended by the whole pattern; without `input`, the rows of the pattern.
  OperatorPtr plan(OperatorPtr input);

 private:
  OperatorPtr plan_component(std::size_t start);
  OperatorPtr extend(OperatorPtr input);
  OperatorPtr walk(OperatorPtr input, const Traversal& traversal);
  OperatorPtr apply_ready(OperatorPtr input);
  OperatorPtr scan(std::size_t variable);
  OperatorPtr deny(OperatorPtr input, const Pattern& block);

  Conditions take_conditions_on(std::size_t variable);
  std::optional<std::string> key_of(std::size_t variable) const;
  std::optional<std::size_t> best_start() const;
  std::optional<std::size_t> best_traversal() const;
  double estimate(std::size_t variable) const;
  double fan_out(const Traversal& traversal) const;
  Hop hop_of(const Traversal& traversal, bool reversed) const;
  bool is_bound(std::size_t variable) const { return bound_[variable]; }

  const Pattern& pattern_;
  const Scope& scope_;
  std::vector<bool> bound_;    // by variable
  std::vector<bool> walked_;   // by traversal
  std::vector<bool> applied_;  // by condition
};

/// The id that the conditions fix `variable` to, if they compare every member of its key with a
/// constant. Only single-member keys are recognised; others are scanned.
std::optional<std::string> Planner::key_of(std::size_t variable) const {
  const query::Variable& entity = scope_.variables[variable];
  if (entity.kind != query::EntityKind::node) {
    return std::nullopt;
  }
  std::vector<const schema::Property*> key =
      scope_.view.catalog().find_node(entity.type_name)->key();
  if (key.size() != 1) {
    return std::nullopt;
  }
  for (const ExpressionPtr& condition : pattern_.conditions) {
    const auto* comparison = std::get_if<query::Comparison>(&condition->node);
    if (comparison == nullptr || comparison->op != expr::Operator::equal) {
      continue;
    }
    for (bool swapped : {false, true}) {
      const query::Expression& left = swapped ? *comparison->right : *comparison->left;
      const query::Expression& right = swapped ? *comparison->left : *comparison->right;
      const auto* access = std::get_if<query::PropertyAccess>(&left.node);
      std::optional<expr::Value> value = constant_value(right, scope_);
      if (access == nullptr || access->variable != variable || access->name != key[0]->name ||
          !value) {
        continue;
      }
      // Text is its own key; other types may convert in the comparison and are scanned.
      if (const auto* text = std::get_if<std::string>(&value->data)) {
        return *text;
      }
    }
  }
  return std::nullopt;
}

double Planner::estimate(std::size_t variable) const {
  if (key_of(variable)) {
    return 1;
  }
  auto rows = static_cast<double>(scope_.table_of(variable).version().rows);
  for (const ExpressionPtr& condition : pattern_.conditions) {
    if (variables_of(*condition) == std::vector<std::size_t>{variable}) {
      const auto* comparison = std::get_if<query::Comparison>(&condition->node);
      bool equality = comparison != nullptr && comparison->op == expr::Operator::equal;
      rows *= equality ? kEqualityKeeps : kOtherKeeps;
    }
  }
  return rows;
}

std::optional<std::size_t> Planner::best_start() const {
  std::optional<std::size_t> best;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t variable : pattern_.variables) {
    if (is_bound(variable) || scope_.variables[variable].kind != query::EntityKind::node) {
      continue;
    }
    double rows = estimate(variable);
    if (!best || rows < least) {
      best = variable;
      least = rows;
    }
  }
  return best;
}

/// How many rows a traversal makes of one, about: nothing for a check, else the mean degree from
/// the bound end, once for each hop.
double Planner::fan_out(const Traversal& traversal) const {
  if (is_bound(traversal.from) && is_bound(traversal.to)) {
    return 0;
  }
  std::size_t start = is_bound(traversal.from) ? traversal.from : traversal.to;
  auto edges = static_cast<double>(scope_.view.snapshot().edge(traversal.edge_type).version().rows);
  auto nodes = static_cast<double>(scope_.table_of(start).version().rows);
  constexpr std::uint32_t kHopsThatCount = 4;
  return std::pow(edges / std::max(nodes, 1.0) + 1, std::min(traversal.max, kHopsThatCount));
}

std::optional<std::size_t> Planner::best_traversal() const {
  std::optional<std::size_t> best;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < pattern_.traversals.size(); ++i) {
    const Traversal& traversal = pattern_.traversals[i];
    if (walked_[i] || (!is_bound(traversal.from) && !is_bound(traversal.to))) {
      continue;
    }
    double cost = fan_out(traversal);
    if (!best || cost < least) {
      best = i;
      least = cost;
    }
  }
  return best;
}

Hop Planner::hop_of(const Traversal& traversal, bool reversed) const {
  using Direction = GraphView::Direction;
  const schema::EdgeType& type = *scope_.view.catalog().find_edge(traversal.edge_type);
  bool outward = (traversal.direction == query::Direction::out) != reversed;
  bool both = traversal.direction == query::Direction::both;
  Hop hop;
  hop.from = reversed ? traversal.to : traversal.from;
  hop.to = reversed ? traversal.from : traversal.to;
  hop.steps.forward =
      &scope_.view.adjacency(type.name, outward || both ? Direction::out : Direction::in);
  hop.steps.backward = both ? &scope_.view.adjacency(type.name, Direction::in) : nullptr;
  hop.steps.same_type = type.from == type.to;
  hop.steps.loops = reversed ? LoopsAt::start : LoopsAt::found;
  hop.target_count = scope_.table_of(hop.to).table().position_count();
  hop.min = traversal.min;
  hop.max = traversal.max;
  hop.edge = traversal.edge_variable;
  return hop;
}

OperatorPtr Planner::walk(OperatorPtr input, const Traversal& traversal) {
  bool check = is_bound(traversal.from) && is_bound(traversal.to);
  Hop hop = hop_of(traversal, !is_bound(traversal.from));
  bound_[hop.to] = true;
  if (hop.edge) {
    bound_[*hop.edge] = true;
  }
  if (check) {
    return std::make_unique<CheckOperator>(std::move(input), hop);
  }
  return std::make_unique<ExpandOperator>(std::move(input), hop);
}

Conditions Planner::take_conditions_on(std::size_t variable) {
  std::vector<ExpressionPtr> ready;
  for (std::size_t i = 0; i < pattern_.conditions.size(); ++i) {
    if (!applied_[i] &&
        variables_of(*pattern_.conditions[i]) == std::vector<std::size_t>{variable}) {
      applied_[i] = true;
      ready.push_back(pattern_.conditions[i]);
    }
  }
  return Conditions(scope_, ready);
}

OperatorPtr Planner::scan(std::size_t variable) {
  std::optional<std::string> key = key_of(variable);
  bound_[variable] = true;
  Conditions conditions = take_conditions_on(variable);
  if (key) {
    return std::make_unique<LookupOperator>(scope_, variable, *std::move(key),
                                            std::move(conditions));
  }
  return std::make_unique<ScanOperator>(scope_, variable, std::move(conditions));
}

OperatorPtr Planner::apply_ready(OperatorPtr input) {
  std::vector<ExpressionPtr> ready;
  for (std::size_t i = 0; i < pattern_.conditions.size(); ++i) {
    std::vector<std::size_t> variables = variables_of(*pattern_.conditions[i]);
    if (!applied_[i] && std::all_of(variables.begin(), variables.end(),
                                    [this](std::size_t variable) { return is_bound(variable); })) {
      applied_[i] = true;
      ready.push_back(pattern_.conditions[i]);
    }
  }
  if (ready.empty()) {
    return input;
  }
  return std::make_unique<FilterOperator>(std::move(input), Conditions(scope_, ready));
}

/// Walks every traversal that can be reached from the bound variables.
OperatorPtr Planner::extend(OperatorPtr input) {
  input = apply_ready(std::move(input));
  while (std::optional<std::size_t> next = best_traversal()) {
    walked_[*next] = true;
    input = apply_ready(walk(std::move(input), pattern_.traversals[*next]));
  }
  return input;
}

/// A part of the pattern that shares no variable with what is bound so far (GQ-48).
OperatorPtr Planner::plan_component(std::size_t start) {
  std::vector<bool> outer = std::exchange(bound_, std::vector<bool>(bound_.size(), false));
  OperatorPtr component = extend(scan(start));
  for (std::size_t variable = 0; variable < outer.size(); ++variable) {
    bound_[variable] = bound_[variable] || outer[variable];
  }
  return component;
}

OperatorPtr Planner::deny(OperatorPtr input, const Pattern& block) {
  auto source = std::make_unique<SourceOperator>();
  SourceOperator& rows = *source;
  OperatorPtr plan = Planner(block, scope_, bound_).plan(std::move(source));
  // Nested blocks hold rows of different batches at once, so each height has an ordinal of its own.
  return std::make_unique<AntiJoinOperator>(std::move(input), std::move(plan), rows,
                                            scope_.variables.size() + height_of(block));
}

OperatorPtr Planner::plan(OperatorPtr input) {
  if (input) {
    input = extend(std::move(input));
  }
  while (std::optional<std::size_t> start = best_start()) {
    OperatorPtr component = plan_component(*start);
    input = input ? extend(std::make_unique<CrossOperator>(std::move(input), std::move(component)))
                  : std::move(component);
  }
  if (!input) {  // conditions on parameters only
    auto single = std::make_unique<SourceOperator>();
    single->give(Rows{1, std::vector<std::vector<table::Position>>(scope_.variables.size())});
    input = apply_ready(std::move(single));
  }
  for (const Pattern& block : pattern_.negations) {
    input = deny(std::move(input), block);
  }
  return input;
}

}  // namespace

std::unique_ptr<Operator> plan_pattern(const Pattern& pattern, const Scope& scope) {
  return Planner(pattern, scope, std::vector<bool>(scope.variables.size(), false)).plan(nullptr);
}

}  // namespace omnigraph::exec

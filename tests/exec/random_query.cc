#include "random_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

namespace omnigraph::exec::testing {
namespace {

using omnigraph::testing::SeededRandom;

struct Property {
  const char* name;
  const char* type;  ///< as a query declares it
};

const std::map<std::string, std::vector<Property>> kProperties = {
    {"A",
     {{"key", "String"},
      {"n", "I32"},
      {"f", "F64"},
      {"r", "F32"},
      {"t", "String"},
      {"b", "Bool"},
      {"d", "Date"},
      {"u", "U64"},
      {"tags", "[String]"},
      {"nums", "[I64]"},
      {"kind", "String"}}},
    {"B", {{"key", "String"}, {"n", "I64"}, {"t", "String"}}},
    {"C", {{"n", "I32"}, {"t", "String"}}},
    {"Empty", {{"key", "String"}, {"n", "I32"}}},
    {"Likes", {{"w", "I32"}, {"note", "String"}, {"d", "Date"}}},
    {"Owns", {{"w", "F64"}}},
    {"Knows", {{"w", "I32"}}},
    {"Links", {}},
    {"Void", {{"w", "I32"}}}};

struct Edge {
  const char* word;
  const char* type;
  const char* from;
  const char* to;
};
const Edge kEdges[] = {{"likes", "Likes", "A", "A"}, {"likes", "Likes", "A", "A"},
                       {"owns", "Owns", "A", "B"},   {"knows", "Knows", "C", "C"},
                       {"links", "Links", "B", "B"}, {"void", "Void", "Empty", "A"}};

struct Variable {
  std::string name;
  std::string type;
  bool is_node = true;
};

bool is_number(std::string_view type) {
  return type == "I32" || type == "I64" || type == "U64" || type == "F32" || type == "F64";
}
bool is_list(std::string_view type) { return type.starts_with('['); }

class Maker {
 public:
  explicit Maker(SeededRandom& random) : random_(random) {}

  RandomQuery make() {
    std::string match = block(0);
    std::vector<Variable> variables = scope_;
    std::string rest = chance(35) ? aggregate(variables) : plain(variables);
    RandomQuery made;
    made.source =
        fmt::format("query q({}) {{\n  match {{\n{}  }}\n{}}}\n", declarations_, match, rest);
    made.params_json = "{" + arguments_ + "}";
    return made;
  }

 private:
  std::size_t pick(std::size_t count) { return random_.next() % count; }
  bool chance(int percent) { return pick(100) < static_cast<std::size_t>(percent); }

  std::string fresh() { return fmt::format("{}{}", static_cast<char>('a' + pick(26)), counter_++); }

  std::string literal(std::string_view type) {
    static const char* const kTexts[] = {"", "a", "b", "ab", "B", "é", "%", "k1", "k2", "x"};
    static const char* const kNumbers[] = {
        "0", "1", "2", "3", "4", "1.5", "0.1", "2.0", "9007199254740992.0", "9007199254740993"};
    if (is_number(type)) {
      return kNumbers[pick(std::size(kNumbers))];
    }
    if (type == "Bool") {
      return chance(50) ? "true" : "false";
    }
    if (type == "Date") {
      return fmt::format("date(\"2024-01-0{}\")", 1 + pick(4));
    }
    return fmt::format("\"{}\"", kTexts[pick(std::size(kTexts))]);
  }

  /// Declares a parameter, sometimes null, and mentions it.
  std::string parameter(std::string_view type) {
    std::string name = fmt::format("p{}", counter_++);
    bool null = chance(15);
    std::string declared = std::string(type);
    if (is_number(type)) {
      static const char* const kTypes[] = {"I32", "I64", "F64", "U32"};
      declared = kTypes[pick(std::size(kTypes))];
    }
    std::string value = "null";
    if (!null) {
      value = is_number(type)  ? std::to_string(pick(4))
              : type == "Date" ? fmt::format("\"2024-01-0{}\"", 1 + pick(4))
                               : literal(type);
    }
    declarations_ += fmt::format("{}${}: {}?", declarations_.empty() ? "" : ", ", name, declared);
    arguments_ += fmt::format("{}\"{}\":{}", arguments_.empty() ? "" : ",", name, value);
    return "$" + name;
  }

  std::string constant(std::string_view type) {
    return chance(70) ? literal(type) : parameter(type);
  }

  std::optional<Property> property_of(const Variable& variable) {
    const std::vector<Property>& properties = kProperties.at(variable.type);
    return properties.empty() ? std::nullopt : std::optional(properties[pick(properties.size())]);
  }

  /// `{ n: 1, t: "a" }` or nothing.
  std::string inline_properties(const Variable& variable) {
    if (chance(55)) {
      return "";
    }
    std::string out;
    for (std::size_t i = 1 + pick(2); i > 0; --i) {
      Property property = *property_of(variable);
      std::string_view type = property.type;
      std::string value;
      if (std::string_view(property.name) == "kind") {
        value = chance(50) ? "\"x\"" : "\"y\"";
      } else if (std::string_view(property.name) == "key") {
        value = fmt::format("\"k{}\"", pick(6));
      } else {
        value = constant(is_list(type) ? type.substr(1, type.size() - 2) : type);
      }
      out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", property.name, value);
    }
    return " { " + out + " }";
  }

  std::string filter(const Variable& variable) {
    std::optional<Property> property = property_of(variable);
    if (!property) {
      return "";
    }
    static const char* const kOperators[] = {"=", "!=", "<", "<=", ">", ">="};
    std::string left = fmt::format("${}.{}", variable.name, property->name);
    std::string_view type = property->type;
    if (is_list(type)) {
      return fmt::format("{} contains {}", left, constant(type.substr(1, type.size() - 2)));
    }
    if (type == "String" && chance(45)) {
      if (chance(30)) {
        return fmt::format("[{}, {}] contains {}", literal(type), literal(type), left);
      }
      const char* word = chance(50) ? "contains" : "starts_with";
      return chance(75) ? fmt::format("{} {} {}", left, word, constant(type))
                        : fmt::format("{} {} {}", literal(type), word, left);
    }
    const char* op = kOperators[pick(std::size(kOperators))];
    if (chance(30)) {  // against a property of any visible variable
      for (int tries = 0; tries < 5; ++tries) {
        const Variable& other = scope_[pick(scope_.size())];
        std::optional<Property> right = property_of(other);
        if (right && (type == right->type || (is_number(type) && is_number(right->type)))) {
          return fmt::format("{} {} ${}.{}", left, op, other.name, right->name);
        }
      }
    }
    return chance(80) ? fmt::format("{} {} {}", left, op, constant(type))
                      : fmt::format("{} {} {}", constant(type), op, left);
  }

  const Variable* any_node(std::string_view type) {
    std::vector<const Variable*> fitting;
    for (const Variable& variable : scope_) {
      if (variable.is_node && variable.type == type) {
        fitting.push_back(&variable);
      }
    }
    return fitting.empty() ? nullptr : fitting[pick(fitting.size())];
  }

  /// An end of a traversal: a visible variable, a new one or `$_`.
  std::string end(const std::string& type, bool must_be_known, std::vector<Variable>& introduced) {
    const Variable* known = any_node(type);
    if (known != nullptr && (must_be_known || chance(60))) {
      return known->name;
    }
    if (chance(15)) {
      return "_";
    }
    introduced.push_back({fresh(), type, true});
    return introduced.back().name;
  }

  std::string bounds() {
    if (chance(55)) {
      return "";
    }
    std::size_t min = 1 + pick(3);
    return fmt::format("{{{},{}}}", min, min + pick(3));
  }

  /// A traversal; in a block its first end is an outer variable if that is possible.
  std::string traversal(bool must_be_known) {
    const Edge* edge = &kEdges[pick(std::size(kEdges))];
    for (int tries = 0; must_be_known && any_node(edge->from) == nullptr && tries < 20; ++tries) {
      edge = &kEdges[pick(std::size(kEdges))];
    }
    bool same = std::string_view(edge->from) == edge->to;
    std::vector<Variable> introduced;
    std::string left = end(edge->from, must_be_known, introduced);
    std::string right = end(edge->to, false, introduced);
    if (same && chance(10) && left != "_") {
      right = left;
      introduced.resize(introduced.empty() ? 0 : 1);
      if (!introduced.empty() && introduced.front().name != left) {
        introduced.clear();
      }
    }
    // Backward between different types, or simply the other direction within one.
    auto is_visible = [this](const std::string& name) {
      return std::any_of(scope_.begin(), scope_.end(),
                         [&name](const Variable& variable) { return variable.name == name; });
    };
    if (chance(40) && (same || is_visible(left) || is_visible(right))) {
      std::swap(left, right);
    }
    bool bound = chance(30);
    std::string variable;
    if (bound) {
      introduced.push_back({fresh(), edge->type, false});
      variable = "$" + introduced.back().name + ":";
    }
    std::string word = same && chance(25) ? fmt::format("<{}>", edge->word) : edge->word;
    scope_.insert(scope_.end(), introduced.begin(), introduced.end());
    return fmt::format("${} {}{}{} ${}", left, variable, word, bound ? "" : bounds(), right);
  }

  std::string binding() {
    static const char* const kTypes[] = {"A", "A", "A", "B", "B", "C", "C", "Empty"};
    if (const Variable* known = chance(25) ? any_node(kTypes[pick(7)]) : nullptr) {
      return fmt::format("${}: {}{}", known->name, known->type, inline_properties(*known));
    }
    Variable made{fresh(), kTypes[pick(std::size(kTypes))], true};
    scope_.push_back(made);
    return fmt::format("${}: {}{}", made.name, made.type, inline_properties(made));
  }

  /// The clauses of `match` (depth 0) or of a `not` block; locals leave the scope at its end.
  std::string block(std::size_t depth) {
    std::size_t outer = scope_.size();
    std::string indent(4 + 2 * depth, ' ');
    std::string out;
    auto add = [&](const std::string& clause) {
      if (!clause.empty()) {
        out += indent + clause + "\n";
      }
    };
    // A block must mention an outer variable in a clause of its own.
    if (depth > 0 && (chance(30) || any_node("A") == nullptr)) {
      const Variable& mentioned = scope_[pick(scope_.size())];
      std::string clause = filter(mentioned);
      add(clause.empty() ? fmt::format("${}: {}", scope_[0].name, scope_[0].type) : clause);
    } else if (depth > 0) {
      add(traversal(true));
    }
    for (std::size_t i = depth == 0 ? 1 + pick(3) : pick(2); i > 0; --i) {
      if (scope_.size() - outer < (depth == 0 ? 4 : 2)) {
        add(chance(60) ? traversal(false) : binding());
      }
    }
    // All ends may be anonymous: then there is nothing to speak of yet.
    if (scope_.empty()) {
      add(binding());
    }
    for (std::size_t i = pick(3); i > 0; --i) {
      add(filter(scope_[pick(scope_.size())]));
    }
    if (depth < 2 && scope_.front().is_node) {
      for (std::size_t i = chance(45) ? 1 + pick(2) : 0; i > 0; --i) {
        std::string inner = block(depth + 1);
        out += indent + "not {\n" + inner + indent + "}\n";
      }
    }
    if (depth > 0) {
      scope_.resize(outer);
    }
    return out;
  }

  std::string limit() { return chance(30) ? fmt::format("  limit {}\n", pick(5)) : ""; }

  std::string plain(const std::vector<Variable>& variables) {
    std::string projections;
    std::string order;
    for (std::size_t i = 1 + pick(3); i > 0; --i) {
      const Variable& variable = variables[pick(variables.size())];
      std::optional<Property> property = property_of(variable);
      if (variable.is_node && (!property || chance(25))) {
        projections += fmt::format("${} ", variable.name);
      } else if (!property || chance(10)) {
        projections += constant("I32") + " ";
      } else {
        std::string alias = fmt::format("c{}", counter_++);
        projections += fmt::format("${}.{} as {} ", variable.name, property->name, alias);
        if (chance(30) && !is_list(property->type)) {
          order += fmt::format("{}{}{}", order.empty() ? "" : ", ", alias, direction());
        }
      }
    }
    if (chance(40)) {
      const Variable& variable = variables[pick(variables.size())];
      std::optional<Property> property = property_of(variable);
      if (property && !is_list(property->type)) {
        order += fmt::format("{}${}.{}{}", order.empty() ? "" : ", ", variable.name, property->name,
                             direction());
      }
    }
    return fmt::format("  return {{ {}}}\n{}{}", projections,
                       order.empty() ? "" : fmt::format("  order {{ {} }}\n", order), limit());
  }

  const char* direction() { return chance(40) ? " desc" : chance(30) ? " asc" : ""; }

  std::string aggregate(const std::vector<Variable>& variables) {
    std::string projections;
    std::string order;
    auto add = [&](const std::string& expression, bool orderable) {
      std::string alias = fmt::format("c{}", counter_++);
      projections += fmt::format("{} as {} ", expression, alias);
      if (orderable && chance(40)) {
        order += fmt::format("{}{}{}", order.empty() ? "" : ", ", alias, direction());
      }
    };
    for (std::size_t i = pick(3); i > 0; --i) {
      const Variable& variable = variables[pick(variables.size())];
      std::optional<Property> property = property_of(variable);
      if (property && chance(85)) {
        add(fmt::format("${}.{}", variable.name, property->name), !is_list(property->type));
      } else if (variable.is_node) {
        add("$" + variable.name, true);
      }
    }
    for (std::size_t i = 1 + pick(2); i > 0; --i) {
      const Variable& variable = variables[pick(variables.size())];
      std::optional<Property> property = property_of(variable);
      if (!property || chance(25)) {
        add(variable.is_node ? fmt::format("count(${})", variable.name) : "count(1)", true);
        continue;
      }
      std::string value = fmt::format("${}.{}", variable.name, property->name);
      std::string_view type = property->type;
      // Sums of these are exact in any order.
      bool exact = (type == "I32" || type == "F64") && chance(50);
      bool ordered = (is_number(type) || type == "String") && chance(60);
      const char* function = exact     ? (chance(50) ? "sum" : "avg")
                             : ordered ? (chance(50) ? "min" : "max")
                                       : "count";
      add(fmt::format("{}({})", function, value), true);
    }
    // With list keys, ties would be broken by something that has no order.
    bool has_list = projections.find(".tags as") != projections.npos ||
                    projections.find(".nums as") != projections.npos;
    return fmt::format("  return {{ {}}}\n{}{}", projections,
                       order.empty() || has_list ? "" : fmt::format("  order {{ {} }}\n", order),
                       limit());
  }

  SeededRandom& random_;
  std::vector<Variable> scope_;  // what is visible, outer variables first
  std::size_t counter_ = 0;
  std::string declarations_;
  std::string arguments_;
};

}  // namespace

RandomQuery make_random_query(SeededRandom& random) { return Maker(random).make(); }

}  // namespace omnigraph::exec::testing

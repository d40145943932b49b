#include "fixture.h"

#include "base/overloaded.h"
#include "base/source_text.h"
#include "query/check_query.h"
#include "query/parser.h"
#include "schema/catalog_builder.h"
#include "testing/testing.h"

#include <fmt/format.h>

namespace omnigraph::query::testing {
namespace {

constexpr std::string_view kSchema = R"(
interface Named { name: String }
node Person implements Named {
  name: String @key
  age: I32?
  born: Date?
  seen: DateTime?
  tags: [String]?
  scores: [I64]?
  days: [Date]?
  times: [DateTime]?
  rank: enum(low, high)?
  vec: Vector(3)?
  photo: Blob?
  active: Bool?
  height: F64?
  big: U64?
  count: I64?
}
node Company { name: String @key  founded: Date }
node Robot { serial: I64 @key  model: String  vec: Vector(2) @embed(model)  notes: [String] }
node Worksite { name: String }
edge Knows: Person -> Person { since: Date?  note: String?  parts: [String]?  vec: Vector(3)?  scan: Blob? }
edge WorksAt: Person -> Company { title: String  level: enum(junior, senior)? }
edge Owns: Company -> Company
edge Contains: Company -> Person
edge Robot: Robot -> Person
)";

std::string value_text(const expr::Value& value);

std::string items_text(const expr::List& items) {
  std::string text;
  for (const expr::Value& item : items) {
    text += (text.empty() ? "" : ", ") + value_text(item);
  }
  return "[" + text + "]";
}

std::string value_text(const expr::Value& value) {
  return std::visit(
      Overloaded{
          [](std::monostate) -> std::string { return "null"; },
          [](bool truth) -> std::string { return truth ? "true" : "false"; },
          [](std::int64_t number) { return fmt::format("{}", number); },
          [](std::uint64_t number) { return fmt::format("{}u", number); },
          [](double number) { return fmt::format("{:#}", number); },
          [](const std::string& text) { return "'" + text + "'"; },
          [](const expr::Date& date) { return fmt::format("date {}", date.days); },
          [](const expr::DateTime& time) { return fmt::format("millis {}", time.millis); },
          [](const expr::List& items) { return items_text(items); },
          [](const expr::Vector& vector) { return fmt::format("<{}>", fmt::join(vector, " ")); },
      },
      value.data);
}

std::string_view operator_text(expr::Operator op) {
  constexpr std::string_view kTexts[] = {
      "=", "!=", "<", "<=", ">", ">=", "contains_text", "contains_item", "starts_with"};
  return kTexts[static_cast<std::size_t>(op)];
}

class Describer {
 public:
  Describer(const CheckedQuery& query, std::vector<Variable> variables)
      : query_(query), variables_(std::move(variables)) {}

  std::string expression(const Expression& expression) const {
    return std::visit(Overloaded{
                          [this](const PropertyAccess& access) {
                            return variables_[access.variable].name + "." + access.name;
                          },
                          [this](const EntityId& id) { return variables_[id.variable].name; },
                          [this](const EdgeEndpoint& end) {
                            return variables_[end.variable].name +
                                   (end.side == EndpointSide::from ? ".:from" : ".:to");
                          },
                          [](const Constant& constant) { return value_text(constant.value); },
                          [this](const Parameter& parameter) {
                            return "$" + query_.parameters[parameter.index].name;
                          },
                          [](const Now&) -> std::string { return "now"; },
                          [this](const Comparison& comparison) {
                            return fmt::format("{} {} {}", this->expression(*comparison.left),
                                               operator_text(comparison.op),
                                               this->expression(*comparison.right));
                          },
                          [this](const Function& function) {
                            std::string text;
                            for (const ExpressionPtr& argument : function.arguments) {
                              text += (text.empty() ? "" : ", ") + this->expression(*argument);
                            }
                            return fmt::format("{}({})", to_string(function.kind), text);
                          },
                          [this](const Aggregate& aggregate) {
                            return fmt::format("{}({})", to_string(aggregate.kind),
                                               this->expression(*aggregate.argument));
                          },
                      },
                      expression.node);
  }

  std::string traversal(const Traversal& traversal) const {
    std::string edge = traversal.edge_type;
    if (traversal.edge_variable) {
      edge = variables_[*traversal.edge_variable].name + ":" + edge;
    }
    if (traversal.min != 1 || traversal.max != 1) {
      edge += fmt::format("{{{},{}}}", traversal.min, traversal.max);
    }
    return fmt::format("{} {}-{}-{} {}", variables_[traversal.from].name,
                       traversal.direction == Direction::in ? "<" : "", edge,
                       traversal.direction == Direction::out ? ">" : "",
                       variables_[traversal.to].name);
  }

  std::string pattern(const Pattern& pattern) const {
    std::vector<std::string> variables;
    for (std::size_t index : pattern.variables) {
      variables.push_back(variables_[index].name + ":" + variables_[index].type_name);
    }
    std::vector<std::string> parts;
    for (const Traversal& each : pattern.traversals) {
      parts.push_back(traversal(each));
    }
    for (const ExpressionPtr& condition : pattern.conditions) {
      parts.push_back(expression(*condition));
    }
    for (const Pattern& negation : pattern.negations) {
      parts.push_back("not { " + this->pattern(negation) + " }");
    }
    return fmt::format("{} | {}", fmt::join(variables, " "), fmt::join(parts, "; "));
  }

  std::string assignments(const std::vector<Assignment>& assignments) const {
    std::vector<std::string> parts;
    for (const Assignment& entry : assignments) {
      parts.push_back(fmt::format("{} := {}", entry.name, expression(*entry.value)));
    }
    return fmt::format("{}", fmt::join(parts, ", "));
  }

 private:
  const CheckedQuery& query_;
  std::vector<Variable> variables_;
};

/// Removes the mark; gives its place.
std::size_t take_mark(std::string& marked) {
  std::size_t place = marked.find('~');
  EXPECT_NE(place, std::string::npos) << "the case marks no place: " << marked;
  marked.erase(place, 1);
  return place;
}

void expect_place(const std::string& message, std::string_view source, std::size_t place) {
  SourcePosition position = position_at(source, place);
  EXPECT_THAT(message,
              ::testing::HasSubstr(fmt::format(" --> {}:{}\n", position.line, position.column)));
}

}  // namespace

const std::string_view kParameters =
    "$s: String, $i: I64, $f: F64?, $d: Date, $t: DateTime, $b: Bool, $blob: Blob, $blobs: [Blob], "
    "$strings: [String], $ints: [I32], $v3: Vector(3), $v2: Vector(2), $p: String, $u: U32";

const schema::Catalog& catalog() {
  static const schema::Catalog catalog = schema::compile_schema(kSchema);
  return catalog;
}

CheckedQuery check(std::string_view source) {
  std::vector<QueryDeclaration> queries = parse_source(source);
  return check_query(queries.at(0), catalog(), source);
}

std::string read_of(std::string_view match, std::string_view rest) {
  return fmt::format("query q({}) {{\n match {{ {} }}\n {} }}", kParameters, match, rest);
}

std::string mutation_of(std::string_view statements) {
  return fmt::format("query q({}) {{\n {} }}", kParameters, statements);
}

std::string describe_match(std::string_view match) {
  CheckedQuery query = check(read_of(match));
  const auto& read = std::get<CheckedRead>(query.body);
  return Describer(query, read.variables).pattern(read.pattern);
}

std::string describe_return(std::string_view rest) {
  CheckedQuery query = check(read_of("$x: Person $x $w:knows $y $x worksAt $c $r: Robot", rest));
  const auto& read = std::get<CheckedRead>(query.body);
  Describer describer(query, read.variables);
  std::vector<std::string> columns;
  for (const Projection& projection : read.projections) {
    columns.push_back(
        fmt::format("{} = {}", projection.column, describer.expression(*projection.expression)));
  }
  std::vector<std::string> keys;
  for (const OrderKey& key : read.order) {
    std::string text = key.column ? fmt::format("#{}", *key.column) : "";
    text += text.empty() ? describer.expression(*key.expression) : "";
    keys.push_back(text + (key.descending ? " desc" : ""));
  }
  std::string order = keys.empty() ? "" : fmt::format(" | {}", fmt::join(keys, ", "));
  std::string group =
      read.is_aggregate ? fmt::format(" by [{}]", fmt::join(read.group_keys, " ")) : "";
  return fmt::format("{}{}{}", fmt::join(columns, ", "), group, order);
}

std::string describe_mutation(std::string_view statements) {
  CheckedQuery query = check(mutation_of(statements));
  Variable self;
  self.name = "it";
  Describer describer(query, {self});
  std::vector<std::string> parts;
  for (const CheckedStatement& statement : std::get<CheckedMutation>(query.body).statements) {
    parts.push_back(
        std::visit(Overloaded{
                       [&](const Insert& insert) {
                         std::string ends =
                             insert.from == nullptr
                                 ? ""
                                 : fmt::format(" from {} to {}", describer.expression(*insert.from),
                                               describer.expression(*insert.to));
                         return fmt::format(
                             "insert {}{} {{ {} }}",
                             insert.type_name + (insert.kind == EntityKind::edge ? "(edge)" : ""),
                             ends, describer.assignments(insert.assignments));
                       },
                       [&](const Update& update) {
                         return fmt::format("update {} {{ {} }} where {}", update.type_name,
                                            describer.assignments(update.assignments),
                                            describer.expression(*update.where));
                       },
                       [&](const Delete& remove) {
                         return fmt::format(
                             "delete {} where {}",
                             remove.type_name + (remove.kind == EntityKind::edge ? "(edge)" : ""),
                             describer.expression(*remove.where));
                       },
                   },
                   statement));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

void expect_parse_error(std::string_view rule, std::string marked, std::string_view says) {
  SCOPED_TRACE(fmt::format("{}: {}", rule, marked));
  std::size_t place = take_mark(marked);
  Error error = omnigraph::testing::error_of([&marked] { parse_source(marked); });
  std::string message = error.what();
  EXPECT_EQ(error.kind(), ErrorKind::bad_request);
  EXPECT_TRUE(message.starts_with("parse error:")) << message;
  expect_place(message, marked, place);
  EXPECT_THAT(message, ::testing::HasSubstr(std::string(says)));
}

void expect_type_error(std::string_view rule, std::string marked, std::string_view says) {
  SCOPED_TRACE(fmt::format("{}: {}", rule, marked));
  std::size_t place = take_mark(marked);
  Error error = omnigraph::testing::error_of([&marked] { check(marked); });
  std::string message = error.what();
  EXPECT_EQ(error.kind(), ErrorKind::bad_request);
  EXPECT_TRUE(message.starts_with(fmt::format("type error: {}", says))) << message;
  expect_place(message, marked, place);
}

}  // namespace omnigraph::query::testing

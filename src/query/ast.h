#pragma once

#include "query/functions.h"
#include "schema/catalog.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// What a `.gq` source says (query-language.md, section 2), before any name is resolved. Plain
/// values; every `offset` counts bytes from the start of the source.
namespace omnigraph::query {

/// A word with its place. Variables are kept without the `$`.
struct Name {
  std::string text;
  std::size_t offset = 0;
};

// Expressions.

struct ParsedExpression;
struct Literal;

/// `date("…")` and `datetime("…")`: the text as written, judged by the checker (GQ-7).
struct DateText {
  std::string text;
};
struct DateTimeText {
  std::string text;
};

using LiteralList = std::vector<Literal>;

struct Literal {
  std::size_t offset = 0;
  std::variant<std::string, std::int64_t, double, bool, DateText, DateTimeText, LiteralList> value;
};

/// `$variable.property`
struct PropertyPath {
  Name variable;
  Name property;
};

/// `$name`: a parameter or a match variable.
struct VariableName {
  std::string name;
};

/// A word: an alias or a column name.
struct Identifier {
  std::string name;
};

/// `now()`
struct NowCall {};

/// The parser has made sure of the number of arguments and of their forms (SRCH-2 to SRCH-4).
struct FunctionCall {
  FunctionKind kind = FunctionKind::search;
  std::vector<ParsedExpression> arguments;
};

struct AggregateCall {
  AggregateKind kind = AggregateKind::count;
  std::vector<ParsedExpression> arguments;  ///< exactly one
};

struct ParsedExpression {
  std::size_t offset = 0;
  std::variant<Literal, PropertyPath, VariableName, Identifier, NowCall, FunctionCall,
               AggregateCall>
      node;
};

/// An operator as written; the checker tells the two meanings of `contains` apart (GQ-25).
enum class WrittenOperator : std::uint8_t {
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  contains,
  starts_with,
};

// The clauses of `match`.

struct Clause;

/// `property: value`, where the value is a literal, a variable or `now()`. In a binding and in an
/// insert or update.
struct PropertyValue {
  Name property;
  ParsedExpression value;
};

/// `$x: Type { … }`
struct BindingClause {
  Name variable;
  Name type;
  std::vector<PropertyValue> properties;
};

/// `{min,max}`; `max` is absent in `{1,}`.
struct HopBounds {
  std::size_t offset = 0;
  std::uint32_t min = 1;
  std::optional<std::uint32_t> max;
};

/// `$left $edge_variable:edge{…} $right`, or `<edge>` when undirected.
struct TraversalClause {
  Name left;
  Name right;
  std::optional<Name> edge_variable;
  Name edge;
  bool undirected = false;
  std::optional<HopBounds> bounds;
};

struct FilterClause {
  WrittenOperator op = WrittenOperator::equal;
  ParsedExpression left;
  ParsedExpression right;
};

/// A bare `search(…)`, `fuzzy(…)` or `match_text(…)`.
struct TextClause {
  ParsedExpression call;
};

/// `not { … }`
struct NegationClause {
  std::vector<Clause> clauses;
};

struct Clause {
  std::size_t offset = 0;
  std::variant<BindingClause, TraversalClause, FilterClause, TextClause, NegationClause> node;
};

// The rest of a read.

struct ProjectionItem {
  ParsedExpression expression;
  std::optional<Name> alias;
};

enum class SortDirection : std::uint8_t { ascending, descending };

struct OrderingItem {
  ParsedExpression expression;
  std::optional<SortDirection> direction;  ///< absent when not written
};

struct ReadBody {
  std::vector<Clause> match;
  std::vector<ProjectionItem> projections;
  std::vector<OrderingItem> order;
  std::optional<std::uint64_t> limit;
};

// Mutations.

/// `where property op value`
struct MutationPredicate {
  Name property;
  WrittenOperator op = WrittenOperator::equal;
  ParsedExpression value;
};

struct InsertStatement {
  Name type;
  std::vector<PropertyValue> assignments;
};
struct UpdateStatement {
  Name type;
  std::vector<PropertyValue> assignments;
  MutationPredicate where;
};
struct DeleteStatement {
  Name type;
  MutationPredicate where;
};

using Statement = std::variant<InsertStatement, UpdateStatement, DeleteStatement>;

struct MutationBody {
  std::vector<Statement> statements;
};

// Declarations.

struct ParameterDeclaration {
  Name name;
  std::size_t type_offset = 0;
  schema::Scalar scalar = schema::Scalar::string;
  std::int64_t dimension = 0;  ///< of a vector, as written
  bool list = false;
  bool nullable = false;
};

struct QueryDeclaration {
  Name name;
  std::optional<std::string> description;
  std::optional<std::string> instruction;
  std::vector<ParameterDeclaration> parameters;
  std::variant<ReadBody, MutationBody> body;
  std::size_t offset = 0;      ///< of the word `query`
  std::size_t end_offset = 0;  ///< behind the closing brace

  bool is_mutation() const { return std::holds_alternative<MutationBody>(body); }
};

}  // namespace omnigraph::query

#pragma once

#include "expr/operator.h"
#include "expr/value.h"
#include "query/functions.h"
#include "query/types.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// What a query means, once every name is resolved and every type is known: what executors plan
/// from. Plain immutable values that refer to neither the source nor the catalog. Variables,
/// parameters, projections and properties are referred to by position.
namespace omnigraph::query {

enum class EntityKind : std::uint8_t { node, edge };

/// A match variable. All variables of a read are in one vector, those of `not` blocks too.
struct Variable {
  std::string name;  ///< `_` for an anonymous one
  EntityKind kind = EntityKind::node;
  std::string type_name;
  bool anonymous = false;
  std::size_t depth = 0;  ///< number of `not` blocks around the block that introduces it
};

// Expressions.

struct Expression;
using ExpressionPtr = std::shared_ptr<const Expression>;

/// `$x.name`. `property` is the position in the sorted properties of the variable's type.
struct PropertyAccess {
  std::size_t variable = 0;
  std::size_t property = 0;
  std::string name;
  friend bool operator==(const PropertyAccess&, const PropertyAccess&) = default;
};

/// A bare node variable: its id as a String (GQ-73).
struct EntityId {
  std::size_t variable = 0;
};

enum class EndpointSide : std::uint8_t { from, to };

/// The id of the node at one end of an edge: `from` and `to` in the predicate of a mutation.
struct EdgeEndpoint {
  std::size_t variable = 0;
  EndpointSide side = EndpointSide::from;
};

/// A literal. Integers are `std::int64_t`, floats `double`, date texts are converted already, a
/// list with a float in it holds floats only (GQ-34); a list meant for a vector is an
/// `expr::Vector`.
struct Constant {
  expr::Value value;
};

/// The value that `bind_parameters` gives for that position; null if it is null.
struct Parameter {
  std::size_t index = 0;
};

/// `now()`: one DateTime for a whole execution (GQ-89).
struct Now {};

/// Sides are of compatible types (GQ-24). Unknown when a side is null (GQ-71).
struct Comparison {
  expr::Operator op = expr::Operator::equal;
  ExpressionPtr left;
  ExpressionPtr right;
};

/// A text predicate or a rank.
///
///     search, fuzzy, match_text, bm25   PropertyAccess of a node, text [, max_edits]
///     nearest                           PropertyAccess of a node, vector or text
///     rrf                               nearest or bm25, nearest or bm25 [, k]
///
/// Texts, vectors, `max_edits` and `k` are each a Constant or a Parameter.
struct Function {
  FunctionKind kind = FunctionKind::search;
  std::vector<ExpressionPtr> arguments;
};

struct Aggregate {
  AggregateKind kind = AggregateKind::count;
  ExpressionPtr argument;
};

struct Expression {
  ValueType type;
  std::size_t offset = 0;  ///< in the source, for messages
  std::variant<PropertyAccess, EntityId, EdgeEndpoint, Constant, Parameter, Now, Comparison,
               Function, Aggregate>
      node;
};

// Reads.

/// How an edge lies between the two variables of a traversal.
enum class Direction : std::uint8_t {
  out,   ///< from `Traversal::from` to `Traversal::to`
  in,    ///< from `Traversal::to` to `Traversal::from`
  both,  ///< either way; the two are of one type
};

/// `$from edge{min,max} $to`, as written left and right. A variable at both ends is legal. When the
/// edge type joins different node types, only one hop exists, whatever `max` says (GQ-55).
struct Traversal {
  std::string edge_type;
  std::size_t from = 0;
  std::size_t to = 0;
  Direction direction = Direction::out;
  std::uint32_t min = 1;
  std::uint32_t max = 1;
  std::optional<std::size_t> edge_variable;  ///< then min = max = 1, and rows are edges (GQ-57)
  std::size_t offset = 0;
};

/// The clauses of `match` or of a `not` block: a conjunction, in no order (GQ-13).
struct Pattern {
  /// Introduced by this block. A clause inside a `not` may constrain outer variables as well: a
  /// block that binds an outer variable again adds conditions on it, and if that was its only
  /// clause the pattern has no variables at all.
  std::vector<std::size_t> variables;
  std::vector<Traversal> traversals;
  /// Inline properties, filters and text clauses: each a Comparison or a text predicate Function.
  std::vector<ExpressionPtr> conditions;
  std::vector<Pattern> negations;
};

struct Projection {
  ExpressionPtr expression;
  std::string column;                       ///< the name of the result column (GQ-74)
  bool aliased = false;                     ///< `column` was given with `as`
  std::optional<std::size_t> reference_to;  ///< of a projection that repeats an earlier alias
};

/// One key of `order`. The direction of a rank is settled: nearest first, best score first
/// (SRCH-33).
struct OrderKey {
  ExpressionPtr expression;
  std::optional<std::size_t> column;  ///< the projection that it sorts by; set in aggregate queries
  bool descending = false;
};

struct CheckedRead {
  std::vector<Variable> variables;
  Pattern pattern;
  std::vector<Projection> projections;
  std::vector<OrderKey> order;
  std::optional<std::uint64_t> limit;
  bool is_aggregate = false;
  std::vector<std::size_t> group_keys;  ///< of an aggregate query: the other projections
};

// Mutations.

/// `property` is the position in the sorted properties of the statement's type. `value` is a
/// Constant, a Parameter or Now of a fitting type: numbers may need a range check, the items of a
/// numeric list parameter for a vector a length check, and a null may meet a required property.
struct Assignment {
  std::size_t property = 0;
  std::string name;
  ExpressionPtr value;
};

struct Insert {
  EntityKind kind = EntityKind::node;
  std::string type_name;
  std::vector<Assignment> assignments;
  ExpressionPtr from;  ///< of an edge, else null; likewise `to`
  ExpressionPtr to;
};

/// Of nodes. `where` is a Comparison in which variable 0 is the entity.
struct Update {
  std::string type_name;
  std::vector<Assignment> assignments;
  ExpressionPtr where;
};

struct Delete {
  EntityKind kind = EntityKind::node;
  std::string type_name;
  ExpressionPtr where;
};

using CheckedStatement = std::variant<Insert, Update, Delete>;

struct CheckedMutation {
  std::vector<CheckedStatement> statements;  ///< inserts and updates, or deletes only (WR-15)
};

struct CheckedParameter {
  std::string name;
  ValueType type;
};

struct CheckedQuery {
  std::string name;
  std::vector<CheckedParameter> parameters;
  std::variant<CheckedRead, CheckedMutation> body;

  bool is_mutation() const { return std::holds_alternative<CheckedMutation>(body); }
};

}  // namespace omnigraph::query

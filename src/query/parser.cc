#include "query/parser.h"

#include "base/string_map.h"
#include "query/parse_clause.h"
#include "query/parse_expression.h"
#include "query/token_cursor.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <utility>

namespace omnigraph::query {
namespace {

using schema::Scalar;

constexpr std::array<std::pair<std::string_view, Scalar>, 11> kBaseTypes = {
    {{"String", Scalar::string},
     {"Blob", Scalar::blob},
     {"Bool", Scalar::boolean},
     {"I32", Scalar::i32},
     {"I64", Scalar::i64},
     {"U32", Scalar::u32},
     {"U64", Scalar::u64},
     {"F32", Scalar::f32},
     {"F64", Scalar::f64},
     {"DateTime", Scalar::date_time},
     {"Date", Scalar::date}}};

Scalar parse_base_type(TokenCursor& cursor) {
  for (const auto& [text, scalar] : kBaseTypes) {
    if (cursor.at(TokenKind::type_name) && cursor.peek().text == text) {
      cursor.next();
      return scalar;
    }
  }
  cursor.fail_expected(
      "a type: String, Bool, I32, I64, U32, U64, F32, F64, Date, DateTime, Blob, Vector(n) or a "
      "list such as [String]");
}

ParameterDeclaration parse_parameter(TokenCursor& cursor) {
  ParameterDeclaration parameter;
  parameter.name = cursor.expect_variable("a parameter such as $name");
  cursor.expect_symbol(":");
  parameter.type_offset = cursor.offset();
  if (cursor.take_symbol("[")) {
    parameter.list = true;
    parameter.scalar = parse_base_type(cursor);
    cursor.expect_symbol("]");
  } else if (cursor.at(TokenKind::type_name) && cursor.peek().text == "Vector") {
    cursor.next();
    parameter.scalar = Scalar::vector;
    cursor.expect_symbol("(");
    parameter.dimension = cursor.expect_i64();
    cursor.expect_symbol(")");
  } else {
    parameter.scalar = parse_base_type(cursor);
  }
  parameter.nullable = cursor.take_symbol("?");
  return parameter;
}

std::vector<ParameterDeclaration> parse_parameters(TokenCursor& cursor) {
  std::vector<ParameterDeclaration> parameters;
  StringSet names;
  cursor.expect_symbol("(");
  if (cursor.take_symbol(")")) {
    return parameters;
  }
  do {
    parameters.push_back(parse_parameter(cursor));
    const Name& name = parameters.back().name;
    if (!names.insert(name.text).second) {
      cursor.fail_at(name.offset, fmt::format("parameter '${}' is declared twice", name.text));
    }
  } while (cursor.take_symbol(","));
  if (!cursor.take_symbol(")")) {
    cursor.fail_expected("',' or ')'");
  }
  return parameters;
}

void parse_annotations(TokenCursor& cursor, QueryDeclaration& query) {
  while (cursor.at(TokenKind::annotation)) {
    std::size_t offset = cursor.offset();
    std::string_view word = cursor.next().text;
    if (word != "@description" && word != "@instruction") {
      cursor.fail_at(offset, fmt::format("there is no annotation '{}' on queries; expected "
                                         "@description or @instruction",
                                         word));
    }
    std::optional<std::string>& text =
        word == "@description" ? query.description : query.instruction;
    if (text) {
      cursor.fail_at(offset, fmt::format("'{}' may appear once only", word));
    }
    cursor.expect_symbol("(");
    text = cursor.expect_string();
    cursor.expect_symbol(")");
  }
}

ProjectionItem parse_projection(TokenCursor& cursor) {
  ProjectionItem item;
  item.expression = parse_expression(cursor);
  // `as` without a name behind it is the next projection: an alias may be called so (GQ-6).
  if (cursor.at_word("as") && cursor.at(TokenKind::word, 1)) {
    cursor.next();
    item.alias = cursor.expect_name("an alias");
  }
  cursor.take_symbol(",");
  return item;
}

std::vector<ProjectionItem> parse_projections(TokenCursor& cursor) {
  std::vector<ProjectionItem> projections;
  cursor.expect_word("return");
  cursor.expect_symbol("{");
  do {
    projections.push_back(parse_projection(cursor));
  } while (!cursor.take_symbol("}"));
  return projections;
}

OrderingItem parse_ordering(TokenCursor& cursor) {
  OrderingItem item;
  item.expression = parse_expression(cursor);
  std::size_t offset = cursor.offset();
  if (cursor.take_word("asc")) {
    item.direction = SortDirection::ascending;
  } else if (cursor.take_word("desc")) {
    item.direction = SortDirection::descending;
  }
  const auto* call = std::get_if<FunctionCall>(&item.expression.node);
  if (item.direction && call != nullptr && call->kind == FunctionKind::nearest) {
    cursor.fail_at(offset, "nearest(…) always puts the nearest first and takes no asc or desc");
  }
  return item;
}

std::vector<OrderingItem> parse_order(TokenCursor& cursor) {
  std::vector<OrderingItem> order;
  cursor.expect_symbol("{");
  do {
    order.push_back(parse_ordering(cursor));
  } while (cursor.take_symbol(","));
  if (!cursor.take_symbol("}")) {
    cursor.fail_expected("',' or '}'");
  }
  return order;
}

ReadBody parse_read(TokenCursor& cursor) {
  ReadBody read;
  cursor.expect_word("match");
  read.match = parse_clauses(cursor);
  read.projections = parse_projections(cursor);
  if (cursor.take_word("order")) {
    read.order = parse_order(cursor);
  }
  if (cursor.take_word("limit")) {
    read.limit = cursor.expect_u64();
  }
  return read;
}

std::vector<PropertyValue> parse_assignments(TokenCursor& cursor) {
  std::vector<PropertyValue> assignments;
  cursor.expect_symbol("{");
  do {
    assignments.push_back(parse_property_value(cursor));
    cursor.take_symbol(",");
  } while (!cursor.take_symbol("}"));
  return assignments;
}

MutationPredicate parse_predicate(TokenCursor& cursor) {
  MutationPredicate predicate;
  cursor.expect_word("where");
  predicate.property = cursor.expect_name("a property name");
  std::optional<WrittenOperator> op;
  if (cursor.at(TokenKind::symbol)) {
    op = take_operator(cursor);
  }
  if (!op) {
    cursor.fail_expected("a comparison: = != < <= > >=");
  }
  predicate.op = *op;
  predicate.value = parse_value(cursor);
  return predicate;
}

bool at_statement(const TokenCursor& cursor) {
  return cursor.at_word("insert") || cursor.at_word("update") || cursor.at_word("delete");
}

Statement parse_statement(TokenCursor& cursor) {
  std::string_view word = cursor.next().text;
  Name type = cursor.expect_type_name("a node or edge type");
  if (word == "insert") {
    return InsertStatement{std::move(type), parse_assignments(cursor)};
  }
  if (word == "delete") {
    return DeleteStatement{std::move(type), parse_predicate(cursor)};
  }
  cursor.expect_word("set");
  std::vector<PropertyValue> assignments = parse_assignments(cursor);
  return UpdateStatement{std::move(type), std::move(assignments), parse_predicate(cursor)};
}

MutationBody parse_mutation(TokenCursor& cursor) {
  MutationBody mutation;
  while (at_statement(cursor)) {
    mutation.statements.push_back(parse_statement(cursor));
  }
  return mutation;
}

QueryDeclaration parse_query(TokenCursor& cursor) {
  QueryDeclaration query;
  query.offset = cursor.offset();
  cursor.expect_word("query");
  query.name = cursor.expect_name("a query name");
  query.parameters = parse_parameters(cursor);
  parse_annotations(cursor, query);
  cursor.expect_symbol("{");
  bool mutation = at_statement(cursor);
  if (mutation) {
    query.body = parse_mutation(cursor);
  } else if (cursor.at_word("match")) {
    query.body = parse_read(cursor);
  } else {
    cursor.fail_expected("'match', 'insert', 'update' or 'delete'");
  }
  if (!cursor.take_symbol("}")) {
    cursor.fail_expected(mutation ? "a statement (insert, update, delete) or '}'"
                                  : "'order' (before 'limit'), 'limit' or '}', each once");
  }
  query.end_offset = cursor.end_offset();
  return query;
}

}  // namespace

std::vector<QueryDeclaration> parse_source(std::string_view source) {
  TokenCursor cursor(source);
  std::vector<QueryDeclaration> queries;
  while (!cursor.at(TokenKind::end)) {
    queries.push_back(parse_query(cursor));
  }
  return queries;
}

}  // namespace omnigraph::query

#include "query/parse_clause.h"

#include "query/parse_expression.h"

#include <optional>
#include <utility>

namespace omnigraph::query {
namespace {

BindingClause parse_binding(TokenCursor& cursor) {
  BindingClause binding;
  binding.variable = cursor.expect_variable("a variable");
  cursor.expect_symbol(":");
  binding.type = cursor.expect_type_name("a node type");
  if (!cursor.take_symbol("{")) {
    return binding;
  }
  do {
    binding.properties.push_back(parse_property_value(cursor));
  } while (cursor.take_symbol(",") && !cursor.at_symbol("}"));
  if (!cursor.take_symbol("}")) {
    cursor.fail_expected("',' or '}'");
  }
  return binding;
}

HopBounds parse_bounds(TokenCursor& cursor) {
  HopBounds bounds;
  bounds.offset = cursor.offset();
  cursor.expect_symbol("{");
  bounds.min = cursor.expect_u32();
  if (!cursor.at_symbol(",")) {
    cursor.fail_expected("',': hop bounds are {min,max}");
  }
  cursor.next();
  if (cursor.at(TokenKind::integer)) {
    bounds.max = cursor.expect_u32();
  }
  cursor.expect_symbol("}");
  return bounds;
}

TraversalClause parse_traversal(TokenCursor& cursor) {
  TraversalClause traversal;
  traversal.left = cursor.expect_variable("a variable");
  if (cursor.at(TokenKind::variable)) {
    traversal.edge_variable = cursor.expect_variable("a variable");
    cursor.expect_symbol(":");
  }
  traversal.undirected = cursor.take_symbol("<");
  if (cursor.at_word("not")) {
    cursor.fail_expected("an edge; 'not' cannot name one");
  }
  traversal.edge = cursor.expect_name("an edge");
  if (traversal.undirected) {
    cursor.expect_symbol(">");
  }
  if (cursor.at_symbol("{")) {
    traversal.bounds = parse_bounds(cursor);
  }
  if (!cursor.at(TokenKind::variable)) {
    cursor.fail_expected("a variable after the edge");
  }
  traversal.right = cursor.expect_variable("a variable");
  return traversal;
}

/// A clause that begins with a bare variable and is no binding: the alternatives of the grammar are
/// tried in order, so it is a filter only where it cannot be a traversal (GQ-8).
bool is_traversal(const TokenCursor& cursor) {
  if (cursor.at(TokenKind::variable, 1)) {
    return true;
  }
  bool undirected = cursor.at_symbol("<", 1);
  std::size_t edge = undirected ? 2 : 1;
  if (!cursor.at(TokenKind::word, edge)) {
    // `$p WorksAt $c` is a traversal whose edge word is misspelt.
    return cursor.at(TokenKind::type_name, edge) &&
           (!undirected || cursor.at_symbol(">", edge + 1));
  }
  if (undirected && !cursor.at_symbol(">", edge + 1)) {
    return false;
  }
  std::size_t end = undirected ? edge + 2 : edge + 1;
  bool is_operator = cursor.at_word("contains", edge) || cursor.at_word("starts_with", edge);
  return cursor.at(TokenKind::variable, end) || cursor.at_symbol("{", end) || undirected ||
         !is_operator;
}

NegationClause parse_negation(TokenCursor& cursor) {
  cursor.expect_word("not");
  return {parse_clauses(cursor)};
}

Clause parse_clause(TokenCursor& cursor) {
  Clause clause;
  clause.offset = cursor.offset();
  if (cursor.at_symbol("}") || cursor.at(TokenKind::end)) {
    cursor.fail_expected("a clause: a binding, a traversal, a filter, a text search or not { … }");
  }
  if (cursor.at_word("not") && cursor.at_symbol("{", 1)) {
    clause.node = parse_negation(cursor);
    return clause;
  }
  if (cursor.at(TokenKind::variable) && !cursor.at_symbol(".", 1)) {
    if (cursor.at_symbol(":", 1)) {
      clause.node = parse_binding(cursor);
      return clause;
    }
    if (is_traversal(cursor)) {
      clause.node = parse_traversal(cursor);
      return clause;
    }
  }
  bool text_call = at_text_call(cursor);
  ParsedExpression first = parse_expression(cursor);
  if (std::optional<WrittenOperator> op = take_operator(cursor)) {
    clause.node = FilterClause{*op, std::move(first), parse_expression(cursor)};
  } else if (text_call) {
    clause.node = TextClause{std::move(first)};
  } else {
    cursor.fail_expected("a comparison: = != < <= > >= contains starts_with");
  }
  return clause;
}

}  // namespace

std::vector<Clause> parse_clauses(TokenCursor& cursor) {
  NestingGuard guard(cursor);
  cursor.expect_symbol("{");
  std::vector<Clause> clauses;
  do {
    clauses.push_back(parse_clause(cursor));
  } while (!cursor.take_symbol("}"));
  return clauses;
}

}  // namespace omnigraph::query

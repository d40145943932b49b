#include "query/parse_expression.h"

#include "base/suggest.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <utility>

namespace omnigraph::query {
namespace {

constexpr std::array kFunctions = {FunctionKind::nearest, FunctionKind::bm25,
                                   FunctionKind::rrf,     FunctionKind::search,
                                   FunctionKind::fuzzy,   FunctionKind::match_text};
constexpr std::array kAggregates = {AggregateKind::count, AggregateKind::sum, AggregateKind::avg,
                                    AggregateKind::min, AggregateKind::max};

template <typename Kinds>
auto find_kind(const Kinds& kinds, std::string_view word)
    -> std::optional<typename Kinds::value_type> {
  for (auto kind : kinds) {
    if (to_string(kind) == word) {
      return kind;
    }
  }
  return std::nullopt;
}

bool at_call(const TokenCursor& cursor) {
  return cursor.at(TokenKind::word) && cursor.at_symbol("(", 1);
}

bool at_call_of(const TokenCursor& cursor, std::string_view word) {
  return cursor.at_word(word) && cursor.at_symbol("(", 1);
}

bool at_literal(const TokenCursor& cursor) {
  switch (cursor.peek().kind) {
    case TokenKind::string:
    case TokenKind::integer:
    case TokenKind::real:
      return true;
    case TokenKind::symbol:
      return cursor.at_symbol("[");
    case TokenKind::word:
      return at_call_of(cursor, "date") || at_call_of(cursor, "datetime") ||
             (!at_call(cursor) && (cursor.at_word("true") || cursor.at_word("false")));
    default:
      return false;
  }
}

Literal parse_literal(TokenCursor& cursor);

LiteralList parse_list(TokenCursor& cursor) {
  NestingGuard guard(cursor);
  LiteralList items;
  cursor.expect_symbol("[");
  if (cursor.take_symbol("]")) {
    return items;
  }
  do {
    items.push_back(parse_literal(cursor));
  } while (cursor.take_symbol(","));
  if (!cursor.take_symbol("]")) {
    cursor.fail_expected("',' or ']'");
  }
  return items;
}

Literal parse_literal(TokenCursor& cursor) {
  if (!at_literal(cursor)) {
    cursor.fail_expected("a literal");
  }
  Literal literal;
  literal.offset = cursor.offset();
  switch (cursor.peek().kind) {
    case TokenKind::string:
      literal.value = cursor.expect_string();
      return literal;
    case TokenKind::integer:
      literal.value = cursor.expect_i64();
      return literal;
    case TokenKind::real:
      literal.value = cursor.expect_real();
      return literal;
    case TokenKind::symbol:
      literal.value = parse_list(cursor);
      return literal;
    default:
      break;
  }
  std::string_view word = cursor.next().text;
  if (word == "true" || word == "false") {
    literal.value = word == "true";
    return literal;
  }
  cursor.expect_symbol("(");
  std::string text = cursor.expect_string();
  cursor.expect_symbol(")");
  if (word == "date") {
    literal.value = DateText{std::move(text)};
  } else {
    literal.value = DateTimeText{std::move(text)};
  }
  return literal;
}

/// `$x` or `$x.property`
ParsedExpression parse_variable(TokenCursor& cursor) {
  Name variable = cursor.expect_variable("a variable");
  std::size_t offset = variable.offset;
  if (!cursor.take_symbol(".")) {
    return {offset, VariableName{std::move(variable.text)}};
  }
  Name property = cursor.expect_name("a property name");
  return {offset, PropertyPath{std::move(variable), std::move(property)}};
}

ParsedExpression parse_now(TokenCursor& cursor) {
  std::size_t offset = cursor.offset();
  cursor.expect_word("now");
  cursor.expect_symbol("(");
  cursor.expect_symbol(")");
  return {offset, NowCall{}};
}

ParsedExpression parse_first_argument(TokenCursor& cursor, FunctionKind kind) {
  if (kind == FunctionKind::nearest &&
      !(cursor.at(TokenKind::variable) && cursor.at_symbol(".", 1))) {
    cursor.fail_expected("a vector property such as $x.embedding");
  }
  return parse_expression(cursor);
}

ParsedExpression parse_arm(TokenCursor& cursor) {
  if (!at_call_of(cursor, "nearest") && !at_call_of(cursor, "bm25")) {
    cursor.fail_expected("nearest(…) or bm25(…)");
  }
  return parse_expression(cursor);
}

FunctionCall parse_function(TokenCursor& cursor, FunctionKind kind) {
  FunctionCall call;
  call.kind = kind;
  bool fuses = kind == FunctionKind::rrf;
  call.arguments.push_back(fuses ? parse_arm(cursor) : parse_first_argument(cursor, kind));
  cursor.expect_symbol(",");
  call.arguments.push_back(fuses ? parse_arm(cursor) : parse_expression(cursor));
  if ((fuses || kind == FunctionKind::fuzzy) && cursor.take_symbol(",")) {
    call.arguments.push_back(parse_expression(cursor));
  }
  return call;
}

[[noreturn]] void fail_unknown_function(const TokenCursor& cursor) {
  std::vector<std::string> known = {"now", "date", "datetime"};
  for (FunctionKind kind : kFunctions) {
    known.emplace_back(to_string(kind));
  }
  for (AggregateKind kind : kAggregates) {
    known.emplace_back(to_string(kind));
  }
  std::string_view word = cursor.peek().text;
  cursor.fail_at(cursor.offset(),
                 fmt::format("there is no function '{}'{}", word, did_you_mean(word, known)));
}

ParsedExpression parse_call(TokenCursor& cursor) {
  NestingGuard guard(cursor);
  std::size_t offset = cursor.offset();
  std::optional<FunctionKind> function = find_kind(kFunctions, cursor.peek().text);
  std::optional<AggregateKind> aggregate = find_kind(kAggregates, cursor.peek().text);
  if (!function && !aggregate) {
    fail_unknown_function(cursor);
  }
  cursor.next();
  cursor.expect_symbol("(");
  ParsedExpression expression;
  expression.offset = offset;
  if (function) {
    expression.node = parse_function(cursor, *function);
  } else {
    AggregateCall call;
    call.kind = *aggregate;
    call.arguments.push_back(parse_expression(cursor));
    expression.node = std::move(call);
  }
  cursor.expect_symbol(")");
  return expression;
}

}  // namespace

ParsedExpression parse_expression(TokenCursor& cursor) {
  if (cursor.at(TokenKind::variable)) {
    return parse_variable(cursor);
  }
  if (at_literal(cursor)) {
    std::size_t offset = cursor.offset();
    return {offset, parse_literal(cursor)};
  }
  if (at_call_of(cursor, "now")) {
    return parse_now(cursor);
  }
  if (at_call(cursor)) {
    return parse_call(cursor);
  }
  if (!cursor.at(TokenKind::word)) {
    cursor.fail_expected("an expression");
  }
  Name word = cursor.expect_name("a name");
  return {word.offset, Identifier{std::move(word.text)}};
}

ParsedExpression parse_value(TokenCursor& cursor) {
  if (cursor.at(TokenKind::variable)) {
    Name variable = cursor.expect_variable("a variable");
    return {variable.offset, VariableName{std::move(variable.text)}};
  }
  if (at_call_of(cursor, "now")) {
    return parse_now(cursor);
  }
  if (!at_literal(cursor)) {
    cursor.fail_expected("a value: a literal, a parameter or now()");
  }
  std::size_t offset = cursor.offset();
  return {offset, parse_literal(cursor)};
}

bool at_text_call(const TokenCursor& cursor) {
  return at_call_of(cursor, "search") || at_call_of(cursor, "fuzzy") ||
         at_call_of(cursor, "match_text");
}

std::optional<WrittenOperator> take_operator(TokenCursor& cursor) {
  using enum WrittenOperator;
  constexpr std::array<std::pair<std::string_view, WrittenOperator>, 8> kOperators = {
      {{">=", greater_equal},
       {"<=", less_equal},
       {"!=", not_equal},
       {">", greater},
       {"<", less},
       {"=", equal},
       {"contains", contains},
       {"starts_with", starts_with}}};
  if (!cursor.at(TokenKind::symbol) && !cursor.at(TokenKind::word)) {
    return std::nullopt;
  }
  for (const auto& [text, op] : kOperators) {
    if (cursor.peek().text == text) {
      cursor.next();
      return op;
    }
  }
  return std::nullopt;
}

PropertyValue parse_property_value(TokenCursor& cursor) {
  PropertyValue entry;
  entry.property = cursor.expect_name("a property name");
  cursor.expect_symbol(":");
  entry.value = parse_value(cursor);
  return entry;
}

}  // namespace omnigraph::query

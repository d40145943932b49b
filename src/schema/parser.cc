#include "schema/parser.h"

#include "base/suggest.h"
#include "schema/declaration_search.h"
#include "schema/diagnostics.h"
#include "schema/lexer.h"
#include "schema/names.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <utility>

namespace omnigraph::schema {
namespace {

bool is_declaration_keyword(std::string_view word) {
  return word == "interface" || word == "node" || word == "edge";
}

enum class Body : std::uint8_t { properties, properties_and_constraints };

class Parser {
 public:
  explicit Parser(std::string_view source) : source_(source), lexer_(source) {}

  SchemaAst parse();

 private:
  void declaration(SchemaAst& ast);
  InterfaceSyntax interface();
  NodeSyntax node();
  EdgeSyntax edge();
  CardinalitySyntax cardinality();
  void body(DeclarationSyntax& declaration, Body kind);
  PropertySyntax property();
  TypeSyntax type();
  void list_type(TypeSyntax& type);
  void enum_type(TypeSyntax& type);
  Scalar scalar();

  Word annotation_name();
  AnnotationSyntax annotation(Word name);
  AnnotationSyntax header_annotation(Word name);
  ConstraintSyntax constraint(Word name);
  ConstraintArgument argument();

  Token expect(std::string_view symbol, std::string_view context);
  Word type_name(std::string_view what);
  Word identifier(std::string_view what);
  Word integer(std::string_view what);
  [[noreturn]] void fail_declaration(const Token& token) const;
  [[noreturn]] void fail_expected(const Token& token, std::string_view expected) const {
    lexer_.fail(token.offset, fmt::format("expected {}, found {}", expected, describe(token)));
  }

  std::string_view source_;
  Lexer lexer_;
  std::size_t start_ = 0;  // behind the first token of the present declaration
};

/// Reads on behind errors: each costs the rest of its declaration.
SchemaAst Parser::parse() {
  SchemaAst ast;
  Diagnostics diagnostics(source_);
  for (bool more = true; more;) {
    start_ = lexer_.position();
    try {
      more = lexer_.peek().kind != TokenKind::end;
      if (more) {
        declaration(ast);
      }
    } catch (const SyntaxError& error) {
      diagnostics.parse_error(error.offset, error.reason);
      lexer_.move_to(next_declaration(source_, start_));
    }
  }
  diagnostics.throw_if_any();
  return ast;
}

void Parser::declaration(SchemaAst& ast) {
  Token keyword = lexer_.take();
  start_ = lexer_.position();
  if (keyword.is_word("interface")) {
    ast.interfaces.push_back(interface());
  } else if (keyword.is_word("node")) {
    ast.nodes.push_back(node());
  } else if (keyword.is_word("edge")) {
    ast.edges.push_back(edge());
  } else {
    fail_declaration(keyword);
  }
}

void Parser::fail_declaration(const Token& token) const {
  static const std::array<std::string, 3> kKeywords = {"interface", "node", "edge"};
  if (token.is_symbol(",")) {
    lexer_.fail(token.offset, "nothing stands between declarations; remove the comma");
  }
  for (const std::string& keyword : kKeywords) {
    if (token.kind == TokenKind::identifier && token.text.starts_with(keyword) &&
        is_type_name(token.text.substr(keyword.size()))) {
      lexer_.fail(token.offset,
                  fmt::format("'{}' and the name after it need a space between them", keyword));
    }
  }
  fail_expected(token, "'interface', 'node' or 'edge'");
}

InterfaceSyntax Parser::interface() {
  InterfaceSyntax result;
  result.name = type_name("the name of the interface");
  const Token& next = lexer_.peek();
  if (next.is_symbol("@")) {
    lexer_.fail(next.offset, "an interface takes no annotations");
  }
  if (next.is_word("implements") || next.is_word("extends")) {
    lexer_.fail(next.offset, "an interface cannot implement or extend another one");
  }
  body(result, Body::properties);
  return result;
}

NodeSyntax Parser::node() {
  NodeSyntax result;
  result.name = type_name("the name of the node type");
  while (lexer_.peek().is_symbol("@")) {
    result.annotations.push_back(header_annotation(annotation_name()));
  }
  if (lexer_.peek().is_word("implements")) {
    lexer_.take();
    do {
      result.implements.push_back(type_name("the name of an interface"));
    } while (lexer_.accept(","));
    if (lexer_.peek().is_symbol("@")) {
      lexer_.fail(lexer_.peek().offset, "annotations of a node stand before 'implements'");
    }
  }
  body(result, Body::properties_and_constraints);
  return result;
}

EdgeSyntax Parser::edge() {
  EdgeSyntax result;
  result.name = type_name("the name of the edge type");
  expect(":", "after the name of an edge type");
  result.from = type_name("the node type at which the edge starts");
  expect("->", "between the two node types of an edge");
  result.to = type_name("the node type at which the edge ends");
  for (bool first = true; lexer_.peek().is_symbol("@"); first = false) {
    Word name = annotation_name();
    if (first && name.text == "card") {
      result.cardinality = cardinality();
    } else {
      result.annotations.push_back(header_annotation(std::move(name)));
    }
  }
  if (lexer_.peek().is_word("implements")) {
    lexer_.fail(lexer_.peek().offset, "an edge cannot implement interfaces");
  }
  if (lexer_.peek().is_symbol("{")) {
    body(result, Body::properties_and_constraints);
  }
  return result;
}

CardinalitySyntax Parser::cardinality() {
  constexpr std::string_view kForm = "in @card(low..high) or @card(low..)";
  CardinalitySyntax result;
  expect("(", kForm);
  result.min = integer("the lower bound of @card, as in @card(0..3)");
  expect("..", kForm);
  if (!lexer_.peek().is_symbol(")")) {
    result.max = integer("the upper bound of @card or ')'");
  }
  expect(")", kForm);
  return result;
}

void Parser::body(DeclarationSyntax& declaration, Body kind) {
  expect("{", "before the properties");
  bool after_property = false;
  while (!lexer_.accept("}")) {
    if (!lexer_.peek().is_symbol("@")) {
      declaration.properties.push_back(property());
      after_property = true;
      continue;
    }
    Word name = annotation_name();
    if (is_constraint(name.text) && lexer_.peek().is_symbol("(")) {
      if (kind == Body::properties) {
        lexer_.fail(name.offset,
                    fmt::format("an interface takes no constraints; only a bare @key, @unique or "
                                "@index on a property, not @{}(…)",
                                name.text));
      }
      declaration.constraints.push_back(constraint(std::move(name)));
      after_property = false;
    } else if (after_property) {
      declaration.properties.back().annotations.push_back(annotation(std::move(name)));
    } else {
      lexer_.fail(name.offset, fmt::format("expected a property or a constraint; annotation @{} "
                                           "has no property before it",
                                           name.text));
    }
  }
}

PropertySyntax Parser::property() {
  const Token& next = lexer_.peek();
  if (next.is_symbol(",")) {
    lexer_.fail(next.offset, "nothing stands between properties; remove the comma");
  }
  if (next.kind == TokenKind::type_name) {
    lexer_.fail(next.offset, "property names start with a lower-case letter or '_'");
  }
  PropertySyntax result;
  result.name = identifier("a property, a constraint or '}'");
  if (lexer_.peek().kind == TokenKind::type_name && is_declaration_keyword(result.name.text)) {
    lexer_.fail(result.name.offset,
                "a declaration cannot stand inside another one; close that with '}' before it");
  }
  expect(":", fmt::format("between property '{}' and its type", result.name.text));
  result.type = type();
  return result;
}

TypeSyntax Parser::type() {
  TypeSyntax result;
  const Token& next = lexer_.peek();
  result.offset = next.offset;
  if (next.is_symbol("[")) {
    list_type(result);
  } else if (next.is_word("enum")) {
    enum_type(result);
  } else if (next.kind == TokenKind::type_name && next.text == "Vector") {
    lexer_.take();
    result.scalar = Scalar::vector;
    expect("(", "in Vector(dimension)");
    result.dimension = integer("the dimension of the vector");
    expect(")", "in Vector(dimension)");
  } else {
    result.scalar = scalar();
  }
  result.nullable = lexer_.accept("?");
  return result;
}

void Parser::list_type(TypeSyntax& type) {
  expect("[", "before the items of a list");
  const Token& item = lexer_.peek();
  if (item.is_symbol("[") || item.is_word("enum") || item.text == "Vector") {
    lexer_.fail(item.offset, "a list holds scalars only, no lists, enums or vectors");
  }
  type.list = true;
  type.scalar = scalar();
  if (lexer_.peek().is_symbol("?")) {
    lexer_.fail(lexer_.peek().offset,
                "items of a list are never null; write [T]? for a list that "
                "may be null");
  }
  expect("]", "after the item type of a list");
}

void Parser::enum_type(TypeSyntax& type) {
  lexer_.take();
  expect("(", "in enum(member, …)");
  do {
    type.enum_values.push_back(lexer_.take_enum_value());
  } while (lexer_.accept(","));
  expect(")", "after the members of an enum");
}

Scalar Parser::scalar() {
  static const std::vector<std::string> kTypes = {"String", "Bool",   "I32", "I64",  "U32",
                                                  "U64",    "F32",    "F64", "Date", "DateTime",
                                                  "Blob",   "Vector", "enum"};
  Token token = lexer_.take();
  if (std::optional<Scalar> found = parse_scalar(token.text)) {
    return *found;
  }
  bool is_name = token.kind == TokenKind::type_name || token.kind == TokenKind::identifier;
  lexer_.fail(token.offset,
              fmt::format("expected a property type, found {}{}; types are {} and lists: [String]",
                          describe(token), is_name ? did_you_mean(token.text, kTypes) : "",
                          fmt::join(kTypes, ", ")));
}

Word Parser::annotation_name() {
  std::size_t at = expect("@", "before an annotation").offset;
  Word name = identifier("the name of an annotation after '@'");
  name.offset = at;
  return name;
}

AnnotationSyntax Parser::header_annotation(Word name) {
  if (is_constraint(name.text) && lexer_.peek().is_symbol("(")) {
    lexer_.fail(name.offset,
                fmt::format("constraint @{} stands in the body, between {{ and }}", name.text));
  }
  return annotation(std::move(name));
}

AnnotationSyntax Parser::annotation(Word name) {
  if (name.text == "card") {
    lexer_.fail(name.offset,
                "@card stands on an edge, once, directly after its target type: "
                "edge E: A -> B @card(0..3)");
  }
  if (name.text == "range" || name.text == "check") {
    lexer_.fail(name.offset, name.text == "range"
                                 ? "@range needs arguments: @range(property, low..high)"
                                 : "@check needs arguments: @check(property, \"pattern\")");
  }
  AnnotationSyntax result;
  result.name = std::move(name);
  if (!lexer_.accept("(")) {
    return result;
  }
  const Token& value = lexer_.peek();
  if (!value.is_literal() && value.kind != TokenKind::identifier) {
    fail_expected(value, fmt::format("the value of @{}", result.name.text));
  }
  result.value = word_of(lexer_.take());
  if (lexer_.peek().is_symbol("=")) {
    lexer_.fail(result.value->offset, "a plain value comes before the first name=value");
  }
  while (lexer_.accept(",")) {
    AnnotationSyntax::Keyword keyword;
    keyword.name = identifier("name=value");
    expect("=", "in name=value");
    if (!lexer_.peek().is_literal()) {
      fail_expected(lexer_.peek(), "a string, a number, true or false");
    }
    keyword.value = word_of(lexer_.take());
    result.keywords.push_back(std::move(keyword));
  }
  expect(")", fmt::format("after the arguments of @{}", result.name.text));
  return result;
}

ConstraintSyntax Parser::constraint(Word name) {
  ConstraintSyntax result;
  result.name = std::move(name);
  expect("(", "before the arguments of a constraint");
  do {
    result.arguments.push_back(argument());
  } while (lexer_.accept(","));
  expect(")", fmt::format("after the arguments of @{}", result.name.text));
  return result;
}

ConstraintArgument Parser::argument() {
  ConstraintArgument result;
  result.offset = lexer_.peek().offset;
  if (lexer_.accept("..")) {
    if (!lexer_.peek().is_number()) {
      fail_expected(lexer_.peek(), "an upper bound, as a range needs at least one,");
    }
    result.value = RangeSyntax{std::nullopt, word_of(lexer_.take())};
    return result;
  }
  Token token = lexer_.peek();
  if (token.is_number()) {
    lexer_.take();
    if (lexer_.accept("..")) {
      RangeSyntax range{word_of(token), std::nullopt};
      if (lexer_.peek().is_number()) {
        range.high = word_of(lexer_.take());
      }
      result.value = std::move(range);
    } else if (token.is_literal()) {
      result.value = ConstraintArgument::Number{std::string(token.text)};
    } else {
      fail_expected(lexer_.peek(), "'..' after a negative bound");
    }
  } else if (token.kind == TokenKind::string) {
    result.value = ConstraintArgument::Quoted{word_of(lexer_.take()).text};
  } else {
    result.value =
        ConstraintArgument::Bare{identifier("a property name, a range or a pattern").text};
  }
  return result;
}

Token Parser::expect(std::string_view symbol, std::string_view context) {
  if (!lexer_.peek().is_symbol(symbol)) {
    fail_expected(lexer_.peek(), fmt::format("'{}' {}", symbol, context));
  }
  return lexer_.take();
}

Word Parser::type_name(std::string_view what) {
  const Token& token = lexer_.peek();
  if (token.kind == TokenKind::identifier) {
    lexer_.fail(token.offset, fmt::format("expected {}, found {}; it starts with an upper-case "
                                          "letter",
                                          what, describe(token)));
  }
  if (token.kind != TokenKind::type_name) {
    fail_expected(token, what);
  }
  return word_of(lexer_.take());
}

Word Parser::identifier(std::string_view what) {
  if (lexer_.peek().kind != TokenKind::identifier) {
    fail_expected(lexer_.peek(), what);
  }
  return word_of(lexer_.take());
}

Word Parser::integer(std::string_view what) {
  const Token& token = lexer_.peek();
  if (token.kind != TokenKind::integer || token.text.front() == '-') {
    fail_expected(token, what);
  }
  return word_of(lexer_.take());
}

}  // namespace

SchemaAst parse_schema(std::string_view source) {
  require_utf8(source);
  return Parser(source).parse();
}

}  // namespace omnigraph::schema

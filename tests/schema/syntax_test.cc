#include "schema/parser.h"
#include "sources.h"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <vector>

// Sections 1 to 3 of the schema specification: what is a source at all.

namespace omnigraph::schema {
namespace {

using testing::expect_refused;
using testing::Refusal;

TEST(Syntax, SCH_13_message_shows_place_line_and_caret) {
  Error error = omnigraph::testing::error_of(
      [] { parse_schema("node Pipe {\n  id2: I32\n  length: Integer\n}"); });
  EXPECT_EQ(error.kind(), ErrorKind::bad_request);
  EXPECT_THAT(error.what(), ::testing::StartsWith("parse error:  --> 3:11\n"
                                                  "  |\n"
                                                  "3 |   length: Integer\n"
                                                  "  |           ^---\n"
                                                  "  |\n"
                                                  "  = expected a property type"));
}

TEST(Syntax, refuses_and_points_at_the_token) {
  const Refusal kCases[] = {
      {"SCH-1", "~\xEF\xBB\xBFnode A {}", "byte-order mark"},
      {"SCH-1", "node A {}\n/* \xC3\xA9 ~\xFF */", "not UTF-8"},
      {"SCH-1", "node A {} // ~\xED\xA0\x80", "not UTF-8"},
      {"SCH-2", "node A {} ~# comment", "comments start with //"},
      {"SCH-2", "node A {}\n ~/* open", "never ends"},
      {"SCH-2", "/* a /* b */ ~*/", "unexpected character '*'"},
      {"SCH-3", "node ~tree {}", "upper-case"},
      {"SCH-3", "node ~\xC3\x84pfel {}", "unexpected character '\xC3\x84'"},
      {"SCH-3", "node A { ~Name: String }", "lower-case"},
      {"SCH-3", "node A { x: enum(~) }", "member of the enum"},
      {"SCH-3", "node A { x: enum(a, ~) }", "member of the enum"},
      {"SCH-3", "node A { x: enum(~\"a\") }", "member of the enum"},
      {"SCH-3", "node A { x: F64 @range(x, ~1e5..) }", "exponent"},
      {"SCH-3", "node A { x: F64 @range(x, ~12ab..) }", "must not touch"},
      {"SCH-3", "node A { x: F64 @range(x, ~.5..1) }", "digits on both sides"},
      {"SCH-4", "node A @x(\"a~\\qb\") {}", "unknown escape"},
      {"SCH-4", "node A @x(~\"a) {}", "never ends"},
      {"SCH-4", "node A @x(~\"a\\\") {}", "never ends"},
      {"SCH-6", "node A {}~, node B {}", "remove the comma"},
      {"SCH-6", "node A { a: I32~, b: I32 }", "remove the comma"},
      {"SCH-6", "node A { ~, a: I32 }", "remove the comma"},
      {"SCH-6", "node A { a: I32~; b: I32 }", "nothing stands between"},
      {"SCH-7", "node A { @unique(a) ~@description(\"x\") a: I32 }", "no property before it"},
      {"SCH-7", "node A { ~@description(\"x\") a: I32 }", "no property before it"},
      {"SCH-8", "node A implements B ~@description(\"x\") {}", "before 'implements'"},
      {"SCH-8", "node A ~@key(a) { a: I32 }", "stands in the body"},
      {"SCH-8", "interface A ~@description(\"x\") {}", "no annotations"},
      {"SCH-8", "interface A ~implements B {}", "cannot implement"},
      {"SCH-8", "interface A ~extends B {}", "cannot implement"},
      {"SCH-8", "interface A { a: I32 ~@key(a) }", "takes no constraints"},
      {"SCH-8", "interface A { a: I32 ~@range(a, 1..2) }", "takes no constraints"},
      {"SCH-8", "edge E: A -> B ~implements C {}", "cannot implement"},
      {"SCH-8", "node A ~", "expected '{'"},
      {"SCH-8", "interface A ~node B {}", "expected '{'"},
      {"SCH-9", "node A @x(~) {}", "value of @x"},
      {"SCH-9", "node A @x(~k=\"v\") {}", "plain value comes before"},
      {"SCH-9", "node A @x(1, ~2) {}", "expected name=value"},
      {"SCH-9", "node A @x(1, k=~v) {}", "expected a string"},
      {"SCH-9", "node A @x(~-1) {}", "value of @x"},
      {"SCH-9", "node A @x(~Name) {}", "value of @x"},
      {"SCH-9", "node A @~Name {}", "name of an annotation"},
      {"SCH-12a", "node A { x: ~Strin }", "did you mean 'String'?"},
      {"SCH-12a", "node A { x: [~Blobs] }", "did you mean 'Blob'?"},
      {"SCH-12a", "node A { x ~}", "between property 'x' and its type"},
      {"SCH-12a", "node A { x: I32~", "expected a property, a constraint or '}'"},
      {"SCH-12a", "edge E ~A -> B", "expected ':'"},
      {"SCH-12a", "edge E: A ~- > B", "an arrow is ->"},
      {"SCH-12a", "edge E: A ~B", "expected '->'"},
      {"SCH-12a", "~type A {}", "expected 'interface', 'node' or 'edge'"},
      {"SCH-12a", "node A {} ~}", "found '}'"},
      {"SCH-12a", "~\x01", "control character U+0001"},
      {"SCH-32f", "node A { x: [~[I32]] }", "scalars only"},
      {"SCH-32f", "node A { x: [~enum(a)] }", "scalars only"},
      {"SCH-32f", "node A { x: [~Vector(3)] }", "scalars only"},
      {"SCH-32f", "node A { x: [I32~?] }", "[T]?"},
      {"SCH-32d", "node A { x: Vector ~}", "Vector(dimension)"},
      {"SCH-32d", "node A { x: Vector(~-1) }", "dimension"},
      {"SCH-32d", "node A { x: Vector(~1.5) }", "dimension"},
      {"20.3", "~nodeA {}", "need a space"},
      {"20.3", "~edgeE: A -> B", "need a space"},
      {"20.3", "node A ~implementsB {}", "expected '{'"},
      {"20.3", "edge E: A -> B @card ~{}", "expected '('"},
      {"20.3", "edge E: A -> B @card(1~)", "expected '..'"},
      {"20.3", "edge E: A -> B @card(~..2)", "lower bound"},
      {"20.3", "edge E: A -> B @card(~\"1\")", "lower bound"},
      {"20.3", "edge E: A -> B @card(~-1..2)", "lower bound"},
      {"20.3", "edge E: A -> B @card(0..~1.5)", "upper bound"},
      {"20.3", "edge E: A -> B @card(0..~*)", "left out"},
      {"20.3", "edge E: A -> B @x ~@card(0..1)", "directly after its target type"},
      {"20.3", "edge E: A -> B @card(0..1) ~@card(0..1)", "directly after its target type"},
      {"20.3", "edge E: A -> B { a: I32 ~@card(0..1) }", "directly after its target type"},
      {"20.3", "node A ~@card(0..1) {}", "directly after its target type"},
      {"20.3", "node A { a: I32 ~@card }", "directly after its target type"},
      {"SCH-39", "node A { a: I32 @unique(~) }", "property name"},
      {"SCH-39", "node A { a: I32 @unique(a,~) }", "property name"},
      {"SCH-39", "node A { a: I32 @range(a, ..~) }", "upper bound"},
      {"SCH-39", "node A { a: I32 @range(a, -5~) }", "'..' after a negative bound"},
      {"SCH-39", "node A { a: I32 @range(a, ~- 5..) }", "sign touches"},
      {"SCH-39", "node A { a: I32 ~@range }", "needs arguments"},
      {"SCH-39", "node A { a: String ~@check }", "needs arguments"},
  };
  for (const Refusal& refusal : kCases) {
    expect_refused(refusal);
  }
}

TEST(Syntax, SCH_13_columns_count_characters) {
  expect_refused({"SCH-13", "node A @x(\"\xC3\xA9\xE2\x82\xAC\") ~}", "expected '{'"});
}

/// Every `~` marks the place of an error that must be reported, and nothing else may be.
void expect_errors(std::string marked) {
  SCOPED_TRACE(marked);
  std::vector<std::size_t> places;
  for (std::size_t at = marked.find('~'); at != std::string::npos; at = marked.find('~', at)) {
    marked.erase(at, 1);
    places.push_back(at);
  }
  std::string expected;
  for (std::size_t place : places) {
    SourcePosition position = position_at(marked, place);
    expected += fmt::format("{}:{} ", position.line, position.column);
  }
  std::string message = omnigraph::testing::error_of([&] { parse_schema(marked); }).what();
  std::string found;
  for (std::size_t at = message.find("--> "); at != std::string::npos;
       at = message.find("--> ", at + 1)) {
    found += message.substr(at + 4, message.find('\n', at) - at - 4) + " ";
  }
  EXPECT_EQ(found, expected) << message;
}

TEST(Syntax, section_20_4_reports_independent_errors_of_later_declarations) {
  const std::string_view kSources[] = {
      "node A { x: ~Strin }\nnode B { y ~}\nedge E: ~a -> B\nnode C {}",
      "node A { x: ~Strin y : }node B { z ~}",  // the rest of a declaration is skipped
      "~type A {}\nnode B { y ~}",
      "node ~tree {}\n\n  interface ~i {}\nnode C {}",
      "node A {} ~}\nnode B {} ~}",
      "~;\nnode B { y ~}",
      // A missing brace is one error, and what follows is read.
      "node A { x: I32\n~node B { y: I32 }\nnode C { z ~}",
      "node A {\n  x: I32\n~edge E: A -> A",
      // What looks like a declaration in a string or a comment is none.
      "node A @x(~) { a: I32 }\n/*\nnode B { }\n*/ // } node C {\nnode D @x(\"\nnode E {\") {}",
      // Words that are no declarations where they stand.
      "node A { x: enum(a ~b, node, C) node: I32 edge: String }\nnode D {}",
      // Nothing can be told apart behind a string or comment without an end.
      "node A @x(~\"a) {}\nnode B { y }",
      "node A {} ~/* node B { y }",
      "node A @x(\"~\\q\") { x: I32 }\nnode B { y ~}",
  };
  for (std::string_view source : kSources) {
    expect_errors(std::string(source));
  }
}

TEST(Syntax, hostile_sources_take_linear_time) {
  using Clock = std::chrono::steady_clock;
  for (std::string_view piece : {"node A {\n", "node A @x(\"\n", "} node B {", "/* \n", "\"\\q\n",
                                 "edge E: A -> B {\n", "@", "node\n", "enum(\n"}) {
    std::string source;
    while (source.size() < (4U << 20)) {
      source += piece;
    }
    Clock::time_point start = Clock::now();
    EXPECT_THROW(parse_schema(source), Error);
    EXPECT_LT(Clock::now() - start, std::chrono::seconds(5)) << piece;
  }
}

TEST(Syntax, accepts) {
  const std::string_view kSources[] = {
      "",                                                // SCH-10
      " \t\r\n// only a comment",                        // SCH-2
      "node/**/A/* { */{}//x\nnode B{}",                 // SCH-2
      "node A{}node B{}edge E:A->B edge F:A->B{}",       // SCH-1
      "node A @x(\"// no /* comment\") {}",              // SCH-2
      "node A @x(\"two\nlines \\\"\\\\\\n\\r\\t\") {}",  // SCH-4
      "node A { node: I32 edge: I32 enum: enum(enum) true: Bool implements: I32 _x: I32 "
      "interface: I32 }",                                            // SCH-5
      "node A { true: Bool trueish: Bool @unique(true, trueish) }",  // SCH-5, 20.3
      "node A @x(trueish) @y(true, k=false) @z(1.50, n=3) {}",       // SCH-9, 20.3
      "node A @ x ( 1 , k = 2 ) { a : I32 ? @ key ( a ) }",          // section 2
      "node A { x: enum(2nd, -a, b-c, _, 3) }",                      // SCH-3
      "node A { a: I32 @range(a, 0..9) b: I32 @index }",             // SCH-7
      "node A { a: F64 @range(a, -1.5..-0.5) @range(a,-3..) @range(a, ..2) @range(a,1..2.5) }",
      "edge E: A -> B @card ( 0 .. ) @x { a: I32 @unique(src, a) }",  // SCH-8
  };
  for (std::string_view source : kSources) {
    SCOPED_TRACE(source);
    EXPECT_NO_THROW(parse_schema(source));
  }
}

TEST(Syntax, keeps_what_was_written) {
  SchemaAst ast = parse_schema(
      "edge E: A -> B @card(2..7) @rename_from(\"Old\\n\\\"E\\\"\") { x: [F32]? @note(word, "
      "k=1.50) }");
  const EdgeSyntax& edge = ast.edges.at(0);
  EXPECT_EQ(edge.from.text, "A");
  EXPECT_EQ(edge.to.offset, 13U);
  EXPECT_EQ(edge.cardinality->max->text, "7");
  // The planner's hints (SCH-73) come from the syntax tree.
  EXPECT_EQ(find_annotation(edge.annotations, "rename_from")->value->text, "Old\n\"E\"");
  EXPECT_EQ(find_annotation(edge.annotations, "absent"), nullptr);
  const PropertySyntax& property = edge.properties.at(0);
  EXPECT_TRUE(property.type.list && property.type.nullable);
  EXPECT_EQ(property.annotations.at(0).value->text, "word");
  EXPECT_EQ(property.annotations.at(0).keywords.at(0).value.text, "1.50");
}

}  // namespace
}  // namespace omnigraph::schema

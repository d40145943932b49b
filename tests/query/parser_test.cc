#include "query/parser.h"

#include "fixture.h"
#include "query/select.h"
#include "testing/testing.h"

#include <fmt/format.h>

#include <string>

// Sections 1 and 2 of the query language.

namespace omnigraph::query {
namespace {

using omnigraph::testing::error_of;
using testing::expect_parse_error;
using ::testing::HasSubstr;

ReadBody parse_read(std::string_view match, std::string_view rest = "return { 1 }") {
  std::string source = fmt::format("query q() {{ match {{ {} }} {} }}", match, rest);
  return std::get<ReadBody>(parse_source(source).at(0).body);
}

template <typename Node>
bool is_clause(std::string_view text) {
  ReadBody read = parse_read(text);
  return read.match.size() == 1 && std::holds_alternative<Node>(read.match[0].node);
}

Literal literal_of(std::string_view text) {
  ReadBody read = parse_read("$p.x = " + std::string(text));
  return std::get<Literal>(std::get<FilterClause>(read.match.at(0).node).right.node);
}

TEST(Parser, GQ_1_a_source_is_any_number_of_queries) {
  EXPECT_THAT(parse_source(""), ::testing::IsEmpty());
  EXPECT_THAT(parse_source(" // nothing\n /* at * all */ "), ::testing::IsEmpty());
  std::string source =
      "query a() { match { $x: A } return { $x } }query b() { delete A where x = 1 }\n"
      "query a() { match { $y: A } return { $y } }";
  std::vector<QueryDeclaration> queries = parse_source(source);
  ASSERT_EQ(queries.size(), 3U);
  EXPECT_FALSE(queries[0].is_mutation());
  EXPECT_TRUE(queries[1].is_mutation());
  EXPECT_EQ(source.substr(queries[1].offset, queries[1].end_offset - queries[1].offset),
            "query b() { delete A where x = 1 }");
}

TEST(Parser, GQ_8_the_example_of_section_2_parses) {
  std::vector<QueryDeclaration> queries = parse_source(R"(
// Whom Ada trusts within two hops
query reach($nick: String, $after: Date?) @description("Trusted \"crew\"") @instruction("x") {
  match {
    $a: Sailor { nick: $nick, }
    $a trusts{1,2} $b
    $b $w:crewedOn $h
    $w.joined >= $after
    not { $a crewedOn $h }
    $a <trusts>{2,3} $_  /* both
    ways */ search($a.bio, "x")
  }
  return { $b.nick, $h.hull as ship, $w.berth count($b) as n }
  order { ship, $b.nick desc }
  limit 18446744073709551615
})");
  ASSERT_EQ(queries.size(), 1U);
  const QueryDeclaration& query = queries[0];
  EXPECT_EQ(query.description, "Trusted \"crew\"");
  EXPECT_EQ(query.parameters.size(), 2U);
  EXPECT_TRUE(query.parameters[1].nullable);
  const auto& read = std::get<ReadBody>(query.body);
  ASSERT_EQ(read.match.size(), 7U);
  const auto& undirected = std::get<TraversalClause>(read.match[5].node);
  EXPECT_TRUE(undirected.undirected);
  EXPECT_EQ(undirected.bounds->max, 3U);
  EXPECT_TRUE(std::holds_alternative<TextClause>(read.match[6].node));
  EXPECT_EQ(read.projections.size(), 4U);
  EXPECT_EQ(read.order[1].direction, SortDirection::descending);
  EXPECT_FALSE(read.order[0].direction);
  EXPECT_EQ(read.limit, 18446744073709551615U);
}

TEST(Parser, GQ_5_GQ_6_keywords_are_whole_words_and_reserve_nothing) {
  ReadBody read = parse_read(
      "$match: Count { match: true, count: false, not: 1, now: now(), date: date(\"x\") } "
      "$match.order = $limit not { $a nothing $b } $a trueish $b $a match $b",
      "return { asset limits, true as trueish as as as $x.count, count, date nearest } "
      "order { desc desc, asc, count, limit asc } limit 5");
  EXPECT_EQ(read.match.size(), 5U);
  ASSERT_EQ(read.projections.size(), 8U);
  EXPECT_EQ(read.projections[2].alias->text, "trueish");
  EXPECT_EQ(std::get<Identifier>(read.projections[3].expression.node).name, "as");
  EXPECT_EQ(read.projections[3].alias->text, "as");
  ASSERT_EQ(read.order.size(), 4U);
  EXPECT_EQ(std::get<Identifier>(read.order[0].expression.node).name, "desc");
  EXPECT_EQ(read.order[0].direction, SortDirection::descending);
}

TEST(Parser, GQ_7_literals) {
  EXPECT_EQ(std::get<std::string>(literal_of("\"a\\\"\\\\\\n\\r\\t\n'é\"").value),
            "a\"\\\n\r\t\n'é");
  EXPECT_EQ(std::get<std::int64_t>(literal_of("9223372036854775807").value), INT64_MAX);
  EXPECT_EQ(std::get<std::int64_t>(literal_of("007").value), 7);
  EXPECT_EQ(std::get<double>(literal_of("1.50").value), 1.5);
  EXPECT_TRUE(std::get<bool>(literal_of("true").value));
  EXPECT_EQ(std::get<DateText>(literal_of("date ( \"junk\" )").value).text, "junk");
  EXPECT_EQ(std::get<DateTimeText>(literal_of("datetime(\"\")").value).text, "");
  EXPECT_EQ(std::get<LiteralList>(literal_of("[]").value).size(), 0U);
  EXPECT_EQ(std::get<LiteralList>(literal_of("[1, 2.5, \"x\", [true]]").value).size(), 4U);
}

TEST(Parser, GQ_8_clauses_that_begin_with_a_variable) {
  EXPECT_TRUE(is_clause<TraversalClause>("$q contains $x"));
  EXPECT_TRUE(is_clause<TraversalClause>("$q starts_with{1,2} $x"));
  EXPECT_TRUE(is_clause<TraversalClause>("$a<knows>$b"));
  EXPECT_TRUE(is_clause<TraversalClause>("$a $_:knows $_"));
  EXPECT_TRUE(is_clause<FilterClause>("$q contains \"x\""));
  EXPECT_TRUE(is_clause<FilterClause>("$list starts_with now()"));
  EXPECT_TRUE(is_clause<FilterClause>("$q < limit"));
  EXPECT_TRUE(is_clause<FilterClause>("$q < 3"));
  EXPECT_TRUE(is_clause<FilterClause>("$q.a<=$r.b"));
  EXPECT_TRUE(is_clause<FilterClause>("[1] contains $x.a"));
  EXPECT_TRUE(is_clause<FilterClause>("search($a.b, $c) = true"));
  EXPECT_TRUE(is_clause<BindingClause>("$x : T"));
  EXPECT_TRUE(is_clause<NegationClause>("not{$x: T}"));
  EXPECT_EQ(parse_read("$q < a $x knows $y").match.size(), 2U);
}

TEST(Parser, GQ_4_to_GQ_9_malformed_reads) {
  const testing::Refusal kCases[] = {
      {"GQ-2", "query q() { match { $x: A } return { $x } } ~x", "expected 'query'"},
      {"GQ-3", "~/* open", "never closed"},
      {"GQ-3", "query q() ~/ {", "unexpected character '/'"},
      {"GQ-4", "query ~Q() { match { $x: A } return { $x } }", "a query name, which begins"},
      {"GQ-4", "query q(~$ x: I32) {}", "expected a variable"},
      {"GQ-4", "query q(~$X: I32) {}", "expected a variable"},
      {"GQ-4", "query q() { match { $a ~WorksAt $b } return { 1 } }", "lower-case"},
      {"GQ-4", "query q() { match { $x: ~person } return { 1 } }", "a node type"},
      {"GQ-4", "query q() { match { $a ~not $b } return { 1 } }", "'not' cannot name one"},
      {"GQ-5", "query q() { match { $x: A } return { 1 } ~limit5 }", "'limit'"},
      {"GQ-5", "~querytest() { }", "expected 'query'"},
      {"GQ-5", "query q() { match { $x.a = ~5limit } return { 1 } }", "a letter cannot follow"},
      {"GQ-6", "query q() { match { $x: A } return { ~cuont($x) } }", "did you mean 'count'?"},
      {"GQ-7", "query q() { match { $x.a = \"a~\\u0041\" } return { 1 } }", "unknown escape"},
      {"GQ-7", "query q() { match { $x.a = ~\"a } return { 1 } }", "never closed"},
      {"GQ-7", "query q() { match { $x.a = ~9223372036854775808 } return { 1 } }", "out of range"},
      {"GQ-7", "query q() { match { $x.a = ~-5 } return { 1 } }", "no sign"},
      {"GQ-7", "query q() { match { $x.a = 1~.} return { 1 } }", "expected"},
      {"GQ-7", "query q() { match { $x.a = ~.5 } return { 1 } }", "expected an expression"},
      {"GQ-7", "query q() { match { $x.a = ~1e5 } return { 1 } }", "a letter cannot follow"},
      {"GQ-7", "query q() { match { $x.a = [1, ~] } return { 1 } }", "a literal"},
      {"GQ-7", "query q() { match { $x.a = [~$x] } return { 1 } }", "a literal"},
      {"GQ-7", "query q() { match { $x.a = date(~5) } return { 1 } }", "a string"},
      {"GQ-8", "query q() { match { ~} return { 1 } }", "expected a clause"},
      {"GQ-8", "query q() { match { $x: A } return { ~} }", "expected an expression"},
      {"GQ-8", "query q() { match { $x: A } ~}", "expected 'return'"},
      {"GQ-8", "query q() { ~return { 1 } }", "expected 'match', 'insert'"},
      {"GQ-8", "query q() { match { $x: A { ~} } return { 1 } }", "a property name"},
      {"GQ-8", "query q() { match { $x: A { a: 1 ~b: 2 } } return { 1 } }", "',' or '}'"},
      {"GQ-8", "query q() { match { $x: A { a: ~b } } return { 1 } }", "a value"},
      {"GQ-8", "query q() { match { $x: A { a: $b~.c } } return { 1 } }", "',' or '}'"},
      {"GQ-8", "query q() { match { $a e{2~} $b } return { 1 } }", "{min,max}"},
      {"GQ-8", "query q() { match { $a e{~,2} $b } return { 1 } }", "an integer"},
      {"GQ-8", "query q() { match { $a e{1,~4294967296} $b } return { 1 } }", "unsigned 32-bit"},
      {"GQ-8", "query q() { match { $list contains $x~.name } return { 1 } }", "expression"},
      {"GQ-8", "query q() { match { $a e ~3 } return { 1 } }", "a variable after the edge"},
      {"GQ-8", "query q() { match { $a $b ~e $c } return { 1 } }", "':'"},
      {"GQ-8", "query q() { match { $x.a ~} return { 1 } }", "a comparison"},
      {"GQ-8", "query q() { match { bm25($x.a, $q) ~} return { 1 } }", "a comparison"},
      {"GQ-8", "query q() { match { $x: A } return { 1 } limit 1 ~order { x } }", "'order'"},
      {"GQ-8", "query q() { match { $x: A } return { 1 } limit 1 ~limit 2 }", "'order'"},
      {"GQ-8", "query q() { match { $x: A } return { 1 } limit ~$n }", "an integer"},
      {"GQ-8", "query q() { match { $x: A } return { 1 } limit ~18446744073709551616 }", "64-bit"},
      {"GQ-8", "query q() { match { $x: A } return { 1 } order { x, ~} }", "an expression"},
      {"GQ-8", "query q() { match { $x: A } return { 1 } order { x ~y } }", "',' or '}'"},
      {"GQ-8", "query q() { match { $x: A } return { 1 } order { nearest($x.v, $q) ~asc } }",
       "takes no asc"},
      {"GQ-8", "query q($a: I32, ~) { match { $x: A } return { 1 } }", "a parameter"},
      {"GQ-8", "query q($a: I32 ~$b: I32) { match { $x: A } return { 1 } }", "',' or ')'"},
      {"GQ-8", "query q($a: ~Foo) { match { $x: A } return { 1 } }", "expected a type"},
      {"GQ-8", "query q($a: [~Vector(3)]) { match { $x: A } return { 1 } }", "expected a type"},
      {"GQ-8", "query q($a: Vector(~x)) { match { $x: A } return { 1 } }", "an integer"},
      {"GQ-9", "query q($a: I32, ~$a: I64) { match { $x: A } return { 1 } }", "declared twice"},
      {"GQ-9", "query q() @description(\"a\") ~@description(\"b\") {}", "once only"},
      {"GQ-9", "query q() ~@mcp(\"a\") {}", "no annotation '@mcp'"},
      {"SRCH-3", "query q() { match { $x: A } return { rrf(~search($x.a, $q), bm25($x.a, $q)) } }",
       "expected nearest(…) or bm25(…)"},
      {"SRCH-4", "query q() { match { $x: A } return { nearest(~$x, $q) } }", "vector property"},
      {"SRCH-4", "query q() { match { $x: A } return { search($x.a~) } }", "','"},
      {"SRCH-4", "query q() { match { $x: A } return { bm25($x.a, $q~, 3) } }", "')'"},
      {"UTF-8", "query q() { match { $x.a = \"~\xff\" } return { 1 } }", "not valid UTF-8"},
      {"UTF-8", "// ~\xed\xa0\x80", "not valid UTF-8"},
      {"tokens", "query ~é", "unexpected character 'é'"},
  };
  for (const testing::Refusal& refusal : kCases) {
    expect_parse_error(refusal.rule, std::string(refusal.marked), refusal.says);
  }
}

TEST(Parser, WR_7_malformed_mutations) {
  const testing::Refusal kCases[] = {
      {"grammar", "query q() { insert A { ~} }", "a property name"},
      {"grammar", "query q() { insert A { a: 1,~, b: 2 } }", "a property name"},
      {"grammar", "query q() { insert ~a { a: 1 } }", "a node or edge type"},
      {"WR-7", "query q() { update A set { a: 1 } ~}", "'where'"},
      {"WR-7", "query q() { delete A ~}", "'where'"},
      {"WR-7", "query q() { delete A where a ~contains 1 }", "a comparison"},
      {"WR-7", "query q() { delete A where a ~starts_with \"x\" }", "a comparison"},
      {"WR-7", "query q() { delete A where a = 1 ~and b = 2 }", "a statement"},
      {"WR-7", "query q() { delete A where a = ~null }", "a value"},
      {"WR-7", "query q() { delete A where a = ~b }", "a value"},
      {"GQ-8", "query q() { delete A where a = 1 ~match { $x: A } return { 1 } }", "a statement"},
      {"GQ-8", "query q() { match { $x: A } return { 1 } ~insert A { a: 1 } }", "'order'"},
      {"GQ-8", "query q() { ~mutation { insert A { a: 1 } } }", "expected 'match'"},
  };
  for (const testing::Refusal& refusal : kCases) {
    expect_parse_error(refusal.rule, std::string(refusal.marked), refusal.says);
  }
  auto queries = parse_source(
      "query q() { insert A { a: 1 b: now(), c: $x, } update A set { a: [1] } where b >= $x "
      "delete E where from != \"k\" }");
  EXPECT_EQ(std::get<MutationBody>(queries[0].body).statements.size(), 3U);
}

TEST(Parser, refuses_nesting_that_would_exhaust_the_stack) {
  auto repeat = [](std::string_view text, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) {
      out += text;
    }
    return out;
  };
  std::string head = "query q() { match { $x: A ";
  std::string tail = " } return { 1 } }";
  EXPECT_NO_THROW(parse_source(head + repeat("not { ", 90) + "$x: A" + repeat(" }", 90) + tail));
  const std::pair<std::string_view, std::string_view> kCases[] = {{"", "not { "},
                                                                  {"$x.a = ", "["},
                                                                  {"$x.a = ", "count("},
                                                                  {"$x.a = ", "search("},
                                                                  {"", "fuzzy("}};
  for (const auto& [start, opening] : kCases) {
    std::string source = head + std::string(start) + repeat(opening, 200'000);
    EXPECT_THAT(error_of([&source] { parse_source(source); }).what(), HasSubstr("nest deeper"));
  }
}

TEST(Select, GQ_99_by_name_or_the_only_one) {
  auto queries = parse_source(
      "query one() { match { $x: A } return { $x } } query two() { delete A where x = 1 } "
      "query one($p: I32) { match { $x: A } return { $x } }");
  EXPECT_EQ(&select_query(queries, "one"), &queries[0]);
  EXPECT_EQ(&select_query(queries, "two"), &queries[1]);
  EXPECT_EQ(&select_query(std::span(queries).first(1), std::nullopt), &queries[0]);
  EXPECT_STREQ(error_of([&queries] { select_query(queries, "tow"); }).what(),
               "query 'tow' not found; did you mean 'two'?");
  EXPECT_THAT(error_of([&queries] { select_query(queries, std::nullopt); }).what(),
              HasSubstr("multiple queries"));
  EXPECT_THAT(error_of([] { select_query({}, std::nullopt); }).what(), HasSubstr("no query"));
  EXPECT_THAT(error_of([] { select_query({}, "x"); }).what(), HasSubstr("query 'x' not found"));
}

}  // namespace
}  // namespace omnigraph::query

#include "fixture.h"
#include "query/check_query.h"
#include "testing/testing.h"

#include <string>

// Sections 3 to 5 of the query language: names, scopes and types in `match`.

namespace omnigraph::query {
namespace {

using omnigraph::testing::error_of;
using testing::check;
using testing::describe_match;
using testing::expect_type_error;
using ::testing::HasSubstr;
using testing::read_of;
using testing::Refusal;

struct Accepted {
  std::string_view rule;
  std::string_view match;
  std::string_view meaning;
};

void expect_meaning(const Accepted& accepted) {
  SCOPED_TRACE(std::string(accepted.rule) + ": " + std::string(accepted.match));
  EXPECT_EQ(describe_match(accepted.match), accepted.meaning);
}

void expect_refused(const Refusal& refusal) {
  expect_type_error(refusal.rule, read_of(refusal.marked), refusal.says);
}

TEST(Match, GQ_23_orientation) {
  const Accepted kCases[] = {
      {"left has from", "$a: Person $a worksAt $b", "a:Person b:Company | a -WorksAt-> b"},
      {"left has to", "$a: Company $a worksAt $b", "a:Company b:Person | a <-WorksAt- b"},
      {"right has to", "$b: Company $a worksAt $b", "b:Company a:Person | a -WorksAt-> b"},
      {"right has from", "$b: Person $a worksAt $b", "b:Person a:Company | a <-WorksAt- b"},
      {"neither", "$a worksAt $b", "a:Person b:Company | a -WorksAt-> b"},
      {"both, as declared", "$a: Person $b: Company $a worksAt $b",
       "a:Person b:Company | a -WorksAt-> b"},
      {"both, turned", "$a: Company $b: Person $a worksAt $b",
       "a:Company b:Person | a <-WorksAt- b"},
      {"equal types", "$a: Person $b: Person $b knows $a", "a:Person b:Person | b -Knows-> a"},
      {"a loop", "$a knows $a", "a:Person | a -Knows-> a"},
      {"undirected", "$a <knows>{1,3} $b", "a:Person b:Person | a -Knows{1,3}- b"},
      {"anonymous left", "$b: Person $_ worksAt $b", "b:Person _:Company | _ <-WorksAt- b"},
      {"anonymous both", "$_ worksAt $_", "_:Person _:Company | _ -WorksAt-> _"},
      {"later binding", "$a worksAt $b $b: Company", "a:Person b:Company | a -WorksAt-> b"},
      {"in a chain", "$a worksAt $b $b contains $c $b owns $d",
       "a:Person b:Company c:Person d:Company | a -WorksAt-> b; b -Contains-> c; b -Owns-> d"},
      {"GQ-15", "$a knOWS $b", "a:Person b:Person | a -Knows-> b"},
      {"GQ-16", "$r: Robot $r robot $p", "r:Robot p:Person | r -Robot-> p"},
      {"GQ-55", "$a worksAt{1,3} $b", "a:Person b:Company | a -WorksAt{1,3}-> b"},
      {"GQ-31", "$a $w:knows{1,1} $b", "a:Person w:Knows b:Person | a -w:Knows-> b"},
      {"GQ-11", "$a $_:knows $b", "a:Person b:Person | a -Knows-> b"},
      {"≠ inside not", "$c: Company not { $c worksAt $p }",
       "c:Company | not { p:Person | c <-WorksAt- p }"},
  };
  for (const Accepted& accepted : kCases) {
    expect_meaning(accepted);
  }
}

TEST(Match, GQ_23_GQ_31_traversals_refused) {
  const Refusal kCases[] = {
      {"T4", "$a ~knwos $b", "T4: there is no edge 'knwos'; did you mean 'knows'?"},
      {"T4 first", "$a ~nothing{0,1} $b", "T4: "},
      {"T15", "$a knows~{0,1} $b", "T15: "},
      {"T15", "$a knows~{3,2} $b", "T15: "},
      {"T15", "$a knows~{1,} $b", "T15: "},
      {"T15", "$a <worksAt>~{0,1} $b", "T15: "},
      {"T22", "$a <~worksAt> $b", "T22: "},
      {"T22 before T23", "$a $w:<~worksAt>{1,2} $b", "T22: "},
      {"T23", "$a $~w:knows{1,2} $b", "T23: "},
      {"T23", "$a $~_:knows{1,2} $b", "T23: "},
      {"T23", "$w $~w:knows $b", "T23: "},
      {"T23", "$a $~w:knows $w", "T23: "},
      {"T23", "$a $w:knows $b $b $~w:knows $c", "T23: "},
      {"T23", "$w: Person $a $~w:knows $b", "T23: "},
      {"T23", "$a $w:knows $b $~w: Person", "T23: "},
      {"T23", "$a $w:knows $b $~w knows $c", "T23: "},
      {"T23", "$a $w:knows $b $c knows $~w", "T23: "},
      {"T23 before T5", "$r: Robot $a $w:knows $b $r $~w:knows $a", "T23: "},
      {"T5", "$r: Robot $~r knows $b", "T5: "},
      {"T5", "$r: Robot $b knows $~r", "T5: "},
      {"T5", "$a: Person $b: Person $a worksAt $~b", "T5: "},
      {"T5", "$a: Company $b: Company $a worksAt $~b", "T5: "},
      {"T5", "$a worksAt $~a", "T5: "},
      {"T5 inside not", "$a: Robot not { $~a knows $b }", "T5: "},
  };
  for (const Refusal& refusal : kCases) {
    std::string marked(refusal.marked);
    // The mark stands behind the `$` of a variable, for legibility.
    if (std::size_t dollar = marked.find("$~"); dollar != std::string::npos) {
      std::swap(marked[dollar], marked[dollar + 1]);
    }
    expect_type_error(refusal.rule, read_of(marked), refusal.says);
  }
}

TEST(Match, GQ_10_to_GQ_13_scopes) {
  const Accepted kCases[] = {
      {"GQ-13", "$a knows $b $b: Person { name: $s } $a.age > $b.age",
       "a:Person b:Person | a -Knows-> b; b.name = $s; a.age > b.age"},
      {"GQ-12 local", "$a: Person not { $a knows $b } not { $a worksAt $b }",
       "a:Person | not { b:Person | a -Knows-> b }; not { b:Company | a -WorksAt-> b }"},
      {"GQ-12 nested", "$a: Person not { $a knows $b not { $b worksAt $c $b.age > 1 } }",
       "a:Person | not { b:Person | a -Knows-> b; not { c:Company | b -WorksAt-> c; b.age > 1 } }"},
      {"GQ-12 outer though later", "$a: Person not { $a knows $b } $b: Person",
       "a:Person b:Person | not {  | a -Knows-> b }"},
      {"GQ-12 outer twice", "$a: Person not { $a: Person { name: \"x\" } }",
       "a:Person | not {  | a.name = 'x' }"},
      {"GQ-12 outer of the block", "$a: Person not { not { $a knows $b } $a knows $b }",
       "a:Person | not { b:Person | a -Knows-> b; not {  | a -Knows-> b } }"},
      {"GQ-11", "$a knows $_ $_ knows $a $_: Person",
       "a:Person _:Person _:Person _:Person | a -Knows-> _; _ -Knows-> a"},
      {"GQ-10", "$s: Person { name: $s } $s.name = $s", "s:Person | s.name = $s; s.name = $s"},
      {"GQ-46", "$a: Person { name: \"x\" } $a: Person { age: 3 }",
       "a:Person | a.name = 'x'; a.age = 3"},
      {"GQ-26 by a filter", "$a: Person not { $a.age > 3 }", "a:Person | not {  | a.age > 3 }"},
      {"GQ-26 by a text", "$a: Person not { search($a.name, $s) }",
       "a:Person | not {  | search(a.name, $s) }"},
      {"GQ-26 by an edge", "$a $w:knows $b not { $w.note = $s }",
       "a:Person w:Knows b:Person | a -w:Knows-> b; not {  | w.note = $s }"},
      {"GQ-63 uncorrelated part", "$a: Person not { $c: Company $a.age > 3 }",
       "a:Person | not { c:Company | a.age > 3 }"},
  };
  for (const Accepted& accepted : kCases) {
    expect_meaning(accepted);
  }
  const Refusal kRefused[] = {
      {"GQ-13 T6", "~$a.age > 3 $a: Person", "T6: no earlier clause binds '$a'"},
      {"GQ-13 T9", "not { ~$a knows $b } $a: Person", "T9: "},
      {"GQ-12 outside", "$a: Person not { $a knows $b } ~$b.age > 3", "T6: "},
      {"GQ-12 dropped", "$a: Person not { $a knows $b } ~$b.age > 3 $b: Person", "T6: "},
      {"GQ-12 sibling", "$a: Person not { $a knows $b } not { ~$b.age > 3 }", "T6: "},
      {"GQ-12 types agree", "$a: Person not { $a knows $b } $b: ~Company",
       "'$b' is already bound to type 'Person', cannot rebind to 'Company'"},
      {"GQ-12 types agree", "$a: Person not { $a knows $b } ~$b owns $c", "T5: "},
      {"GQ-26", "$a: Person not { ~$c: Company }", "T9: "},
      {"GQ-26 nested does not count", "$a: Person not { ~$c: Company not { $a worksAt $c } }",
       "T9: "},
      {"GQ-26 anonymous", "$a: Person $a knows $_ not { ~$_ knows $_ }", "T9: "},
      {"GQ-11", "$a knows $_ ~$_.age = 3", "T6: "},
      {"GQ-22", "$a: Person $a: ~Company", "'$a' is already bound to type 'Person'"},
      {"GQ-22", "$a knows $b $b: ~Company", "'$b' is already bound to type 'Person'"},
      {"T1", "$a: ~Persn", "T1: there is no node type 'Persn'; did you mean 'Person'?"},
      {"T1 interface", "$a: ~Named", "T1: "},
      {"T1 edge", "$a: ~Knows", "T1: there is no node type 'Knows'; it is an edge type"},
      {"GQ-33", "$a: Person ~$zz = 3", "'$zz' is not bound"},
  };
  for (const Refusal& refusal : kRefused) {
    expect_refused(refusal);
  }
}

TEST(Match, GQ_12_variables_know_their_depth) {
  CheckedQuery query =
      check(read_of("$a: Person not { $a knows $b not { $b knows $c } } $a $w:worksAt $_"));
  const auto& variables = std::get<CheckedRead>(query.body).variables;
  std::vector<std::string> seen;
  for (const Variable& variable : variables) {
    seen.push_back(variable.name + std::to_string(variable.depth) +
                   (variable.kind == EntityKind::edge ? "e" : "") +
                   (variable.anonymous ? "?" : ""));
  }
  EXPECT_THAT(seen, ::testing::ElementsAre("a0", "w0e", "b1", "c2", "_0?"));
}

TEST(Match, GQ_22_inline_properties) {
  const Accepted kCases[] = {
      {"scalar", "$a: Person { name: \"x\", age: 3, height: 3, active: true }",
       "a:Person | a.name = 'x'; a.age = 3; a.height = 3; a.active = true"},
      {"number", "$a: Person { age: 2.5, big: $f, height: $i }",
       "a:Person | a.age = 2.5; a.big = $f; a.height = $i"},
      {"dates",
       "$a: Person { born: date(\"1970-01-02\"), seen: datetime(\"1970-01-01T00:00:01Z\") }",
       "a:Person | a.born = date 1; a.seen = millis 1000"},
      {"now", "$a: Person { seen: now() }", "a:Person | a.seen = now"},
      {"enum", "$a: Person { rank: \"low\" }", "a:Person | a.rank = 'low'"},
      {"enum parameter", "$a: Person { rank: $s }", "a:Person | a.rank = $s"},
      {"list", "$a: Person { tags: \"x\", scores: 2.5, days: $d }",
       "a:Person | a.tags contains_item 'x'; a.scores contains_item 2.5; a.days contains_item $d"},
  };
  for (const Accepted& accepted : kCases) {
    expect_meaning(accepted);
  }
  const Refusal kRefused[] = {
      {"T2", "$a: Person { ~nmae: \"x\" }", "T2: type 'Person' has no property 'nmae'; did you"},
      {"T2 no id", "$a: Person { ~id: \"x\" }", "T2: "},
      {"T3 type", "$a: Person { age: ~\"x\" }", "T3: "},
      {"T3 bool", "$a: Person { active: ~1 }", "T3: "},
      {"T3 date text", "$a: Person { born: ~\"2020-01-01\" }", "T3: "},
      {"T3 date is no time", "$a: Person { seen: ~date(\"2020-01-01\") }", "T3: "},
      {"T3 list for scalar", "$a: Person { age: ~[1] }", "T3: "},
      {"T3 enum", "$a: Person { rank: ~\"hgih\" }", "T3: invalid enum value 'hgih'"},
      {"T3 blob", "$a: Person { ~photo: $blob }", "T3: "},
      {"T3 list equality", "$a: Person { tags: ~[\"x\"] }", "T3: list equality"},
      {"T3 membership", "$a: Person { scores: ~\"x\" }", "T3: "},
      {"T3 vector length", "$a: Person { vec: ~[1, 2] }", "T3: "},
      {"T3 vector kind", "$a: Person { vec: ~\"x\" }", "T3: "},
      {"T7 vector", "$a: Person { vec: ~[1, 2, 3.5] }", "T7: "},
      {"T7 vector", "$a: Person { vec: ~$v3 }", "T7: "},
      {"T7 parameter", "$a: Person { age: ~$s }", "T7: "},
      {"T7 list parameter", "$a: Person { tags: ~$strings }", "T7: list equality"},
      {"T7 membership", "$a: Person { tags: ~$i }", "T7: "},
      {"T7 now", "$a: Person { born: ~now() }", "T7: "},
      {"T7 now in list", "$a: Person { times: ~now() }", "T7: "},
      {"T6 typo", "$a: Person { name: ~$ss }", "T6: '$ss' is not a declared parameter"},
      {"T6 variable", "$other: Person $a: Person { name: ~$other }", "T6: "},
      {"GQ-34", "$a: Person { tags: [\"x\", ~1] }", "the items of a list must be of one kind"},
      {"GQ-34", "$a: Person { tags: [~[1]] }", "a list cannot hold lists"},
  };
  for (const Refusal& refusal : kRefused) {
    expect_refused(refusal);
  }
}

TEST(Match, GQ_24_GQ_25_filters) {
  const Accepted kCases[] = {
      {"numbers", "$a: Person $a.age >= 2.5 $a.big != $i 3 < $a.height",
       "a:Person | a.age >= 2.5; a.big != $i; 3 < a.height"},
      {"others", "$a: Person $a.active < $b $a.born <= $d $a.seen > now() $a.rank = \"none\"",
       "a:Person | a.active < $b; a.born <= $d; a.seen > now; a.rank = 'none'"},
      {"substring", "$a: Person $a.name contains \"x\" \"abc\" contains $a.name $s contains \"b\"",
       "a:Person | a.name contains_text 'x'; 'abc' contains_text a.name; $s contains_text 'b'"},
      {"prefix", "$a: Person $a.name starts_with $s", "a:Person | a.name starts_with $s"},
      {"membership",
       "$a: Person $a.tags contains $s $strings contains \"x\" [1, 2] contains $a.age",
       "a:Person | a.tags contains_item $s; $strings contains_item 'x'; [1, 2] contains_item "
       "a.age"},
      {"GQ-34 floats", "$a: Person [1, 2.5] contains $a.age",
       "a:Person | [1.0, 2.5] contains_item a.age"},
      {"edge", "$a $w:knows $b $w.parts contains $w.note",
       "a:Person w:Knows b:Person | a -w:Knows-> b; w.parts contains_item w.note"},
      {"in not", "$a: Person not { $a.tags contains $s }",
       "a:Person | not {  | a.tags contains_item $s }"},
      {"rule 6", "$a: Person search($a.name, $s) = true fuzzy($a.name, \"x\", 1)",
       "a:Person | search(a.name, $s); fuzzy(a.name, 'x', 1)"},
      {"constants", "$a: Person $i = 3", "a:Person | $i = 3"},
  };
  for (const Accepted& accepted : kCases) {
    expect_meaning(accepted);
  }
  const Refusal kRefused[] = {
      {"T7 kinds", "$a: Person $a.age = ~\"3\"", "T7: "},
      {"T7 date text", "$a: Person $a.born > ~\"2020-01-01\"",
       "T7: Date and String cannot be compared; write date(\"…\")"},
      {"T7 date and time", "$a: Person $a.born = ~now()", "T7: "},
      {"T7 bool", "$a: Person $a.active = ~1", "T7: "},
      {"T7 list", "$a: Person ~$a.tags = \"x\"", "T7: "},
      {"T7 list right", "$a: Person $a.age = ~[1]", "T7: "},
      {"T7 vector", "$a: Person ~$a.vec = $v3", "T7: "},
      {"T7 contains number", "$a: Person ~$a.age contains 3", "T7: "},
      {"T7 contains in vector", "$a: Person ~$a.vec contains 3", "T7: "},
      {"T7 text contains number", "$a: Person $a.name contains ~3", "T7: "},
      {"T7 list contains list", "$a: Person $a.tags contains ~$strings", "T7: "},
      {"T7 list contains other", "$a: Person $a.tags contains ~3", "T7: "},
      {"T7 empty list", "$a: Person [] contains ~$a.age", "T7: "},
      {"T7 prefix", "$a: Person ~$a.age starts_with \"3\"", "T7: "},
      {"T7 prefix", "$a: Person $a.name starts_with ~3", "T7: "},
      {"T7 node", "$a: Person $b: Person ~$a = $b", "T7: "},
      {"T7 aggregate", "$a: Person ~count($a) > 3", "T7: "},
      {"T7 name", "$a: Person $a.age = ~foo", "T7: "},
      {"T7 blob parameter", "$a: Person $a.name = ~$blob", "T7: "},
      {"T7 blob list", "$a: Person ~$blobs contains \"x\"", "T7: "},
      {"T7 rank", "$a: Person ~bm25($a.name, $s) > 0.5", "T7: "},
      {"T7 rank", "$a: Person 1.0 < ~nearest($a.vec, $v3)", "T7: "},
      {"T7 text false", "$a: Person ~search($a.name, $s) = false", "T7: "},
      {"T7 text not", "$a: Person ~search($a.name, $s) != true", "T7: "},
      {"T7 text parameter", "$a: Person ~search($a.name, $s) = $b", "T7: "},
      {"T7 text right", "$a: Person true = ~search($a.name, $s)", "T7: "},
      {"T24", "$a: Person $a.~photo = $s", "T24: "},
      {"T24 edge", "$a $w:knows $b $w.~scan = $s", "T24: "},
      {"T23", "$a $w:knows $b ~$w = $s", "T23: "},
      {"T6", "$a: Person $a.~agee > 3", "T6: type 'Person' has no property 'agee'; did you"},
      {"T6 edge", "$a $w:knows $b $w.~from = $s", "T6: "},
      {"T6 edge id", "$a $w:knows $b $w.~id = $s", "T6: "},
      {"T6 unbound", "$a: Person ~$aa.age > 3",
       "T6: no earlier clause binds '$aa'; did you mean '$a'"},
      {"T6 parameter", "$a: Person ~$s.age > 3", "T6: "},
  };
  for (const Refusal& refusal : kRefused) {
    expect_refused(refusal);
  }
}

TEST(Match, SRCH_10_to_SRCH_24_functions) {
  const Accepted kCases[] = {
      {"SRCH-10",
       "$a: Person search($a.rank, \"x\") match_text($a.name, $s) fuzzy($a.name, $s, $u)",
       "a:Person | search(a.rank, 'x'); match_text(a.name, $s); fuzzy(a.name, $s, $u)"},
      {"GQ-88", "$a knows $b search($b.name, $s)",
       "a:Person b:Person | a -Knows-> b; search(b.name, $s)"},
  };
  for (const Accepted& accepted : kCases) {
    expect_meaning(accepted);
  }
  const Refusal kRefused[] = {
      {"T19", "$a: Person search(~$a.age, $s)", "T19: "},
      {"T19", "$a: Person search(~$a.tags, $s)", "T19: "},
      {"T19", "$a: Person search(~\"x\", $s)", "T19: "},
      {"T19", "$a: Person search(~$s, $s)", "T19: "},
      {"T19", "$a: Person search($a.name, ~$i)", "T19: "},
      {"T19", "$a: Person search($a.name, ~$a.name)", "T19: "},
      {"T19", "$a: Person search($a.name, ~$strings)", "T19: "},
      {"T19", "$a: Person search($a.name, ~now())", "T19: "},
      {"T19", "$a: Person search($a.name, ~$a)", "T19: "},
      {"T19", "$a: Person fuzzy($a.name, $s, ~2.0)", "T19: "},
      {"T19", "$a: Person fuzzy($a.name, $s, ~$f)", "T19: "},
      {"T19", "$a: Person fuzzy($a.name, $s, ~$ints)", "T19: "},
      {"T19", "$a: Person fuzzy($a.name, $s, ~5)", "T19: "},
      {"T20", "$a: Person match_text(~$a.age, $s)", "T20: "},
      {"T20", "$a: Person match_text($a.name, ~3)", "T20: "},
      {"T6", "$a: Person search($a.~nothing, $s)", "T6: "},
      {"T6", "$a: Person search(~$b.name, $s)", "T6: "},
      {"T23", "$a $w:knows $b search(~$w.note, $s)", "T23: "},
      {"T23", "$a $w:knows $b match_text(~$w.nothing, $s)", "T23: "},
      {"T24", "$a: Person search($a.~photo, $s)", "T24: "},
      {"T24", "$a: Person search($a.name, ~$blob)", "T24: "},
      {"GQ-33", "$a: Person search($a.name, ~$zz)", "'$zz' is not bound"},
  };
  for (const Refusal& refusal : kRefused) {
    expect_refused(refusal);
  }
}

TEST(Match, GQ_33_parameter_declarations) {
  auto declared = [](std::string_view parameter) {
    return "query q(" + std::string(parameter) + ") { match { $a: Nothing } return { 1 } }";
  };
  expect_type_error("GQ-33", declared("$v: ~Vector(0)"), "parameter '$v' has the unknown type");
  expect_type_error("GQ-33", declared("$v: ~Vector(2147483648)"), "parameter '$v' has the unknown");
  expect_type_error("GQ-33", declared("~$__nanograph_now: I32"), "the parameter name");
  expect_type_error(
      "GQ-20", "query q($v: Vector(2147483647)) { match { $a: ~Nothing } return { 1 } }", "T1: ");
}

TEST(Match, GQ_7_date_texts_are_judged_by_the_checker_not_by_the_parser) {
  for (std::string_view match :
       {"$a: Person { born: date(\"2020-13-01\") }", "$a: Person $a.seen > datetime(\"x\")",
        "$a: Person [date(\"\")] contains $a.born"}) {
    Error error = error_of([match] { check(read_of(match)); });
    EXPECT_EQ(error.kind(), ErrorKind::bad_request);
    EXPECT_TRUE(std::string_view(error.what()).starts_with("invalid date")) << error.what();
    EXPECT_THAT(error.what(), HasSubstr(" --> 2:"));
  }
}

}  // namespace
}  // namespace omnigraph::query

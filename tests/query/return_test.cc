#include "fixture.h"
#include "query/check_query.h"
#include "testing/testing.h"

#include <string>

// `return`, `order` and `limit`: GQ-14, GQ-27 to GQ-32, GQ-74, GQ-80 to GQ-86, T8, T9, T15 to T21.

namespace omnigraph::query {
namespace {

using testing::check;
using testing::describe_return;
using testing::expect_type_error;
using testing::read_of;
using testing::Refusal;

struct Accepted {
  std::string_view rule;
  std::string_view rest;
  std::string_view meaning;
};

void expect_meaning(const Accepted& accepted) {
  SCOPED_TRACE(std::string(accepted.rule) + ": " + std::string(accepted.rest));
  EXPECT_EQ(describe_return(accepted.rest), accepted.meaning);
}

void expect_refused(const Refusal& refusal) {
  expect_type_error(refusal.rule, read_of("$x: Person $x $w:knows $y", refusal.marked),
                    refusal.says);
}

TEST(Return, GQ_74_column_names) {
  const Accepted kCases[] = {
      {"alias", "return { $x.name as n }", "n = x.name"},
      {"property", "return { $x.name $w.note }", "x.name = x.name, w.note = w.note"},
      {"node", "return { $x }", "x = x"},
      {"parameter", "return { $s, $p }", "s = $s, p = $p"},
      {"literal", "return { 1, \"a\" [1.5] }", "literal = 1, literal = 'a', literal = [1.5]"},
      {"now", "return { now() }", "now = now"},
      {"aggregates", "return { count($x), sum($x.age), max(1) count(now()) avg($x.age) as a }",
       "x = count(x), x.age = sum(x.age), literal = max(1), now = count(now), a = avg(x.age) by "
       "[]"},
      {"alias reference", "return { $x.name as n, n, n as m }",
       "n = x.name, n = x.name, m = x.name"},
      {"functions",
       "return { search($x.name, $s) match_text($x.name, $s) fuzzy($x.name, $s) bm25($x.name, $s) "
       "nearest($x.vec, [1, 2, 3]) rrf(nearest($x.vec, $v3), bm25($x.name, $s), 10) }",
       "search = search(x.name, $s), match_text = match_text(x.name, $s), fuzzy = fuzzy(x.name, "
       "$s), "
       "bm25 = bm25(x.name, $s), nearest = nearest(x.vec, <1 2 3>), rrf = rrf(nearest(x.vec, $v3), "
       "bm25(x.name, $s), 10)"},
      {"GQ-75", "return { $x.name as n, $y.name as n, n }", "n = x.name, n = y.name, n = x.name"},
      {"alias in aggregate", "return { $x.age as a, sum(a) }", "a = x.age, a = sum(x.age) by [0]"},
  };
  for (const Accepted& accepted : kCases) {
    expect_meaning(accepted);
  }
}

TEST(Return, GQ_27_GQ_32_projections_refused) {
  const Refusal kCases[] = {
      {"T24", "return { $x.~photo }", "T24: "},
      {"T24", "return { ~$blob }", "T24: "},
      {"T24", "return { count(~$blobs) }", "T24: "},
      {"T24", "return { count($x.~photo) }", "T24: "},
      {"T23", "return { ~$w }", "T23: "},
      {"T23", "return { count(~$w) }", "T23: "},
      {"T6", "return { $x.~nothing }", "T6: "},
      {"T6", "return { ~$z.name }", "T6: "},
      {"GQ-33", "return { ~$z }", "'$z' is not bound"},
      {"GQ-14", "return { ~n, $x.name as n }", "'n' is not an alias of an earlier projection"},
      {"GQ-14", "return { $x, ~x }", "'x' is not an alias"},
      {"T8", "return { sum(~$x.name) }", "T8: "},
      {"T8", "return { avg(~$x.scores) }", "T8: "},
      {"T8", "return { sum(~$x) }", "T8: "},
      {"T8", "return { sum(~now()) }", "T8: "},
      {"T8", "return { min(~$x.active) }", "T8: "},
      {"T8", "return { max(~$x.born) }", "T8: "},
      {"T8", "return { max(~$x.tags) }", "T8: "},
      {"T8", "return { max(~$x.vec) }", "T8: "},
      {"T8", "return { count(~count($x)) }", "T8: "},
      {"T8", "return { count($x) as n, max(~n) }", "T8: "},
      {"T21", "return { avg(~rrf(bm25($x.name, $s), bm25($x.name, $s))) }", "T21: "},
      {"T9", "return { count($x), ~1 }", "T9: "},
      {"T9", "return { count($x), ~now() }", "T9: "},
      {"T9", "return { ~bm25($x.name, $s), count($x) }", "T9: "},
      {"T9", "return { count($x) as n, ~n }", "T9: "},
      {"T9", "return { $x.age as a, ~a, count($x) }", "T9: "},
      {"T15", "return { nearest(~$x.age, $v3) }", "T15: "},
      {"T15", "return { nearest(~$z.vec, $v3) }", "T15: "},
      {"T15", "return { nearest(~$x.nothing, $v3) }", "T15: "},
      {"T15", "return { nearest($x.vec, ~$v2) }", "T15: "},
      {"T15", "return { nearest($x.vec, ~[1, 2]) }", "T15: "},
      {"T15", "return { nearest($x.vec, ~[\"a\", \"b\", \"c\"]) }", "T15: "},
      {"T15", "return { nearest($x.vec, ~$y.vec) }", "T15: "},
      {"T15", "return { nearest($x.vec, ~$ints) }", "T15: "},
      {"T23", "return { nearest(~$w.vec, $v3) }", "T23: "},
      {"T24", "return { nearest($x.~photo, $v3) }", "T24: "},
      {"T20", "return { bm25(~$x.age, $s) }", "T20: "},
      {"T21", "return { rrf(bm25($x.name, $s), bm25($x.name, $s), ~0) }", "T21: "},
      {"T21", "return { rrf(bm25($x.name, $s), bm25($x.name, $s), ~1.5) }", "T21: "},
      {"T21", "return { rrf(bm25($x.name, $s), bm25($x.name, $s), ~$f) }", "T21: "},
      {"T21", "return { rrf(bm25($x.name, $s), bm25($x.name, $s), ~2147483648) }", "T21: "},
      {"T20 of an arm", "return { rrf(bm25($x.name, $s), bm25($x.name, ~$i)) }", "T20: "},
  };
  for (const Refusal& refusal : kCases) {
    expect_refused(refusal);
  }
}

TEST(Return, GQ_80_types_of_aggregates) {
  CheckedQuery query = check(
      read_of("$x: Person",
              "return { count($x.vec), sum($x.age), avg($x.age), min($x.age), max($x), min($i), "
              "max($x.rank), count($x.tags), avg(bm25($x.name, $s)), count($s) }"));
  const auto& read = std::get<CheckedRead>(query.body);
  std::vector<std::string> types;
  for (const Projection& projection : read.projections) {
    types.push_back(to_string(projection.expression->type));
    EXPECT_TRUE(projection.expression->type.nullable);
  }
  EXPECT_THAT(types, ::testing::ElementsAre("I64", "F64", "F64", "I32", "String", "I64", "String",
                                            "I64", "F64", "I64"));
  EXPECT_TRUE(read.is_aggregate);
  EXPECT_THAT(read.group_keys, ::testing::IsEmpty());
}

TEST(Return, GQ_97_types_carry_nullability) {
  CheckedQuery query =
      check(read_of("$x: Person", "return { $x.name, $x.age, $f, $s, $x, 1, now() }"));
  std::vector<bool> nullable;
  for (const Projection& projection : std::get<CheckedRead>(query.body).projections) {
    nullable.push_back(projection.expression->type.nullable);
  }
  EXPECT_EQ(nullable, (std::vector<bool>{false, true, true, false, false, false, false}));
}

TEST(Order, GQ_30_keys) {
  const Accepted kCases[] = {
      {"property", "return { 1 } order { $x.name, $w.since desc, $y.age asc }",
       "literal = 1 | x.name, w.since desc, y.age"},
      {"alias", "return { $x.name as n } order { n desc }", "n = x.name | #0 desc"},
      {"plain column", "return { $p } order { p }", "p = $p | #0"},
      {"column of a call", "return { bm25($x.name, $s) } order { bm25 asc }",
       "bm25 = bm25(x.name, $s) | #0 desc"},
      {"alias before column", "return { $p, $x.name as p } order { p }", "p = $p, p = x.name | #1"},
      {"GQ-85 first", "return { $x.name as n, $y.name as n } order { n }",
       "n = x.name, n = y.name | #0"},
      {"text through alias", "return { search($x.name, $s) as hit } order { hit }",
       "hit = search(x.name, $s) | #0"},
      {"bm25 needs no limit", "return { 1 } order { bm25($x.name, $s), $x.name }",
       "literal = 1 | bm25(x.name, $s) desc, x.name"},
      {"nearest", "return { 1 } order { $x.name, nearest($x.vec, $s) } limit 3",
       "literal = 1 | x.name, nearest(x.vec, $s)"},
      {"rrf", "return { rrf(nearest($x.vec, $v3), bm25($x.name, $s)) as r } order { r } limit 0",
       "r = rrf(nearest(x.vec, $v3), bm25(x.name, $s)) | #0 desc"},
      {"aggregate", "return { $x.name, count($y) as n } order { n desc, $x.name }",
       "x.name = x.name, n = count(y) by [0] | #1 desc, #0"},
      {"aggregate under an alias", "return { count($y), $x.age as a } order { $x.age }",
       "y = count(y), a = x.age by [1] | #1"},
      {"aggregate column", "return { count($y), $c } order { y, c }",
       "y = count(y), c = c by [1] | #0, #1"},
  };
  for (const Accepted& accepted : kCases) {
    expect_meaning(accepted);
  }
}

TEST(Order, GQ_30_keys_refused) {
  const Refusal kCases[] = {
      {"variable", "return { $x } order { ~$x }", "order takes"},
      {"literal", "return { $x } order { ~1 }", "order takes"},
      {"now", "return { $x } order { ~now() }", "order takes"},
      {"aggregate", "return { count($x) } order { ~count($x) }", "order takes"},
      {"text", "return { $x } order { ~search($x.name, $s) }", "order takes"},
      {"alias", "return { $x.name as nick } order { ~nik }",
       "'nik' is no alias or column of return; did you mean 'nick'?"},
      {"T6", "return { $x } order { $x.~nothing }", "T6: "},
      {"T24", "return { $x } order { $x.~photo }", "T24: "},
      {"GQ-86", "return { $x } order { ~$x.tags }", "T7: "},
      {"GQ-86", "return { $x.vec as v } order { ~v }", "T7: "},
      {"in aggregate", "return { count($y) } order { ~$x.name }", "an aggregate query is ordered"},
      {"SRCH-25", "return { count($y) } order { ~bm25($x.name, $s) }", "an aggregate query cannot"},
      {"T17", "return { $x } order { ~nearest($x.vec, $v3) }", "T17: "},
      {"T17", "return { nearest($x.vec, $v3) as d } order { ~d }", "T17: "},
      {"T18", "return { nearest($x.vec, $v3) as d } order { ~d } limit 1", "T18: "},
      {"T18", "return { $x.name as n } order { nearest($x.vec, $v3), ~n } limit 1", "T18: "},
      {"T21", "return { $x } order { ~rrf(bm25($x.name, $s), bm25($x.name, $s)) }", "T21: "},
      {"T21", "return { rrf(nearest($x.vec, $s), bm25($x.name, $s)) as r } order { ~r }", "T21: "},
      {"SRCH-22",
       "return { $x } order { nearest($x.vec, $v3), ~rrf(bm25($x.name, $s), bm25($x.name, $s)) }",
       "T21: "},
      {"GQ-20 order before T9", "return { count($x), 1 } order { ~nothing }",
       "'nothing' is no alias"},
  };
  for (const Refusal& refusal : kCases) {
    expect_refused(refusal);
  }
}

}  // namespace
}  // namespace omnigraph::query

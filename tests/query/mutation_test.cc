#include "fixture.h"
#include "testing/testing.h"

#include <string>

// Mutation statements: data-writes.md, sections 2.1 and 2.2.

namespace omnigraph::query {
namespace {

using testing::describe_mutation;
using testing::expect_type_error;
using testing::mutation_of;
using testing::Refusal;

struct Accepted {
  std::string_view rule;
  std::string_view statements;
  std::string_view meaning;
};

TEST(Mutation, WR_8_WR_9_statements) {
  const Accepted kCases[] = {
      {"insert", "insert Person { name: \"a\" age: 3, seen: now() }",
       "insert Person { name := 'a', age := 3, seen := now }"},
      {"any number fits",
       "insert Person { name: $s, age: 2.5, height: $i, big: $f, scores: [1.5] }",
       "insert Person { name := $s, age := 2.5, height := $i, big := $f, scores := [1.5] }"},
      {"lists", "insert Person { name: $s, tags: [], scores: $ints, days: [date(\"1970-01-02\")] }",
       "insert Person { name := $s, tags := [], scores := $ints, days := [date 1] }"},
      {"vectors", "insert Person { name: $s, vec: [1, 2.5, 3] }",
       "insert Person { name := $s, vec := <1 2.5 3> }"},
      {"vector parameters",
       "update Person set { vec: $v3 } where name = $s "
       "update Person set { vec: $ints } where name = $s",
       "update Person { vec := $v3 } where it.name = $s; "
       "update Person { vec := $ints } where it.name = $s"},
      {"blobs",
       "update Person set { photo: $blob } where name = $s "
       "update Person set { photo: $s } where name = $s",
       "update Person { photo := $blob } where it.name = $s; "
       "update Person { photo := $s } where it.name = $s"},
      {"enum", "update Person set { rank: \"low\" } where rank != \"high\"",
       "update Person { rank := 'low' } where it.rank != 'high'"},
      {"nullable parameter", "insert Company { name: $s, founded: $d }",
       "insert Company { name := $s, founded := $d }"},
      {"WR-8 edge", "insert WorksAt { to: $s, title: \"x\", from: \"p\" }",
       "insert WorksAt(edge) from 'p' to $s { title := 'x' }"},
      {"WR-8 a node type comes first", "insert Robot { serial: 1, model: \"m\", notes: [] }",
       "insert Robot { serial := 1, model := 'm', notes := [] }"},
      {"T12 @embed", "insert Robot { serial: 1, model: $s, notes: $strings, vec: $v2 }",
       "insert Robot { serial := 1, model := $s, notes := $strings, vec := $v2 }"},
      {"edge predicates",
       "delete Knows where from = $s delete Knows where to >= \"a\" "
       "delete Knows where since < date(\"1970-01-01\")",
       "delete Knows(edge) where it.:from = $s; delete Knows(edge) where it.:to >= 'a'; "
       "delete Knows(edge) where it.since < date 0"},
      {"now in a predicate", "delete Person where seen <= now()",
       "delete Person where it.seen <= now"},
      {"WR-15",
       "insert Company { name: \"a\", founded: $d } update Company set { founded: $d } where name "
       "= $s",
       "insert Company { name := 'a', founded := $d }; "
       "update Company { founded := $d } where it.name = $s"},
  };
  for (const Accepted& accepted : kCases) {
    SCOPED_TRACE(accepted.rule);
    EXPECT_EQ(describe_mutation(accepted.statements), accepted.meaning);
  }
}

TEST(Mutation, WR_2_2_refusals) {
  const Refusal kCases[] = {
      {"T10", "insert ~Persn { name: $s }", "T10: there is no node or edge type 'Persn'; did you"},
      {"T10 exact", "insert ~WorksAT { title: $s }", "T10: "},
      {"T10 interface", "delete ~Named where name = $s", "T10: "},
      {"T11", "insert Person { name: $s, ~nothing: 1 }", "T11: "},
      {"T11", "update Person set { ~from: $s } where name = $s", "T11: "},
      {"T11", "delete Person where ~nothing = 1", "T11: "},
      {"T11", "delete Person where ~from = $s", "T11: "},
      {"T11 no id", "delete Person where ~id = $s", "T11: "},
      {"T11 blob", "delete Person where ~photo = $s", "T11: "},
      {"T12", "insert ~Person { age: 3 }", "T12: an insert of 'Person' must assign the required"},
      {"T12 list", "insert ~Robot { serial: 1, model: $s }", "T12: "},
      {"T12 embed", "insert ~Robot { serial: 1, notes: [] }", "T12: "},
      {"T12 from", "insert ~Knows { to: $s }", "T12: an insert of edge 'Knows' must assign 'from'"},
      {"T12 to", "insert ~Knows { from: $s }", "T12: an insert of edge 'Knows' must assign 'to'"},
      {"T12 edge property", "insert ~WorksAt { from: $s, to: $s }", "T12: "},
      {"T13", "insert Person { name: $s, age: 1, ~name: $s }", "T13: "},
      {"T13 from", "insert Knows { from: $s, ~from: $s, to: $s }", "T13: "},
      {"T13 update", "update Person set { age: 1, ~age: 2 } where name = $s", "T13: "},
      {"T14", "insert Person { name: ~$ss }", "T14: "},
      {"T14 where", "delete Person where name = ~$nobody", "T14: "},
      {"T16", "update ~Knows set { note: $s } where from = $s", "T16: "},
      {"T3", "insert Person { name: ~3 }", "T3: "},
      {"T3 date", "insert Company { name: $s, founded: ~\"2020-01-01\" }", "T3: "},
      {"T3 enum", "insert Person { name: $s, rank: ~\"none\" }", "T3: invalid enum value 'none'"},
      {"T3 enum where", "delete Person where rank = ~\"none\"", "T3: invalid enum value"},
      {"T3 vector", "insert Person { name: $s, vec: ~[1, 2] }", "T3: "},
      {"T3 vector kind", "insert Person { name: $s, vec: ~[\"a\", \"b\", \"c\"] }", "T3: "},
      {"T3 list", "insert Person { name: $s, tags: ~\"x\" }", "T3: "},
      {"T3 item", "insert Person { name: $s, tags: ~[1] }", "T3: "},
      {"T3 blob literal", "insert Person { name: $s, photo: ~\"base64:AA==\" }", "T3: "},
      {"T3 from", "insert Knows { from: ~1, to: $s }", "T3: "},
      {"T3 where", "delete Knows where to = ~1", "T3: "},
      {"T7", "insert Person { name: ~$i }", "T7: "},
      {"T7 list", "insert Person { name: $s, tags: ~$s }", "T7: "},
      {"T7 vector", "insert Person { name: $s, vec: ~$v2 }", "T7: "},
      {"T7 blob into text", "insert Person { name: ~$blob }", "T7: "},
      {"T7 number into blob", "insert Person { name: $s, photo: ~$i }", "T7: "},
      {"T7 now", "insert Person { name: ~now() }", "T7: "},
      {"T7 now in a date", "insert Person { name: $s, born: ~now() }", "T7: "},
      {"T7 from", "insert Knows { from: ~$i, to: $s }", "T7: "},
      {"WR-26", "delete Person where ~tags = $s", "T7: "},
      {"WR-26", "delete Person where ~vec = $v3", "T7: "},
      {"WR-27", "update Person set { ~name: $s } where name = $s",
       "property 'Person.name' is part"},
  };
  for (const Refusal& refusal : kCases) {
    expect_type_error(refusal.rule, mutation_of(refusal.marked), refusal.says);
  }
}

TEST(Mutation, WR_15_deletes_do_not_mix) {
  std::string source =
      "query ~sweep() { delete Person where age = 1 insert Company { name: \"a\", founded: "
      "date(\"2020-01-01\") } }";
  expect_type_error("WR-15", source, "query 'sweep' mixes deletes with inserts or updates; split");
}

}  // namespace
}  // namespace omnigraph::query

#include "base/source_text.h"
#include "migrations.h"
#include "schema/ir.h"

// Identities over migrations: sections 9.1 and 10.1 of the schema specification.

namespace omnigraph::schema {
namespace {

using testing::accepted;
using ::testing::HasSubstr;
using testing::holding;
using ::testing::Not;

Catalog after(const Catalog& before, std::string_view source) {
  return plan_migration(before, source, holding(7)).desired;
}

TEST(Matching, SCH_62_a_rename_keeps_identities) {
  Catalog before = accepted("node A { a: I32 @key b: I32? } edge E: A -> A { w: F64 }");
  Catalog now = after(before,
                      "node B @rename_from(\"A\") { c: I32 @key @rename_from(a) b: I32? } edge F: "
                      "B -> B @rename_from(\"E\") { w: F64 }");
  EXPECT_EQ(now.identity_domain, before.identity_domain);
  EXPECT_EQ(now.next_identity_id, before.next_identity_id);
  EXPECT_EQ(now.find_node("B")->type_id, before.find_node("A")->type_id);
  EXPECT_EQ(now.find_node("B")->incarnation, before.find_node("A")->incarnation);
  EXPECT_EQ(now.find_node("B")->find_property("c")->id,
            before.find_node("A")->find_property("a")->id);
  EXPECT_EQ(now.find_edge("F")->type_id, before.find_edge("E")->type_id);
  EXPECT_EQ(now.find_edge("F")->incarnation, before.find_edge("E")->incarnation);
}

TEST(Matching, SCH_62_drop_and_add_again_is_a_new_identity) {
  constexpr std::string_view kBoth = "node A { a: I32? b: I32? } node B {} edge E: A -> B";
  Catalog first = accepted(kBoth);
  Catalog dropped = after(first, "node A { a: I32? }");
  EXPECT_EQ(dropped.next_identity_id, first.next_identity_id);  // SCH-59: never decreases
  Catalog again = after(dropped, kBoth);
  for (std::uint64_t id : {again.find_node("B")->type_id, again.find_node("B")->incarnation,
                           again.find_edge("E")->type_id, again.find_edge("E")->incarnation,
                           again.find_node("A")->find_property("b")->id}) {
    EXPECT_GE(id, first.next_identity_id);
    EXPECT_LT(id, again.next_identity_id);
  }
  EXPECT_EQ(again.find_node("A")->type_id, first.find_node("A")->type_id);
  EXPECT_NO_THROW(parse_ir(ir_json(again), "again"));
}

TEST(Matching, SCH_60_new_ids_follow_the_order_of_an_admission) {
  Catalog before = accepted("node M { x: I32? }");  // M=1 x=2 incarnation 3
  Catalog now = after(before,
                      "interface Z { p: I32? } node M { x: I32? a: I32? } node B implements Z {} "
                      "edge E: M -> B");
  EXPECT_EQ(now.find_interface("Z")->type_id, 4U);
  EXPECT_EQ(now.find_node("B")->type_id, 5U);
  EXPECT_EQ(now.find_edge("E")->type_id, 6U);
  EXPECT_EQ(now.find_node("M")->find_property("a")->id, 7U);
  EXPECT_EQ(now.find_interface("Z")->properties[0].id, 8U);
  EXPECT_EQ(now.find_node("B")->find_property("p")->id, 9U);
  EXPECT_EQ(now.find_node("B")->incarnation, 10U);
  EXPECT_EQ(now.find_edge("E")->incarnation, 11U);
  EXPECT_EQ(now.next_identity_id, 12U);
}

TEST(Matching, SCH_61_and_81_injected_properties_follow_their_interface) {
  Catalog before = accepted("interface I { x: I32 } node A implements I {}");
  Catalog now = after(before,
                      "interface I { y: I32 @rename_from(x) } node A implements I {} node B "
                      "implements I {}");
  EXPECT_EQ(now.find_node("A")->find_property("y")->id,
            before.find_node("A")->find_property("x")->id);
  EXPECT_EQ(now.find_interface("I")->properties[0].id,
            before.find_interface("I")->properties[0].id);
  EXPECT_GE(now.find_node("B")->find_property("y")->id, before.next_identity_id);
}

TEST(Matching, section_20_15_a_stale_hint_of_an_interface_is_ignored_where_it_fits_nothing) {
  constexpr std::string_view kInterface = "interface I { y: I32? @rename_from(x) } ";
  Catalog before = accepted(std::string(kInterface) + "node A implements I {} node C { z: I32? }");
  // On a new node, and on one that comes to implement the interface.
  Catalog now = after(before, std::string(kInterface) +
                                  "node A implements I {} node B implements "
                                  "I {} node C implements I { z: I32? }");
  EXPECT_GE(now.find_node("B")->find_property("y")->id, before.next_identity_id);
  EXPECT_GE(now.find_node("C")->find_property("y")->id, before.next_identity_id);
}

TEST(Matching, exact_names_win_over_hints_in_any_order) {
  Catalog before = accepted("node A { a: I32? b: I32? } node B {}");
  Catalog now = after(before,
                      "node B @rename_from(\"A\") {} node A @rename_from(\"B\") { b: I32? "
                      "@rename_from(a) a: I32? @rename_from(b) }");
  EXPECT_EQ(now, accepted("node A { a: I32? b: I32? } node B {}"));
}

struct HintError {
  std::string_view from;
  std::string_view to;  ///< `~` marks the hints that must be reported
  std::string_view says;
};

TEST(Matching, SCH_75_hints_that_cannot_be_resolved) {
  const HintError kCases[] = {
      {"node Person {}", "node P @rename_from(~\"Persn\") {}",
       "P: @rename_from(\"Persn\") names no accepted node type; did you mean 'Person'?"},
      {"node A {} edge E: A -> A", "node A {} node B @rename_from(~\"E\") {} edge E: A -> A",
       "names something of another kind, the accepted edge 'E'"},
      {"interface I {}", "node B @rename_from(~\"I\") {}", "the accepted interface 'I'"},
      {"node A { name: I32 }", "node A { n: I32 @rename_from(~nmae) }",
       "A.n: @rename_from(\"nmae\") names no accepted property of this node; did you mean 'name'?"},
      {"node A { a: I32 } node B {}", "node A { a: I32 } node B { b: I32? @rename_from(~a) }",
       "names a property of node A; properties do not move between types"},
      {"node A { a: I32 }", "node A { a: I32 } node B { b: I32 @rename_from(~a) }",
       "B.b: @rename_from(\"a\") stands in a new node type"},
      {"node A {}", "node A {} interface I { b: I32 @rename_from(~a) } node B implements I {}",
       "I.b: @rename_from(\"a\") stands in a new interface type"},
      // One claim each: rename and re-use of the name, two successors, swapping.
      {"node A {}", "node B @rename_from(~\"A\") {} node A {}",
       "claims a node type that A at 1:34 continues already"},
      {"node A {}", "node B @rename_from(\"A\") {} node C @rename_from(~\"A\") {}",
       "that B at 1:6 continues already"},
      {"node A { a: I32 }", "node A { a: I32 b: I32 @rename_from(~a) }",
       "claims a property that A.a continues already"},
      {"node A { a: I32 }", "node A { b: I32 @rename_from(a) c: I32 @rename_from(~a) }",
       "claims a property that A.b continues already"},
      {"interface I { x: I32 } node A implements I { x: I32 }",
       "interface I { y: I32 @rename_from(~x) } node A implements I { x: I32 }",
       "A.y: @rename_from(\"x\") claims a property that A.x continues already"},
      // Independent mistakes are reported together.
      {"node A {}",
       "node B @rename_from(~\"X\") {} node C @rename_from(~\"Y\") {} node A { a: I32 "
       "@rename_from(~z) }",
       "A.a: @rename_from(\"z\")"},
  };
  for (const HintError& test : kCases) {
    SCOPED_TRACE(test.to);
    std::string source(test.to);
    std::string places;
    for (std::size_t at = source.find('~'); at != std::string::npos; at = source.find('~', at)) {
      source.erase(at, 1);
      SourcePosition position = position_at(source, at);
      places += fmt::format("{}:{} ", position.line, position.column);
    }
    Error error = omnigraph::testing::error_of([&] { after(accepted(test.from), source); });
    std::string message = error.what();
    EXPECT_EQ(error.kind(), ErrorKind::bad_request);
    EXPECT_TRUE(message.starts_with("catalog error:  --> ")) << message;
    EXPECT_THAT(message, HasSubstr(test.says));
    std::string found;
    for (std::size_t at = message.find("--> "); at != std::string::npos;
         at = message.find("--> ", at + 1)) {
      found += message.substr(at + 4, message.find('\n', at) - at - 4) + " ";
    }
    EXPECT_EQ(found, places) << message;
  }
}

TEST(Matching, SCH_76_ignored_hints_are_diagnostics) {
  Migration plan = testing::migration(
      "interface I { x: I32 } node A implements I { a: I32 } edge E: A -> A { w: I32 }",
      "interface I { x: I32 @rename_from(old_x) } node A @rename_from(\"Old\") implements I { a: "
      "I32 @rename_from(\"old\") } edge E: A -> A @rename_from(\"F\") { w: I32 @rename_from(v) }");
  EXPECT_TRUE(plan.steps.empty());
  std::vector<std::string> found;
  for (const SchemaDiagnostic& diagnostic : plan.diagnostics) {
    EXPECT_EQ(diagnostic.kind, "ignored_exact_match_rename_hint");
    EXPECT_EQ(diagnostic.severity, "warn");
    EXPECT_EQ(diagnostic.code, std::nullopt);
    EXPECT_THAT(diagnostic.message, HasSubstr(diagnostic.entity));
    found.push_back(diagnostic.entity + " " + diagnostic.hint.value_or(""));
  }
  EXPECT_THAT(found,
              ::testing::UnorderedElementsAre("node:A Old", "edge:E F", "interface:I.x old_x",
                                              "node:A.a old", "edge:E.w v"));
}

TEST(Matching, SCH_76_hints_of_a_new_graph_are_inert) {
  std::vector<SchemaDiagnostic> hints = inert_hints(
      "interface I { x: I32 @rename_from(a) } node A @rename_from(\"Old\") implements I { b: I32 } "
      "edge E: A -> A { w: I32 @rename_from(v) }");
  std::vector<std::string> found;
  for (const SchemaDiagnostic& hint : hints) {
    EXPECT_EQ(hint.kind, "inert_initialization_rename_hint");
    EXPECT_EQ(hint.severity, "warn");
    found.push_back(hint.entity + " " + hint.hint.value_or(""));
  }
  EXPECT_THAT(found, ::testing::ElementsAre("interface:I.x a", "node:A Old", "edge:E.w v"));
  EXPECT_TRUE(inert_hints("node A {}").empty());
}

TEST(Matching, SCH_77_hints_are_not_stored) {
  Catalog before = accepted("node A {}");
  Catalog now = after(before, "node B @rename_from(\"A\") {}");
  EXPECT_THAT(ir_json(now), Not(HasSubstr("rename_from")));
}

}  // namespace
}  // namespace omnigraph::schema

#include "schema/migration_text.h"

#include "migrations.h"
#include "schema/change_codes.h"

#include <set>

// How plans look to people (SCH-104) and to programs (SCH-116, section 20.5).

namespace omnigraph::schema {
namespace {

using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using testing::migration;

struct TextCase {
  std::string_view from;
  std::string_view to;
  std::vector<std::string> lines;
};

TEST(MigrationText, SCH_104_steps) {
  const TextCase kCases[] = {
      {"node A {} node Old {} interface J {} edge E: A -> A",
       "interface I {} node T {} node B @rename_from(\"A\") {} edge F: B -> B @rename_from(\"E\")",
       {"add interface type 'I'", "drop interface type 'J' (soft mode)",
        "rename node type 'A' -> 'B'", "add node type 'T'", "drop node type 'Old' (soft mode)",
        "rename edge type 'E' -> 'F'"}},
      {"node T { a: I32 x: I32 e: enum(a) f: [Date]? }",
       "node T { b: I32 @rename_from(a) e: enum(x, y, a) p: String? q: enum(b, a)? r: [I32]? v: "
       "Vector(8)? @index(p, b) }",
       {"rename property 'T.a' -> 'T.b' on node 'T'", "extend enum 'T.e' (+x, +y) on node 'T'",
        "add property 'T.p' (String?) on node 'T'", "add property 'T.q' (Enum(a|b)?) on node 'T'",
        "add property 'T.r' ([I32]?) on node 'T'", "add property 'T.v' (Vector(8)?) on node 'T'",
        "drop property 'T.f' of node 'T' (soft mode)",
        "drop property 'T.x' of node 'T' (soft mode)", "add constraint @index(b, p) on node 'T'"}},
      {"node T @x { p: I32 s: String v: Vector(2)? }",
       "node T @description(\"a \\\"b\\\" \\\\ \\n\\t\\r\xC3\xA9\") @owner(team, since=2020) { p: "
       "I32 "
       "@pii s: String v: Vector(2)? @embed(s, model=\"m\") }",
       {"update metadata on node 'T' (@description(\"a \\\"b\\\" \\\\ \\n\\t\\r\xC3\xA9\"), "
        "@owner(\"team\", since=\"2020\"))",
        "update metadata on property 'T.p' of node 'T' (@pii)",
        "update metadata on property 'T.v' of node 'T' (@embed(\"s\", model=\"m\"))"}},
      {"node T @x {}", "node T {}", {"update metadata on node 'T' (no annotations)"}},
      {"interface I { a: I32 } node T { a: I32 b: String c: F64 d: F32? @check(b, \"^a\\\\d\") "
       "@range(c, 0.5..9) @range(a, 1..) @unique(a) } edge E: T -> T @card(1..3)",
       "interface I { a: I32 } node T implements I { a: I32 @unique b: String? c: F64 d: F64? "
       "@check(b, \"\\\"\") @range(c, -0.00000025..99999999999999999999) } edge E: T -> T",
       {"change interfaces of node 'T' (none -> I)",
        "move constraint @unique(a) from the body to the property on node 'T'",
        "change nullability of property 'T.b' (String -> String?) on node 'T'",
        "change type of property 'T.d' (F32? -> F64?) on node 'T'",
        "drop constraint @range(a, 1..) on node 'T'",
        "change constraint @range(c, 0.5..9) -> @range(c, -0.00000025..100000000000000000000.0) on "
        "node 'T'",
        "change constraint @check(b, \"^a\\\\d\") -> @check(b, \"\\\"\") on node 'T'",
        "change cardinality of edge 'E' (1..3 -> 0..)"}},
      {"interface I { a: I32 } node T implements I { a: I32 }",
       "interface I { a: I32 } node T implements I {}",
       {"change origin of property 'T.a' of node 'T' (declared -> injected)"}},
      {"node A {} node B {} edge E: A -> B",
       "node A {} node B {} edge E: B -> A",
       {"unsupported change on edge:E [OG-ED-101, destructive]: it cannot change from A -> B to B "
        "-> "
        "A, since its entities point at the former; add another edge type instead"}},
  };
  for (const TextCase& test : kCases) {
    SCOPED_TRACE(test.to);
    std::vector<std::string> lines;
    for (const SchemaStep& step : public_plan(migration(test.from, test.to)).steps) {
      lines.push_back(step.text);
    }
    EXPECT_THAT(lines, ElementsAreArray(test.lines));
  }
  EXPECT_EQ(step_text({UnsupportedChange{"schema", "why"}, ChangeTier::destructive, std::nullopt}),
            "unsupported change on schema: why");
}

TEST(MigrationText, constraints_read_back_as_they_were) {
  for (std::string_view constraint :
       {"@key(a, b)", "@unique(a, b)", "@index(b)", "@range(a, -9..9)", "@range(c, ..0.5)",
        "@range(c, 0.0000000000001..10000000000000000000000000.0)", "@range(c, -0.0..0.0)",
        "@check(d, \"a\\\\.\\\"\\n\\t\\r|\xC3\xA9\")"}) {
    constexpr std::string_view kNode = "node T {{ a: I32 b: I32 c: F64 d: String {} }}";
    Catalog before = compile_schema(fmt::format(kNode, constraint));
    std::string text = constraint_text(before.nodes.at(0).constraints.at(0));
    EXPECT_EQ(compile_schema(fmt::format(kNode, text)), before) << text;
  }
}

TEST(MigrationText, SCH_116_codes_are_unique_and_well_formed) {
  std::set<std::string_view> seen;
  for (const ChangeCode& code : change_codes()) {
    EXPECT_TRUE(seen.insert(code.code).second) << code.code;
    EXPECT_THAT(std::string(code.code), ::testing::MatchesRegex("OG-[A-Z][A-Z]-1[0-9][0-9]"));
    EXPECT_EQ(code.severity, "error");
    EXPECT_FALSE(code.meaning.empty());
    EXPECT_EQ(tier_of(code.code), code.tier);
  }
  EXPECT_EQ(tier_of("OG-MF-103"), ChangeTier::validated);
  EXPECT_EQ(tier_of("OG-MF-106"), ChangeTier::destructive);
}

/// `kind code entity count hint` of every diagnostic.
std::vector<std::string> diagnostic_lines(const Migration& plan) {
  std::vector<std::string> lines;
  for (const SchemaDiagnostic& diagnostic : plan.diagnostics) {
    EXPECT_EQ(diagnostic.severity, "warn");
    EXPECT_THAT(diagnostic.message, HasSubstr(diagnostic.entity));
    std::string count = diagnostic.affected_entities ? std::to_string(*diagnostic.affected_entities)
                                                     : std::string("?");
    lines.push_back(fmt::format("{} {} {} {} {}", diagnostic.kind, diagnostic.code.value_or("-"),
                                diagnostic.entity, count, diagnostic.hint.value_or("-")));
  }
  return lines;
}

TEST(MigrationDiagnostics, section_20_5_drops_of_populated_types) {
  constexpr std::string_view kFrom =
      "interface I { i: I32 } node A { a: I32 v: Vector(2) } node B { b: Bool } edge E: A -> A { "
      "w: "
      "F64 } edge F: A -> B";
  constexpr std::string_view kTo = "node A @rename_from(\"A\") {} edge E: A -> A";
  const std::vector<std::string> kExpected = {
      "drops_data OG-DS-104 node:A.a 7 -", "drops_data OG-DS-105 node:A.v 7 -",
      "drops_data OG-DS-102 node:B 7 -", "drops_data OG-DS-104 edge:E.w 7 -",
      "drops_data OG-DS-103 edge:F 7 -"};
  Migration plan = migration(kFrom, kTo);
  plan.diagnostics.erase(plan.diagnostics.begin());  // the ignored hint
  EXPECT_THAT(diagnostic_lines(plan), ElementsAreArray(kExpected));
  EXPECT_EQ(plan.diagnostics[2].message,
            "dropping node:B takes its 7 nodes along; older commits keep them until the next "
            "cleanup");
  EXPECT_EQ(migration(kFrom, kTo, 0).diagnostics.size(), 1U);
  Migration unknown = plan_migration(testing::accepted(kFrom), kTo, {DropMode::hard, nullptr});
  EXPECT_EQ(unknown.diagnostics.at(3).affected_entities, std::nullopt);
  EXPECT_THAT(unknown.diagnostics.at(3).message, HasSubstr("nothing can bring them back"));
}

TEST(MigrationDiagnostics, section_20_5_possible_renames) {
  struct Case {
    std::string_view from;
    std::string_view to;
    std::vector<std::string> entities;  ///< entity and old name
  };
  const Case kCases[] = {
      {"node Old { a: I32 b: String }", "node New { b: String a: I32 }", {"node:New Old"}},
      {"node Old { a: I32 }", "node New { a: I64 }", {}},
      // A change of case only drops the edges, whatever else they look like.
      {"node A {} edge Feeds: A -> A { w: F64 }",
       "node A {} edge FEEDS: A -> A",
       {"edge:FEEDS Feeds"}},
      {"node A {} edge E: A -> A { w: F64 }", "node A {} edge F: A -> A { w: F64 }", {"edge:F E"}},
      {"node A {} node B {} edge E: A -> B", "node A {} node B {} edge F: B -> A", {}},
      // Two that could be meant.
      {"node X { a: I32 } node Y { a: I32 }", "node Z { a: I32 }", {}},
      {"node A { a: I32? b: Bool }", "node A { c: I32? b: Bool }", {"node:A.c a"}},
      {"node A { a: I32? b: I32? }", "node A { c: I32? }", {}},
      {"node A { a: I32? }", "node A { c: I64? }", {}},
      // The hint belongs to the interface.
      {"interface I { a: I32 } node A implements I {}",
       "interface I { b: I32 } node A implements I {}",
       {"interface:I.b a"}},
      {"node A { a: I32 }", "node A { b: I32 @rename_from(a) }", {}},
  };
  for (const Case& test : kCases) {
    SCOPED_TRACE(test.to);
    std::vector<std::string> found;
    for (const SchemaDiagnostic& diagnostic : migration(test.from, test.to, 0).diagnostics) {
      EXPECT_EQ(diagnostic.kind, "possible_rename");
      EXPECT_EQ(diagnostic.severity, "warn");
      EXPECT_THAT(diagnostic.message, HasSubstr("did you mean @rename_from(\""));
      found.push_back(diagnostic.entity + " " + diagnostic.hint.value_or(""));
    }
    EXPECT_THAT(found, ElementsAreArray(test.entities));
  }
}

}  // namespace
}  // namespace omnigraph::schema

#include "migrations.h"

// Table 10.3 of the schema specification row by row, with what section 20 puts in its place.

namespace omnigraph::schema {
namespace {

using testing::expect_steps;
using testing::MigrationCase;

TEST(MigrationTable, types) {
  const MigrationCase kCases[] = {
      {"new interface, node, edge type",
       "node A {}",
       "node A {} interface I { x: I32 } node B implements I { k: String @key y: I32 @unique "
       "@range(y, 1..) } edge E: A -> B @card(1..2) { @unique(src) }",
       {R"({"kind":"add_type","type_kind":"interface","name":"I"})",
        R"({"kind":"add_type","type_kind":"node","name":"B"})",
        R"({"kind":"add_type","type_kind":"edge","name":"E"})"}},
      {"rename node and edge with hint; endpoints of a renamed node are unchanged",
       "node A {} edge E: A -> A",
       "node B @rename_from(\"A\") {} edge F: B -> B @rename_from(\"E\")",
       {R"({"kind":"rename_type","type_kind":"node","from":"A","to":"B"})",
        R"({"kind":"rename_type","type_kind":"edge","from":"E","to":"F"})"}},
      {"rename property with hint",
       "node A { a: I32 @key } edge E: A -> A { w: F64? }",
       "node A { b: I32 @key @rename_from(\"a\") } edge E: A -> A { v: F64? @rename_from(w) }",
       {R"({"kind":"rename_property","type_kind":"node","type_name":"A","from":"a","to":"b"})",
        R"({"kind":"rename_property","type_kind":"edge","type_name":"E","from":"w","to":"v"})"}},
      {"rename without hint",
       "node A { a: I32? } node B {}",
       "node A { b: I32? } node C {}",
       {R"({"kind":"add_property","type_kind":"node","type_name":"A","property_name":"b","property_type":{"scalar":"I32","nullable":true,"list":false,"enum_values":null}})",
        R"({"kind":"drop_property","type_kind":"node","type_name":"A","property_name":"a","mode":"soft"})",
        R"({"kind":"add_type","type_kind":"node","name":"C"})",
        R"({"kind":"drop_type","type_kind":"node","name":"B","mode":"soft"})"}},
      {"drop node and edge type",
       "node A {} node B {} edge E: A -> B",
       "node A {}",
       {R"({"kind":"drop_type","type_kind":"node","name":"B","mode":"soft"})",
        R"({"kind":"drop_type","type_kind":"edge","name":"E","mode":"soft"})"}},
      {"drop an interface that is implemented",
       "interface I { x: I32 } node A implements I {}",
       "node A { x: I32 }",
       {"! interface:I OG-BC-101 destructive", "! node:A OG-BC-102 destructive",
        R"({"kind":"change_interfaces","type_kind":"node","type_name":"A","property_name":"x","from":"injected","to":"declared"})"}},
      {"rename an interface that is implemented",
       "interface I {} node A implements I {}",
       "interface J {} node A implements J {}",
       {R"({"kind":"add_type","type_kind":"interface","name":"J"})",
        "! interface:I OG-BC-101 destructive", "! node:A OG-BC-102 destructive"}},
      {"change endpoints",
       "node A {} node B {} edge E: A -> B",
       "node A {} node B {} edge E: B -> B",
       {"! edge:E OG-ED-101 destructive"}},
      {"change endpoints to a node type of the old name",
       "node A {} edge E: A -> A",
       "node B @rename_from(\"A\") {} node C {} edge E: B -> C",
       {R"({"kind":"rename_type","type_kind":"node","from":"A","to":"B"})",
        R"({"kind":"add_type","type_kind":"node","name":"C"})", "! edge:E OG-ED-101 destructive"}},
      {"no change",
       "node A { x: I32 y: enum(b, a) @index(x, y) }",
       "/* moved */ node A { @index(y, x) y: enum(a, b) x: I32 }",
       {}},
  };
  for (const MigrationCase& test : kCases) {
    expect_steps(test);
  }
}

TEST(MigrationTable, properties) {
  const MigrationCase kCases[] = {
      {"add optional property of any type",
       "node A { t: String }",
       "node A { t: String a: [Date]? @description(\"d\") b: Blob? e: enum(y, x)? v: Vector(3)? "
       "@embed(t) }",
       {R"({"kind":"add_property","type_kind":"node","type_name":"A","property_name":"a","property_type":{"scalar":"Date","nullable":true,"list":true,"enum_values":null}})",
        R"({"kind":"add_property","type_kind":"node","type_name":"A","property_name":"b","property_type":{"scalar":"Blob","nullable":true,"list":false,"enum_values":null}})",
        R"({"kind":"add_property","type_kind":"node","type_name":"A","property_name":"e","property_type":{"scalar":"String","nullable":true,"list":false,"enum_values":["x","y"]}})",
        R"({"kind":"add_property","type_kind":"node","type_name":"A","property_name":"v","property_type":{"scalar":{"Vector":3},"nullable":true,"list":false,"enum_values":null}})"}},
      {"add optional property with @index",
       "node A {}",
       "node A { a: I32? @index }",
       {R"({"kind":"add_property","type_kind":"node","type_name":"A","property_name":"a","property_type":{"scalar":"I32","nullable":true,"list":false,"enum_values":null}})",
        R"({"kind":"add_constraint","type_kind":"node","type_name":"A","constraint":{"Index":["a"]}})"}},
      {"add optional property with @unique",
       "node A {}",
       "node A { a: I32? @unique }",
       {R"({"kind":"add_property","type_kind":"node","type_name":"A","property_name":"a","property_type":{"scalar":"I32","nullable":true,"list":false,"enum_values":null}})",
        R"({"kind":"add_constraint","type_kind":"node","type_name":"A","constraint":{"Unique":["a"]},"tier":"validated"})"}},
      {"add required property to a populated type",
       "node A {} edge E: A -> A",
       "node A { a: I32 } edge E: A -> A { b: String }",
       {"! node:A.a OG-MF-103 validated", "! edge:E.b OG-MF-103 validated"}},
      {"add @index to existing properties",
       "node A { a: I32 b: I32 } edge E: A -> A { c: I32 }",
       "node A { a: I32 @index b: I32 @index(b, a) } edge E: A -> A { c: I32 @index(src, c) }",
       {R"({"kind":"add_constraint","type_kind":"node","type_name":"A","constraint":{"Index":["a"]}})",
        R"({"kind":"add_constraint","type_kind":"node","type_name":"A","constraint":{"Index":["a","b"]}})",
        R"({"kind":"add_constraint","type_kind":"edge","type_name":"E","constraint":{"Index":["c","src"]}})"}},
      {"pure enum widening",
       "node A { e: enum(b, d) f: enum(x)? }",
       "node A { e: enum(d, c, b, a) f: enum(y, x)? }",
       {R"({"kind":"extend_enum","type_kind":"node","type_name":"A","property_name":"e","added_values":["a","c"]})",
        R"({"kind":"extend_enum","type_kind":"node","type_name":"A","property_name":"f","added_values":["y"]})"}},
      {"enum narrowing, member rename, enum to and from String",
       "node A { a: enum(x, y) b: enum(x, y) c: enum(x) d: String }",
       "node A { a: enum(x) b: enum(x, z) c: String d: enum(x) }",
       {"! node:A.a OG-MF-106 destructive", "! node:A.b OG-MF-106 destructive",
        "! node:A.c OG-MF-106 destructive", "! node:A.d OG-MF-106 destructive"}},
      {"any other type change",
       "node A { a: I64 b: String c: Vector(3) d: Date e: [I32] f: F64 g: I32 h: U64 i: I64 j: I32 "
       "k: String? l: Bool }",
       "node A { a: I32 b: [String] c: Vector(4) d: DateTime e: [I64] f: F32 g: U32 h: I64 i: F64 "
       "j: F32 k: Blob l: String }",
       {"! node:A.a OG-MF-106 destructive", "! node:A.b OG-MF-106 destructive",
        "! node:A.c OG-MF-106 destructive", "! node:A.d OG-MF-106 destructive",
        "! node:A.e OG-MF-106 destructive", "! node:A.f OG-MF-106 destructive",
        "! node:A.g OG-MF-106 destructive", "! node:A.h OG-MF-106 destructive",
        "! node:A.i OG-MF-106 destructive", "! node:A.j OG-MF-106 destructive",
        "! node:A.k OG-MF-106 destructive", "! node:A.l OG-MF-106 destructive"}},
      {"descriptions and instructions",
       "node A @description(\"old\") { a: I32 b: I32 @description(\"gone\") } edge E: A -> A",
       "node A @instruction(\"how\") @description(\"new\") { a: I32 @description(\"x\") b: I32 } "
       "edge E: A -> A @description(\"e\")",
       {R"({"kind":"update_type_metadata","type_kind":"node","name":"A","annotations":[{"name":"description","value":"new"},{"name":"instruction","value":"how"}]})",
        R"({"kind":"update_property_metadata","type_kind":"node","type_name":"A","property_name":"a","annotations":[{"name":"description","value":"x"}]})",
        R"({"kind":"update_property_metadata","type_kind":"node","type_name":"A","property_name":"b","annotations":[]})",
        R"({"kind":"update_type_metadata","type_kind":"edge","name":"E","annotations":[{"name":"description","value":"e"}]})"}},
      {"drop property without constraint",
       "node A { a: I32 b: String? v: Vector(2)? @embed(b) } edge E: A -> A { w: F64 }",
       "node A { b: String? } edge E: A -> A",
       {R"({"kind":"drop_property","type_kind":"node","type_name":"A","property_name":"a","mode":"soft"})",
        R"({"kind":"drop_property","type_kind":"node","type_name":"A","property_name":"v","mode":"soft"})",
        R"({"kind":"drop_property","type_kind":"edge","type_name":"E","property_name":"w","mode":"soft"})"}},
      {"drop the only property of the @key",
       "node A { a: I32 @key b: I32 }",
       "node A { b: I32 }",
       {R"({"kind":"drop_property","type_kind":"node","type_name":"A","property_name":"a","mode":"soft"})",
        "! node:A.a OG-CD-101 destructive"}},
      {"drop one property of the @key",
       "node A { a: I32 b: I32 @key(a, b) }",
       "node A { b: I32 @key(b) }",
       {R"({"kind":"drop_property","type_kind":"node","type_name":"A","property_name":"a","mode":"soft"})",
        "! node:A.a OG-CD-101 destructive"}},
      {"drop one property of the @key and the key",
       "node A { a: I32 b: I32 @key(a, b) }",
       "node A { b: I32 }",
       {R"({"kind":"drop_property","type_kind":"node","type_name":"A","property_name":"a","mode":"soft"})",
        "! node:A.a OG-CD-101 destructive", "! node:A OG-CD-103 destructive"}},
      {"drop source and @embed, keep the vector",
       "node A { s: String v: Vector(2) @embed(s) }",
       "node A { v: Vector(2) }",
       {"! node:A.v OG-VE-101 destructive",
        R"({"kind":"drop_property","type_kind":"node","type_name":"A","property_name":"s","mode":"soft"})"}},
      {"add @key",
       "node A { a: I32 }",
       "node A { a: I32 @key }",
       {"! node:A OG-CD-102 destructive"}},
      {"remove @key",
       "node A { a: I32 @key }",
       "node A { a: I32 }",
       {"! node:A OG-CD-103 destructive"}},
      {"change @key",
       "node A { a: I32 b: I32 @key(a) }",
       "node A { a: I32 b: I32 @key(a, b) }",
       {"! node:A OG-CD-103 destructive"}},
      {"another property as @key",
       "node A { a: I32 @key b: I32 }",
       "node A { a: I32 b: I32 @key }",
       {"! node:A OG-CD-103 destructive"}},
      {"body @index to property-level @index",
       "node A { a: I32 @index(a) }",
       "node A { a: I32 @index }",
       {R"({"kind":"add_constraint","type_kind":"node","type_name":"A","constraint":{"Index":["a"]}})"}},
      {"reorder arguments of a composite constraint",
       "node A { a: I32 b: I32 @key(a, b) @unique(a, b) @index(b, a) }",
       "node A { a: I32 b: I32 @key(b, a) @unique(b, a) @index(a, b) }",
       {}},
      {"change @embed",
       "node A { s: String t: String u: Vector(2) @embed(s) v: Vector(2) @embed(s, model=\"m\") w: "
       "Vector(2) @embed(s) }",
       "node A { s: String t: String u: Vector(2) @embed(t) v: Vector(2) @embed(s) w: Vector(2) }",
       {"! node:A.u OG-VE-103 destructive", "! node:A.v OG-VE-103 destructive",
        "! node:A.w OG-VE-102 destructive"}},
      {"drop the source and embed another one",
       "node A { s: String t: String u: Vector(2) @embed(s) }",
       "node A { t: String u: Vector(2) @embed(t) }",
       {"! node:A.u OG-VE-103 destructive",
        R"({"kind":"drop_property","type_kind":"node","type_name":"A","property_name":"s","mode":"soft"})"}},
      {"rename the source of @embed",
       "node A { s: String v: Vector(2) @embed(s) }",
       "node A { t: String @rename_from(s) v: Vector(2) @embed(t) }",
       {R"({"kind":"rename_property","type_kind":"node","type_name":"A","from":"s","to":"t"})"}},
  };
  for (const MigrationCase& test : kCases) {
    expect_steps(test);
  }
}

TEST(MigrationTable, SCH_81_interface_changes_appear_on_implementers) {
  const MigrationCase kCases[] = {
      {"add",
       "interface I {} node A implements I {} node B implements I {}",
       "interface I { x: I32? @index } node A implements I {} node B implements I {}",
       {R"({"kind":"add_property","type_kind":"interface","type_name":"I","property_name":"x","property_type":{"scalar":"I32","nullable":true,"list":false,"enum_values":null}})",
        R"({"kind":"add_constraint","type_kind":"interface","type_name":"I","constraint":{"Index":["x"]}})",
        R"({"kind":"add_property","type_kind":"node","type_name":"A","property_name":"x","property_type":{"scalar":"I32","nullable":true,"list":false,"enum_values":null}})",
        R"({"kind":"add_constraint","type_kind":"node","type_name":"A","constraint":{"Index":["x"]}})",
        R"({"kind":"add_property","type_kind":"node","type_name":"B","property_name":"x","property_type":{"scalar":"I32","nullable":true,"list":false,"enum_values":null}})",
        R"({"kind":"add_constraint","type_kind":"node","type_name":"B","constraint":{"Index":["x"]}})"}},
      {"rename",
       "interface I { x: I32 } node A implements I {}",
       "interface I { y: I32 @rename_from(x) } node A implements I {}",
       {R"({"kind":"rename_property","type_kind":"interface","type_name":"I","from":"x","to":"y"})",
        R"({"kind":"rename_property","type_kind":"node","type_name":"A","from":"x","to":"y"})"}},
      {"drop",
       "interface I { x: I32 } node A implements I {}",
       "interface I {} node A implements I {}",
       {R"({"kind":"drop_property","type_kind":"interface","type_name":"I","property_name":"x","mode":"soft"})",
        R"({"kind":"drop_property","type_kind":"node","type_name":"A","property_name":"x","mode":"soft"})"}},
      {"enum widening",
       "interface I { x: enum(a) } node A implements I {}",
       "interface I { x: enum(a, b) } node A implements I {}",
       {R"({"kind":"extend_enum","type_kind":"interface","type_name":"I","property_name":"x","added_values":["b"]})",
        R"({"kind":"extend_enum","type_kind":"node","type_name":"A","property_name":"x","added_values":["b"]})"}},
      {"@index",
       "interface I { x: I32 } node A implements I {}",
       "interface I { x: I32 @index } node A implements I {}",
       {R"({"kind":"add_constraint","type_kind":"interface","type_name":"I","constraint":{"Index":["x"]}})",
        R"({"kind":"add_constraint","type_kind":"node","type_name":"A","constraint":{"Index":["x"]}})"}},
      {"metadata",
       "interface I { x: I32 } node A implements I {}",
       "interface I { x: I32 @description(\"d\") } node A implements I {}",
       {R"({"kind":"update_property_metadata","type_kind":"interface","type_name":"I","property_name":"x","annotations":[{"name":"description","value":"d"}]})",
        R"({"kind":"update_property_metadata","type_kind":"node","type_name":"A","property_name":"x","annotations":[{"name":"description","value":"d"}]})"}},
      {"@key",
       "interface I { x: I32 } node A implements I {}",
       "interface I { x: I32 @key } node A implements I {}",
       {"! interface:I OG-CD-102 destructive", "! node:A OG-CD-102 destructive"}},
      {"required property, judged for each implementer",
       "interface I {} node A implements I {}",
       "interface I { x: I32 } node A implements I {}",
       {R"({"kind":"add_property","type_kind":"interface","type_name":"I","property_name":"x","property_type":{"scalar":"I32","nullable":false,"list":false,"enum_values":null},"tier":"validated"})",
        "! node:A.x OG-MF-103 validated"}},
  };
  for (const MigrationCase& test : kCases) {
    expect_steps(test);
  }
}

TEST(MigrationTable, SCH_80_order) {
  expect_steps(
      {"SCH-80",
       "interface I { i: I32? } interface Old {} node A implements I { a: String b: I32 c: I32? d: "
       "I32 @range(b, 1..2) @unique(d) } node Gone {} edge E: A -> A { w: F64? } edge Out: A -> A",
       "interface I { i: I32? } interface New {} node B @rename_from(\"A\") @description(\"n\") "
       "implements I, New { a2: String @rename_from(a) @index @description(\"p\") b: I64 c: I32 "
       "@pii aa: Bool? @range(b, 1..5) } node Fresh {} edge E: B -> B @card(0..3) @x { w: F64 }",
       {R"({"kind":"add_type","type_kind":"interface","name":"New"})",
        R"({"kind":"drop_type","type_kind":"interface","name":"Old","mode":"soft"})",
        R"({"kind":"rename_type","type_kind":"node","from":"A","to":"B"})",
        R"({"kind":"change_interfaces","type_kind":"node","name":"B","from":["I"],"to":["I","New"]})",
        R"({"kind":"update_type_metadata","type_kind":"node","name":"B","annotations":[{"name":"description","value":"n"}]})",
        R"({"kind":"rename_property","type_kind":"node","type_name":"B","from":"a","to":"a2"})",
        R"({"kind":"add_constraint","type_kind":"node","type_name":"B","constraint":{"Index":["a2"]}})",
        R"({"kind":"update_property_metadata","type_kind":"node","type_name":"B","property_name":"a2","annotations":[{"name":"description","value":"p"}]})",
        R"({"kind":"add_property","type_kind":"node","type_name":"B","property_name":"aa","property_type":{"scalar":"Bool","nullable":true,"list":false,"enum_values":null}})",
        R"({"kind":"change_type","type_kind":"node","type_name":"B","property_name":"b","from":{"scalar":"I32","nullable":false,"list":false,"enum_values":null},"to":{"scalar":"I64","nullable":false,"list":false,"enum_values":null}})",
        R"({"kind":"change_nullability","type_kind":"node","type_name":"B","property_name":"c","from":{"scalar":"I32","nullable":true,"list":false,"enum_values":null},"to":{"scalar":"I32","nullable":false,"list":false,"enum_values":null},"code":"OG-MF-104","tier":"validated"})",
        R"({"kind":"update_property_metadata","type_kind":"node","type_name":"B","property_name":"c","annotations":[{"name":"pii","value":null}]})",
        R"({"kind":"drop_property","type_kind":"node","type_name":"B","property_name":"d","mode":"soft"})",
        R"({"kind":"drop_constraint","type_kind":"node","type_name":"B","constraint":{"Unique":["d"]}})",
        R"({"kind":"change_constraint","type_kind":"node","type_name":"B","from":{"Range":{"property":"b","min":{"Integer":1},"max":{"Integer":2}}},"to":{"Range":{"property":"b","min":{"Integer":1},"max":{"Integer":5}}}})",
        R"({"kind":"add_type","type_kind":"node","name":"Fresh"})",
        R"({"kind":"drop_type","type_kind":"node","name":"Gone","mode":"soft"})",
        R"({"kind":"change_cardinality","type_kind":"edge","name":"E","from":{"min":0,"max":null},"to":{"min":0,"max":3},"tier":"validated"})",
        R"({"kind":"update_type_metadata","type_kind":"edge","name":"E","annotations":[{"name":"x","value":null}]})",
        R"({"kind":"change_nullability","type_kind":"edge","type_name":"E","property_name":"w","from":{"scalar":"F64","nullable":true,"list":false,"enum_values":null},"to":{"scalar":"F64","nullable":false,"list":false,"enum_values":null},"code":"OG-MF-104","tier":"validated"})",
        R"({"kind":"drop_type","type_kind":"edge","name":"Out","mode":"soft"})"}});
}

TEST(MigrationTable, SCH_83_drop_modes) {
  Catalog before =
      testing::accepted("interface I { i: I32 } node A { a: I32 } node B {} interface Unused {}");
  Migration hard =
      plan_migration(before, "interface I {} node A {}", testing::holding(0, DropMode::hard));
  EXPECT_THAT(
      testing::step_lines(hard),
      ::testing::ElementsAre(
          R"({"kind":"drop_property","type_kind":"interface","type_name":"I","property_name":"i","mode":"hard"})",
          R"({"kind":"drop_type","type_kind":"interface","name":"Unused","mode":"hard"})",
          R"({"kind":"drop_property","type_kind":"node","type_name":"A","property_name":"a","mode":"hard"})",
          R"({"kind":"drop_type","type_kind":"node","name":"B","mode":"hard"})"));
  EXPECT_EQ(hard.steps[0].tier, ChangeTier::safe);  // an interface holds no data
  EXPECT_EQ(hard.steps[2].tier, ChangeTier::destructive);
  EXPECT_EQ(hard.steps[3].tier, ChangeTier::destructive);
  Migration soft = plan_migration(before, "interface I {} node A {}", testing::holding(0));
  for (const MigrationStep& step : soft.steps) {
    EXPECT_EQ(step.tier, ChangeTier::safe);
  }
}

TEST(MigrationTable, SCH_82_every_unsupported_change_is_a_step_with_a_reason) {
  Migration plan = testing::migration("node A { a: I32 b: String } node B {} edge E: A -> B",
                                      "node A { a: Bool b: I32 c: Date } node B {} edge E: B -> A");
  EXPECT_FALSE(plan.is_supported());
  ASSERT_NE(plan.first_unsupported(), nullptr);
  EXPECT_EQ(std::get<UnsupportedChange>(plan.first_unsupported()->change).entity, "node:A.a");
  SchemaPlan shown = public_plan(plan);
  EXPECT_FALSE(shown.supported);
  ASSERT_EQ(shown.steps.size(), 4U);
  for (const SchemaStep& step : shown.steps) {
    EXPECT_EQ(step.kind, "unsupported_change");
    EXPECT_TRUE(step.code);
    EXPECT_THAT(step.json, ::testing::HasSubstr("\"reason\":\""));
    EXPECT_THAT(step.json, ::testing::EndsWith("\"code\":\"" + *step.code + "\"}"));
  }
}

TEST(MigrationTable, a_node_that_an_edge_still_uses_cannot_be_dropped) {
  Error error = omnigraph::testing::error_of(
      [] { testing::migration("node A {} node B {} edge E: A -> B", "node A {} edge E: A -> B"); });
  EXPECT_EQ(error.kind(), ErrorKind::bad_request);
  EXPECT_THAT(error.what(), ::testing::HasSubstr("E: endpoint 'B'"));
}

}  // namespace
}  // namespace omnigraph::schema

#include "migrations.h"

// Sections 20.7 and 20.8 of the schema specification item by item, with the wire forms of D-35.

namespace omnigraph::schema {
namespace {

using testing::expect_steps;
using testing::MigrationCase;

TEST(MigrationBeyond, constraints) {
  const MigrationCase kCases[] = {
      {"20.7 dropping an indexed property",
       "node A { a: I32 @index b: String @check(b, \"x\") @range(a, 1..) @unique(a, b) }",
       "node A { b: String @check(b, \"x\") }",
       {R"({"kind":"drop_property","type_kind":"node","type_name":"A","property_name":"a","mode":"soft"})",
        R"({"kind":"drop_constraint","type_kind":"node","type_name":"A","constraint":{"Index":["a"]}})",
        R"({"kind":"drop_constraint","type_kind":"node","type_name":"A","constraint":{"Range":{"property":"a","min":{"Integer":1},"max":null}}})",
        R"({"kind":"drop_constraint","type_kind":"node","type_name":"A","constraint":{"Unique":["a","b"]}})"}},
      {"20.7 dropping an indexed property beside a renamed one",
       "node A { a: I32 b: I32 @index(a, b) }",
       "node A { c: I32 @rename_from(b) }",
       {R"({"kind":"rename_property","type_kind":"node","type_name":"A","from":"b","to":"c"})",
        R"({"kind":"drop_property","type_kind":"node","type_name":"A","property_name":"a","mode":"soft"})",
        R"({"kind":"drop_constraint","type_kind":"node","type_name":"A","constraint":{"Index":["a","c"]}})"}},
      {"20.7 removing constraints",
       "node A { a: I32 @index @unique b: String @range(a, 1..2) @check(b, \"x\") } edge E: A -> A "
       "{ @unique(src, dst) }",
       "node A { a: I32 b: String } edge E: A -> A",
       {R"({"kind":"drop_constraint","type_kind":"node","type_name":"A","constraint":{"Check":{"property":"b","pattern":"x"}}})",
        R"({"kind":"drop_constraint","type_kind":"node","type_name":"A","constraint":{"Index":["a"]}})",
        R"({"kind":"drop_constraint","type_kind":"node","type_name":"A","constraint":{"Range":{"property":"a","min":{"Integer":1},"max":{"Integer":2}}}})",
        R"({"kind":"drop_constraint","type_kind":"node","type_name":"A","constraint":{"Unique":["a"]}})",
        R"({"kind":"drop_constraint","type_kind":"edge","type_name":"E","constraint":{"Unique":["dst","src"]}})"}},
      {"20.7 widening and 20.8 tightening a range",
       "node A { a: I32 b: F64 c: I64 @range(a, 1..5) @range(b, 0.5..1.5) @range(c, 1..) }",
       "node A { a: I32 b: F64 c: I64 @range(a, ..9) @range(b, 0.75..2) @range(c, 1..9) }",
       {R"({"kind":"change_constraint","type_kind":"node","type_name":"A","from":{"Range":{"property":"a","min":{"Integer":1},"max":{"Integer":5}}},"to":{"Range":{"property":"a","min":null,"max":{"Integer":9}}}})",
        R"({"kind":"change_constraint","type_kind":"node","type_name":"A","from":{"Range":{"property":"b","min":{"Float":0.5},"max":{"Float":1.5}}},"to":{"Range":{"property":"b","min":{"Float":0.75},"max":{"Integer":2}}},"tier":"validated"})",
        R"({"kind":"change_constraint","type_kind":"node","type_name":"A","from":{"Range":{"property":"c","min":{"Integer":1},"max":null}},"to":{"Range":{"property":"c","min":{"Integer":1},"max":{"Integer":9}}},"tier":"validated"})"}},
      {"20.7 the same range in other words is as wide",
       "node A { b: F64 @range(b, 1..2) }",
       "node A { b: F64 @range(b, 1.0..2.0) }",
       {R"({"kind":"change_constraint","type_kind":"node","type_name":"A","from":{"Range":{"property":"b","min":{"Integer":1},"max":{"Integer":2}}},"to":{"Range":{"property":"b","min":{"Float":1.0},"max":{"Float":2.0}}}})"}},
      {"20.8 another pattern, over a renamed property",
       "node A { b: String @check(b, \"^a\") }",
       "node A { c: String @rename_from(b) @check(c, \"a\") }",
       {R"({"kind":"rename_property","type_kind":"node","type_name":"A","from":"b","to":"c"})",
        R"({"kind":"change_constraint","type_kind":"node","type_name":"A","from":{"Check":{"property":"c","pattern":"^a"}},"to":{"Check":{"property":"c","pattern":"a"}},"tier":"validated"})"}},
      {"20.8 several ranges of one property do not pair up",
       "node A { a: I32 @range(a, 1..) @range(a, ..5) }",
       "node A { a: I32 @range(a, 1..5) }",
       {R"({"kind":"drop_constraint","type_kind":"node","type_name":"A","constraint":{"Range":{"property":"a","min":null,"max":{"Integer":5}}}})",
        R"({"kind":"drop_constraint","type_kind":"node","type_name":"A","constraint":{"Range":{"property":"a","min":{"Integer":1},"max":null}}})",
        R"({"kind":"add_constraint","type_kind":"node","type_name":"A","constraint":{"Range":{"property":"a","min":{"Integer":1},"max":{"Integer":5}}},"tier":"validated"})"}},
      {"20.7 property-level to body and back",
       "node A { a: I32 @unique b: I32 @unique(b) c: I32 @index d: I32 @key @index(d) }",
       "node A { a: I32 @unique(a) b: I32 @unique c: I32 @index(c) d: I32 @index @key(d) }",
       {R"({"kind":"change_constraint","type_kind":"node","type_name":"A","constraint":{"Unique":["a"]},"from":"property","to":"body"})",
        R"({"kind":"change_constraint","type_kind":"node","type_name":"A","constraint":{"Unique":["b"]},"from":"body","to":"property"})",
        R"({"kind":"change_constraint","type_kind":"node","type_name":"A","constraint":{"Index":["c"]},"from":"property","to":"body"})",
        R"({"kind":"change_constraint","type_kind":"node","type_name":"A","constraint":{"Key":["d"]},"from":"property","to":"body"})",
        R"({"kind":"add_constraint","type_kind":"node","type_name":"A","constraint":{"Index":["d"]}})"}},
      {"20.8 adding constraints",
       "node A { a: I32 b: String } edge E: A -> A { w: I32 }",
       "node A { a: I32 @unique b: String @unique(a, b) @range(a, -1..) @check(b, \"\\\"x\") } "
       "edge "
       "E: A -> A { w: I32 @unique(src, w) }",
       {R"({"kind":"add_constraint","type_kind":"node","type_name":"A","constraint":{"Unique":["a"]},"tier":"validated"})",
        R"({"kind":"add_constraint","type_kind":"node","type_name":"A","constraint":{"Check":{"property":"b","pattern":"\"x"}},"tier":"validated"})",
        R"({"kind":"add_constraint","type_kind":"node","type_name":"A","constraint":{"Range":{"property":"a","min":{"Integer":-1},"max":null}},"tier":"validated"})",
        R"({"kind":"add_constraint","type_kind":"node","type_name":"A","constraint":{"Unique":["a","b"]},"tier":"validated"})",
        R"({"kind":"add_constraint","type_kind":"edge","type_name":"E","constraint":{"Unique":["src","w"]},"tier":"validated"})"}},
      {"20.7 and 20.8 cardinality",
       "node A {} edge E: A -> A @card(1..3) edge F: A -> A @card(1..3) edge G: A -> A",
       "node A {} edge E: A -> A edge F: A -> A @card(0..2) edge G: A -> A @card(1..)",
       {R"({"kind":"change_cardinality","type_kind":"edge","name":"E","from":{"min":1,"max":3},"to":{"min":0,"max":null}})",
        R"({"kind":"change_cardinality","type_kind":"edge","name":"F","from":{"min":1,"max":3},"to":{"min":0,"max":2},"tier":"validated"})",
        R"({"kind":"change_cardinality","type_kind":"edge","name":"G","from":{"min":0,"max":null},"to":{"min":1,"max":null},"tier":"validated"})"}},
      {"20.7 on an interface that nobody implements",
       "interface I { a: I32 @index b: I32 @unique c: I32 }",
       "interface I { a: I32 c: I32 @unique }",
       {R"({"kind":"add_constraint","type_kind":"interface","type_name":"I","constraint":{"Unique":["c"]},"tier":"validated"})",
        R"({"kind":"drop_property","type_kind":"interface","type_name":"I","property_name":"b","mode":"soft"})",
        R"({"kind":"drop_constraint","type_kind":"interface","type_name":"I","constraint":{"Index":["a"]}})",
        R"({"kind":"drop_constraint","type_kind":"interface","type_name":"I","constraint":{"Unique":["b"]}})"}},
  };
  for (const MigrationCase& test : kCases) {
    expect_steps(test);
  }
}

TEST(MigrationBeyond, interfaces) {
  const MigrationCase kCases[] = {
      {"20.7 implements what is satisfied already",
       "interface I { a: I32 } interface J { b: String } interface K { a: I32 } node A implements "
       "K "
       "{ b: String }",
       "interface I { a: I32 } interface J { b: String } interface K { a: I32 } node A implements "
       "I, J, K { b: String }",
       {R"({"kind":"change_interfaces","type_kind":"node","name":"A","from":["K"],"to":["I","J","K"]})"}},
      {"20.7 implements a new interface that takes the declaration over",
       "node A { a: I32 @index }",
       "interface I { a: I32 @index } node A implements I {}",
       {R"({"kind":"add_type","type_kind":"interface","name":"I"})",
        R"({"kind":"change_interfaces","type_kind":"node","name":"A","from":[],"to":["I"]})",
        R"({"kind":"change_interfaces","type_kind":"node","type_name":"A","property_name":"a","from":"declared","to":"injected"})"}},
      {"BC-102 a property would be injected",
       "interface I { a: I32? } node A {}",
       "interface I { a: I32? } node A implements I {}",
       {"! node:A OG-BC-102 destructive",
        R"({"kind":"add_property","type_kind":"node","type_name":"A","property_name":"a","property_type":{"scalar":"I32","nullable":true,"list":false,"enum_values":null}})"}},
      {"BC-102 the type fits only after this migration",
       "interface I { a: I64 } node A { a: I32 }",
       "interface I { a: I64 } node A implements I { a: I64 }",
       {"! node:A OG-BC-102 destructive",
        R"({"kind":"change_type","type_kind":"node","type_name":"A","property_name":"a","from":{"scalar":"I32","nullable":false,"list":false,"enum_values":null},"to":{"scalar":"I64","nullable":false,"list":false,"enum_values":null}})"}},
      {"BC-102 no longer implements",
       "interface I { a: I32 } node A implements I { a: I32 }",
       "interface I { a: I32 } node A { a: I32 }",
       {"! node:A OG-BC-102 destructive"}},
      {"20.7 injected to declared and back",
       "interface I { a: I32 } node A implements I {} node B implements I { a: I32 }",
       "interface I { a: I32 } node A implements I { a: I32 } node B implements I {}",
       {R"({"kind":"change_interfaces","type_kind":"node","type_name":"A","property_name":"a","from":"injected","to":"declared"})",
        R"({"kind":"change_interfaces","type_kind":"node","type_name":"B","property_name":"a","from":"declared","to":"injected"})"}},
      {"20.7 a property comes to stand for one of an interface",
       "interface I {} node A implements I { a: I32 }",
       "interface I { a: I32 } node A implements I { a: I32 }",
       {R"({"kind":"add_property","type_kind":"interface","type_name":"I","property_name":"a","property_type":{"scalar":"I32","nullable":false,"list":false,"enum_values":null},"tier":"validated"})",
        R"({"kind":"change_interfaces","type_kind":"node","type_name":"A","property_name":"a","from":"declared","to":"declared"})"}},
      {"20.7 removing an unimplemented interface",
       "interface I { a: I32 } interface J {} node A {} node B implements J {}",
       "node A {}",
       {R"({"kind":"drop_type","type_kind":"interface","name":"I","mode":"soft"})",
        R"({"kind":"drop_type","type_kind":"interface","name":"J","mode":"soft"})",
        R"({"kind":"drop_type","type_kind":"node","name":"B","mode":"soft"})"}},
  };
  for (const MigrationCase& test : kCases) {
    expect_steps(test);
  }
}

TEST(MigrationBeyond, annotations) {
  const MigrationCase kCases[] = {
      {"20.7 custom annotations",
       "node A @owner(a) { a: I32 } edge E: A -> A { b: I32 @pii }",
       "node A @owner(b, team=\"t\") @description(\"d\") { a: I32 @pii @pii(2) } edge E: A -> A { "
       "b: I32 }",
       {R"({"kind":"update_type_metadata","type_kind":"node","name":"A","annotations":[{"name":"description","value":"d"},{"name":"owner","value":"b","kwargs":{"team":"t"}}]})",
        R"({"kind":"update_property_metadata","type_kind":"node","type_name":"A","property_name":"a","annotations":[{"name":"pii","value":"2"},{"name":"pii","value":null}]})",
        R"({"kind":"update_property_metadata","type_kind":"edge","type_name":"E","property_name":"b","annotations":[]})"}},
      {"20.7 adding @embed, together with other annotations",
       "node A { s: String v: Vector(2)? w: Vector(2)? }",
       "node A { s: String v: Vector(2)? @embed(s) @pii w: Vector(2)? @embed(s, model=\"m\") }",
       {R"({"kind":"update_property_metadata","type_kind":"node","type_name":"A","property_name":"v","annotations":[{"name":"embed","value":"s"},{"name":"pii","value":null}],"tier":"validated"})",
        R"({"kind":"update_property_metadata","type_kind":"node","type_name":"A","property_name":"w","annotations":[{"name":"embed","value":"s","kwargs":{"model":"m"}}],"tier":"validated"})"}},
      {"20.7 adding @embed to an empty type",
       "interface I { s: String v: Vector(2)? } node A implements I {}",
       "interface I { s: String v: Vector(2)? @embed(s) } node A implements I {}",
       {R"({"kind":"update_property_metadata","type_kind":"interface","type_name":"I","property_name":"v","annotations":[{"name":"embed","value":"s"}]})",
        R"({"kind":"update_property_metadata","type_kind":"node","type_name":"A","property_name":"v","annotations":[{"name":"embed","value":"s"}]})"},
       0},
      {"another annotation beside an @embed that stays",
       "node A { s: String v: Vector(2) @embed(s) }",
       "node A { s: String v: Vector(2) @embed(s) @pii }",
       {R"({"kind":"update_property_metadata","type_kind":"node","type_name":"A","property_name":"v","annotations":[{"name":"pii","value":null}]})"}},
  };
  for (const MigrationCase& test : kCases) {
    expect_steps(test);
  }
}

TEST(MigrationBeyond, types) {
  const MigrationCase kCases[] = {
      {"20.7 T to T?",
       "node A { a: [I32] b: Vector(2) }",
       "node A { a: [I32]? b: Vector(2)? }",
       {R"({"kind":"change_nullability","type_kind":"node","type_name":"A","property_name":"a","from":{"scalar":"I32","nullable":false,"list":true,"enum_values":null},"to":{"scalar":"I32","nullable":true,"list":true,"enum_values":null}})",
        R"({"kind":"change_nullability","type_kind":"node","type_name":"A","property_name":"b","from":{"scalar":{"Vector":2},"nullable":false,"list":false,"enum_values":null},"to":{"scalar":{"Vector":2},"nullable":true,"list":false,"enum_values":null}})"}},
      {"20.8 T? to T",
       "node A { a: Blob? }",
       "node A { a: Blob }",
       {R"({"kind":"change_nullability","type_kind":"node","type_name":"A","property_name":"a","from":{"scalar":"Blob","nullable":true,"list":false,"enum_values":null},"to":{"scalar":"Blob","nullable":false,"list":false,"enum_values":null},"code":"OG-MF-104","tier":"validated"})"}},
      {"20.7 widening together with T to T?",
       "node A { a: enum(x) b: U32? }",
       "node A { a: enum(x, y)? b: I64 }",
       {R"({"kind":"extend_enum","type_kind":"node","type_name":"A","property_name":"a","added_values":["y"]})",
        R"({"kind":"change_nullability","type_kind":"node","type_name":"A","property_name":"a","from":{"scalar":"String","nullable":false,"list":false,"enum_values":["x","y"]},"to":{"scalar":"String","nullable":true,"list":false,"enum_values":["x","y"]}})",
        R"({"kind":"change_type","type_kind":"node","type_name":"A","property_name":"b","from":{"scalar":"U32","nullable":true,"list":false,"enum_values":null},"to":{"scalar":"I64","nullable":true,"list":false,"enum_values":null}})",
        R"({"kind":"change_nullability","type_kind":"node","type_name":"A","property_name":"b","from":{"scalar":"I64","nullable":true,"list":false,"enum_values":null},"to":{"scalar":"I64","nullable":false,"list":false,"enum_values":null},"code":"OG-MF-104","tier":"validated"})"}},
      {"20.7 an F32 in the @key stays",
       "node A { a: F32 @key }",
       "node A { a: F64 @key }",
       {"! node:A.a OG-MF-106 destructive"}},
      {"20.7 an I32 in the @key has the same spelling as I64",
       "node A { a: I32 @key }",
       "node A { a: I64 @key }",
       {R"({"kind":"change_type","type_kind":"node","type_name":"A","property_name":"a","from":{"scalar":"I32","nullable":false,"list":false,"enum_values":null},"to":{"scalar":"I64","nullable":false,"list":false,"enum_values":null}})"}},
  };
  for (const MigrationCase& test : kCases) {
    expect_steps(test);
  }
}

TEST(MigrationBeyond, section_20_7_lossless_numeric_widening_and_nothing_else) {
  constexpr std::string_view kNumbers[] = {"I32", "I64", "U32", "U64", "F32", "F64"};
  constexpr std::string_view kLossless[] = {"I32 I64", "I32 F64", "U32 U64",
                                            "U32 I64", "U32 F64", "F32 F64"};
  for (std::string_view from : kNumbers) {
    for (std::string_view to : kNumbers) {
      if (from == to) {
        continue;
      }
      Migration plan = testing::migration(fmt::format("node A {{ a: {} }}", from),
                                          fmt::format("node A {{ a: {} }}", to));
      ASSERT_EQ(plan.steps.size(), 1U);
      bool lossless = std::find(std::begin(kLossless), std::end(kLossless),
                                fmt::format("{} {}", from, to)) != std::end(kLossless);
      EXPECT_EQ(std::holds_alternative<ChangeType>(plan.steps[0].change), lossless)
          << from << " to " << to;
    }
  }
}

TEST(MigrationBeyond, section_20_8_required_properties) {
  const std::string kRequired =
      R"({"kind":"add_property","type_kind":"node","type_name":"A","property_name":"a","property_type":{"scalar":"I32","nullable":false,"list":false,"enum_values":null},"tier":"validated"})";
  const MigrationCase kCases[] = {
      {"with @default", "node A {}", "node A { a: I32 @default(3) }", {kRequired}},
      {"the first @default with a value counts",
       "node A {}",
       "node A { a: I32 @default @default(\"3\") }",
       {kRequired}},
      {"on an empty type", "node A {}", "node A { a: I32 }", {kRequired}, 0},
      {"neither", "node A {}", "node A { a: I32 }", {"! node:A.a OG-MF-103 validated"}},
      {"@default without a value",
       "node A {}",
       "node A { a: I32 @default }",
       {"! node:A.a OG-MF-103 validated"}},
      {"@default that is no value",
       "node A {}",
       "node A { a: I32 @default(\"x\") }",
       {"! node:A.a OG-MF-103 validated"}},
      {"@default for what takes none",
       "node A {}",
       "node A { a: [I32]? @default(3) }",
       {"! node:A.a OG-MF-103 validated"}},
      {"optional with @default",
       "node A {}",
       "node A { a: I32? @default(3) }",
       {R"({"kind":"add_property","type_kind":"node","type_name":"A","property_name":"a","property_type":{"scalar":"I32","nullable":true,"list":false,"enum_values":null}})"}},
  };
  for (const MigrationCase& test : kCases) {
    expect_steps(test);
  }
  Migration plan = testing::migration("node A {}", "node A { a: I32? @default(3) }");
  EXPECT_EQ(std::get<AddProperty>(plan.steps.at(0).change).default_text, "3");
}

TEST(MigrationBeyond, section_20_8_reasons_name_the_count_and_the_way_out) {
  auto reason = [](std::string_view to, std::optional<std::uint64_t> count) {
    MigrationOptions options = count ? testing::holding(*count) : MigrationOptions();
    Migration plan = plan_migration(testing::accepted("node A {}"), to, options);
    return std::get<UnsupportedChange>(plan.steps.at(0).change).reason;
  };
  EXPECT_EQ(reason("node A { a: I32 }", 12),
            "it is required, and 12 existing entities of A would have no value for it; give it a "
            "@default(…), or make it optional: I32?");
  EXPECT_THAT(reason("node A { a: I32 }", 1), ::testing::HasSubstr("1 existing entity of A"));
  EXPECT_THAT(reason("node A { a: I32 }", std::nullopt),
              ::testing::HasSubstr("the existing entities of A"));
  EXPECT_EQ(reason("node A { a: enum(x) @default(y) }", 12),
            "@default(\"y\") is no value of type enum(x); correct it or remove it");
}

TEST(MigrationBeyond, every_implementer_is_judged_for_itself) {
  Catalog before =
      testing::accepted("interface I {} node A implements I {} node B implements I {}");
  std::uint64_t populated = before.find_node("B")->type_id;
  Migration plan = plan_migration(
      before, "interface I { x: I32 } node A implements I {} node B implements I {}",
      {DropMode::soft, [populated](std::uint64_t id) { return id == populated ? 3U : 0U; }});
  ASSERT_EQ(plan.steps.size(), 3U);
  EXPECT_TRUE(std::holds_alternative<AddProperty>(plan.steps[0].change));
  EXPECT_EQ(std::get<AddProperty>(plan.steps[1].change).type_name, "A");
  EXPECT_EQ(std::get<UnsupportedChange>(plan.steps[2].change).entity, "node:B.x");
}

}  // namespace
}  // namespace omnigraph::schema

#include "schema/catalog.h"

#include "columnar/type.h"
#include "schema/catalog_builder.h"
#include "schema/identities.h"
#include "schema/range_bound.h"
#include "testing/testing.h"

#include <string>

namespace omnigraph::schema {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kDomain = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

std::string type_text(std::string_view declared) {
  Catalog catalog = compile_schema("node N { x: " + std::string(declared) + " }");
  return to_string(catalog.nodes.at(0).properties.at(0).type);
}

TEST(Catalog, type_text_is_as_in_messages) {
  for (std::string_view text : {"String", "[I32]", "Vector(8)", "enum(a, b)", "DateTime?",
                                "[Date]?", "Vector(8)?", "enum(a)?", "Blob?"}) {
    EXPECT_EQ(type_text(text), text);
  }
  EXPECT_EQ(type_text("enum(b,a) ?"), "enum(a, b)?");
}

TEST(Catalog, SCH_31_and_51_columns) {
  Catalog catalog = compile_schema(
      "node N { z: Bool a: [I32]? m: Vector(4) b: Blob e: enum(x) d: Date? t: DateTime s: String "
      "i: I64 u: U32 v: U64 f: F32 g: F64 }"
      "edge E: N -> N { w: F64? }");
  std::string text;
  for (const columnar::Field& field : node_columns(catalog.nodes[0])) {
    text += field.name + ":" + to_string(field.type) + (field.nullable ? "? " : " ");
  }
  EXPECT_EQ(text,
            "id:utf8 a:list<int32>? b:struct<binary, utf8> d:date32? e:utf8 f:float32 g:float64 "
            "i:int64 m:vector(4) s:utf8 t:date64 u:uint32 v:uint64 z:boolean ");
  columnar::Schema columns = node_columns(catalog.nodes[0]);
  EXPECT_EQ(columns[1].type.item(),
            (columnar::Field{"item", columnar::Type(columnar::TypeId::int32), true}));
  EXPECT_EQ(columns[2].type.children()[0].name, "data");
  EXPECT_EQ(columns[2].type.children()[1].name, "uri");
  columnar::Schema edge = edge_columns(catalog.edges[0]);
  ASSERT_EQ(edge.size(), 4U);
  EXPECT_EQ(edge[1].name, "src");
  EXPECT_EQ(edge[2].name, "dst");
  EXPECT_FALSE(edge[2].nullable);
  EXPECT_TRUE(edge[3].nullable);
}

TEST(Catalog, SCH_17_and_18_look_ups) {
  Catalog catalog = compile_schema(
      "interface Old {} node Dock {} node DOCK {} edge Feeds: Dock -> DOCK edge Eats: Dock -> "
      "Dock");
  EXPECT_EQ(catalog.find_node("DOCK")->name, "DOCK");
  EXPECT_EQ(catalog.find_node("dock"), nullptr);
  EXPECT_EQ(catalog.find_edge("fEEDS")->to, "DOCK");
  EXPECT_EQ(catalog.find_edge("Feed"), nullptr);
  EXPECT_NE(catalog.find_interface("Old"), nullptr);
  EXPECT_THAT(catalog.node_names(), ElementsAre("DOCK", "Dock"));
  EXPECT_THAT(catalog.edge_names(), ElementsAre("Eats", "Feeds"));
  // An exact spelling wins, should two names ever differ in case only.
  EdgeType upper = *catalog.find_edge("Feeds");
  upper.name = "FEEDS";
  catalog.edges.insert(catalog.edges.begin() + 1, upper);
  EXPECT_EQ(catalog.find_edge("Feeds")->name, "Feeds");
  EXPECT_EQ(catalog.find_edge("FEEDS")->name, "FEEDS");
}

TEST(Catalog, SCH_54_key_members_ascend_by_stable_id) {
  Catalog catalog = compile_schema("node Spot { zone: String aisle: I32 @key(zone, aisle) }");
  allocate_identities(catalog, std::string(kDomain));
  NodeType& spot = catalog.nodes[0];
  ASSERT_EQ(spot.key().size(), 2U);
  EXPECT_EQ(spot.key()[0]->name, "aisle");
  std::swap(spot.properties[0].id, spot.properties[1].id);
  EXPECT_EQ(spot.key()[0]->name, "zone");
  EXPECT_TRUE(compile_schema("node N { a: I32 }").nodes[0].key().empty());
}

TEST(Catalog, SCH_33_injection_brings_annotations_and_constraints) {
  Catalog catalog = compile_schema(
      "interface Named { name: String @key @description(\"who\") age: I32? }"
      "node Person implements Named { age: I32? @note }");
  const NodeType& person = catalog.nodes[0];
  EXPECT_THAT(person.implements, ElementsAre("Named"));
  const Property& name = *person.find_property("name");
  EXPECT_FALSE(name.declared_directly);
  EXPECT_TRUE(name.key);
  EXPECT_EQ(name.annotations.at(0).value, "who");
  EXPECT_THAT(name.satisfies, ElementsAre(InterfaceProperty{"Named", "name"}));
  const Property& age = *person.find_property("age");
  EXPECT_TRUE(age.declared_directly);
  EXPECT_EQ(age.annotations.at(0).name, "note");
  EXPECT_THAT(age.satisfies, ElementsAre(InterfaceProperty{"Named", "age"}));
  EXPECT_THAT(person.constraints, ElementsAre(Constraint(KeyConstraint{{"name"}})));
  EXPECT_TRUE(catalog.find_interface("Named")->properties[1].satisfies.empty());
}

TEST(Catalog, SCH_33_a_key_is_not_inherited_by_a_redeclared_property) {
  Catalog catalog = compile_schema("interface I { a: I32 @key } node N implements I { a: I32 }");
  EXPECT_TRUE(catalog.nodes[0].key().empty());
  EXPECT_TRUE(catalog.nodes[0].constraints.empty());
}

TEST(Catalog, SCH_34_two_interfaces_share_an_injected_property) {
  Catalog catalog = compile_schema(
      "interface J { a: I32 @index } interface I { a: I32 @index } node N implements J, I {}");
  EXPECT_THAT(catalog.nodes[0].properties.at(0).satisfies,
              ElementsAre(InterfaceProperty{"I", "a"}, InterfaceProperty{"J", "a"}));
}

TEST(Catalog, SCH_41_and_44_constraints_are_sorted_and_collapse) {
  Catalog catalog = compile_schema(
      "node N { b: I32 @unique a: F64 @unique(b) @unique(b, a, b) @range(a, ..1.5) "
      "@range(a, -3..) @range(a, -3..) @index(b) }");
  EXPECT_THAT(
      catalog.nodes[0].constraints,
      ElementsAre(Constraint(IndexConstraint{{"b"}}),
                  Constraint(RangeConstraint{"a", std::nullopt, RangeBound(1.5)}),
                  Constraint(RangeConstraint{"a", RangeBound(std::int64_t{-3}), std::nullopt}),
                  Constraint(UniqueConstraint{{"a", "b"}}), Constraint(UniqueConstraint{{"b"}})));
}

TEST(Catalog, SCH_64_annotations_are_kept_sorted_without_structural_ones) {
  Catalog catalog = compile_schema(
      "node N @z @a(\"2\") @a(1, z=true, b=\"x\") @z @rename_from(\"Old\") "
      "{ s: String v: Vector(2)? @embed(s, model=\"m\") @index @x }");
  const NodeType& node = catalog.nodes[0];
  EXPECT_THAT(node.annotations,
              ElementsAre(Annotation{"a", "1", {{"b", "x"}, {"z", "true"}}},
                          Annotation{"a", "2", {}}, Annotation{"z", std::nullopt, {}}));
  const Property& vector = *node.find_property("v");
  EXPECT_THAT(vector.annotations, ElementsAre(Annotation{"x", std::nullopt, {}}));
  EXPECT_EQ(vector.embed, (EmbedSource{"s", "m"}));
}

TEST(Catalog, cardinality_defaults_to_any_number) {
  Catalog catalog = compile_schema(
      "node N {} edge A: N -> N edge B: N -> N @card(1..) edge C: N -> N @card(0..4)");
  EXPECT_EQ(catalog.edges[0].cardinality, (Cardinality{0, std::nullopt}));
  EXPECT_EQ(catalog.edges[1].cardinality, (Cardinality{1, std::nullopt}));
  EXPECT_EQ(catalog.edges[2].cardinality, (Cardinality{0, 4}));
}

TEST(Catalog, SCH_64_range_bounds) {
  struct Case {
    std::string_view text;
    RangeBound bound;
    std::string_view spelling;  // of a float
  };
  const Case kCases[] = {
      {"7", std::int64_t{7}, ""},
      {"-0", std::int64_t{0}, ""},
      {"007", std::int64_t{7}, ""},
      {"9223372036854775807", std::int64_t{9223372036854775807}, ""},
      {"9223372036854775808", 9223372036854775808.0, "9.223372036854776e18"},
      {"1.50", 1.5, "1.5"},
      {"100.0", 100.0, "100.0"},
      {"-0.0", -0.0, "-0.0"},
      {"0.00001", 0.00001, "0.00001"},
      {"0.000001", 0.000001, "1e-6"},
      {"0.00000025", 0.00000025, "2.5e-7"},
      {"0.00000000001", 1e-11, "1e-11"},
      {"9999999999999998.0", 9999999999999998.0, "9999999999999998.0"},
      {"10000000000000000.0", 1e16, "1e16"},
  };
  for (const Case& test : kCases) {
    SCOPED_TRACE(test.text);
    std::optional<RangeBound> bound = parse_range_bound(test.text);
    ASSERT_TRUE(bound);
    EXPECT_EQ(*bound, test.bound);
    if (const double* number = std::get_if<double>(&*bound)) {
      EXPECT_EQ(ir_float(*number), test.spelling);
    }
  }
  EXPECT_EQ(parse_range_bound("0." + std::string(400, '0') + "1"), RangeBound(0.0));
  EXPECT_EQ(parse_range_bound(std::string(400, '1')), std::nullopt);
}

TEST(Catalog, bounds_compare_exactly) {
  constexpr std::int64_t kLargest = 9223372036854775807;
  constexpr std::int64_t kOdd = 9007199254740993;  // no float has this value
  EXPECT_TRUE(is_less(9007199254740992.0, kOdd));
  EXPECT_FALSE(is_less(kOdd, 9007199254740992.0));
  EXPECT_TRUE(is_less(kLargest, 9223372036854775808.0));
  EXPECT_FALSE(is_less(9223372036854775808.0, kLargest));
  EXPECT_TRUE(is_less(-1e300, -kLargest - 1));
  EXPECT_FALSE(is_less(-9223372036854775808.0, -kLargest - 1));
  EXPECT_TRUE(is_less(std::int64_t{1}, 1.5));
  EXPECT_FALSE(is_less(std::int64_t{2}, 1.5));
  EXPECT_TRUE(is_less(-1.5, std::int64_t{-1}));
  EXPECT_FALSE(is_less(-1.0, std::int64_t{-1}));
}

}  // namespace
}  // namespace omnigraph::schema

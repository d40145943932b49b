#include "schema/ir.h"

#include "base/hash.h"
#include "schema/catalog_builder.h"
#include "schema/identities.h"
#include "testing/testing.h"

#include <limits>
#include <string>

// Section 9 of the schema specification: identities, the IR, the shape and their hashes.

namespace omnigraph::schema {
namespace {

using ::testing::HasSubstr;

const std::string kDomain = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
constexpr std::string_view kCheckSource =
    "node Doc { slug: String @key  rank: I32? @index  @range(rank, 1..) }\n"
    "edge Cites: Doc -> Doc @card(0..5) { @unique(src, dst) }\n";

Catalog identified(std::string_view source) {
  Catalog catalog = compile_schema(source);
  allocate_identities(catalog, kDomain);
  return catalog;
}

TEST(Ir, SCH_60_allocation_order) {
  Catalog catalog =
      identified("interface Z { p: I32 } node B implements Z {} node A {} edge E: A -> B");
  EXPECT_EQ(catalog.find_interface("Z")->type_id, 1U);
  EXPECT_EQ(catalog.find_node("A")->type_id, 2U);
  EXPECT_EQ(catalog.find_node("B")->type_id, 3U);
  EXPECT_EQ(catalog.find_edge("E")->type_id, 4U);
  EXPECT_EQ(catalog.find_interface("Z")->properties[0].id, 5U);
  EXPECT_EQ(catalog.find_node("B")->properties[0].id, 6U);  // SCH-61
  EXPECT_EQ(catalog.find_node("A")->incarnation, 7U);
  EXPECT_EQ(catalog.find_node("B")->incarnation, 8U);
  EXPECT_EQ(catalog.find_edge("E")->incarnation, 9U);
  EXPECT_EQ(catalog.next_identity_id, 10U);
  EXPECT_EQ(catalog.identity_domain, kDomain);
}

TEST(Ir, SCH_59_what_has_an_id_keeps_it) {
  Catalog catalog = compile_schema("node A { x: I32 } node B { y: I32 z: I32 }");
  catalog.next_identity_id = 20;
  catalog.nodes[1].type_id = 5;
  catalog.nodes[1].incarnation = 6;
  catalog.nodes[1].properties[1].id = 7;
  allocate_identities(catalog, kDomain);
  EXPECT_EQ(catalog.nodes[0].type_id, 20U);
  EXPECT_EQ(catalog.nodes[1].properties[0].id, 21U);  // its owner has the smaller type id
  EXPECT_EQ(catalog.nodes[0].properties[0].id, 22U);
  EXPECT_EQ(catalog.nodes[0].incarnation, 23U);
  EXPECT_EQ(catalog.nodes[1].type_id, 5U);
  EXPECT_EQ(catalog.nodes[1].incarnation, 6U);
  EXPECT_EQ(catalog.nodes[1].properties[1].id, 7U);
}

TEST(Ir, SCH_59_exhaustion_is_an_error) {
  Catalog catalog = compile_schema("node A {}");
  catalog.next_identity_id = std::numeric_limits<std::uint64_t>::max();
  Error error = omnigraph::testing::error_of([&] { allocate_identities(catalog, kDomain); });
  EXPECT_EQ(error.kind(), ErrorKind::conflict);
}

TEST(Ir, SCH_58_the_domain_is_a_canonical_ulid) {
  Catalog catalog;
  for (const char* domain : {"", "x", "01arz3ndektsv4rrffq69g5fav", "01ARZ3NDEKTSV4RRFFQ69G5FA"}) {
    EXPECT_THROW(allocate_identities(catalog, domain), Error) << domain;
  }
}

TEST(Ir, SCH_67_check_values) {
  Catalog catalog = compile_schema(kCheckSource);
  EXPECT_EQ(
      shape_json(catalog),
      R"({"interfaces":[],"nodes":[{"name":"Doc","annotations":[],"implements":[],"properties":[)"
      R"({"name":"rank","prop_type":{"scalar":"I32","nullable":true,"list":false,"enum_values":null},)"
      R"("annotations":[],"property_constraints":["index"],"embed_source":null,)"
      R"("declared_directly":true,"satisfies_interface_properties":[]},)"
      R"({"name":"slug","prop_type":{"scalar":"String","nullable":false,"list":false,)"
      R"("enum_values":null},"annotations":[],"property_constraints":["key"],"embed_source":null,)"
      R"("declared_directly":true,"satisfies_interface_properties":[]}],"constraints":[)"
      R"({"Index":["rank"]},{"Key":["slug"]},{"Range":{"property":"rank","min":{"Integer":1},)"
      R"("max":null}}]}],"edges":[{"name":"Cites","from_type":"Doc","to_type":"Doc",)"
      R"("cardinality":{"min":0,"max":5},"annotations":[],"properties":[],)"
      R"("constraints":[{"Unique":["dst","src"]}]}]})");
  EXPECT_EQ(shape_hash(catalog),
            "sha256:0be81733e08a56235ec08cdd156c927e4ad392692bb97d6713b2753113e22195");
  allocate_identities(catalog, kDomain);
  EXPECT_EQ(ir_hash(catalog),
            "sha256:89874213a9ccadde52a96e1b525818521301c2c4fb17a9321a16af3a53309c33");
  EXPECT_EQ(ir_hash(catalog), "sha256:" + sha256_hex(ir_json(catalog)));
}

TEST(Ir, SCH_64_all_members) {
  Catalog catalog = identified(
      "interface L { t: String @description(\"a\\\"b\\\\\\n\") v: Vector(2)? @embed(t, "
      "model=\"m\") }\n"
      "node N @owner(\"x\", k=\"y\") implements L { e: enum(b, a) @check(e, \"^a\") }\n"
      "edge E: N -> N { w: [F64]? @unique(dst) }");
  EXPECT_EQ(
      ir_json(catalog),
      R"({"ir_version":2,"schema_identity_domain":"01ARZ3NDEKTSV4RRFFQ69G5FAV",)"
      R"("next_identity_id":12,"interfaces":[{"name":"L","type_id":1,"properties":[)"
      R"({"name":"t","property_id":4,"prop_type":{"scalar":"String","nullable":false,"list":false,)"
      R"("enum_values":null},"annotations":[{"name":"description","value":"a\"b\\\n"}],)"
      R"("property_constraints":[],"embed_source":null,"declared_directly":true,)"
      R"("satisfies_interface_properties":[]},)"
      R"({"name":"v","property_id":5,"prop_type":{"scalar":{"Vector":2},"nullable":true,)"
      R"("list":false,"enum_values":null},"annotations":[],"property_constraints":[],)"
      R"("embed_source":{"source":{"owner_type_id":1,"owner_type_name":"L","property_id":4,)"
      R"("property_name":"t"},"model":"m"},"declared_directly":true,)"
      R"("satisfies_interface_properties":[]}]}],"nodes":[{"name":"N","type_id":2,)"
      R"("table_incarnation_id":10,"annotations":[{"name":"owner","value":"x","kwargs":{"k":"y"}}],)"
      R"("implements":[{"type_id":1,"type_name":"L"}],"properties":[)"
      R"({"name":"e","property_id":6,"prop_type":{"scalar":"String","nullable":false,"list":false,)"
      R"("enum_values":["a","b"]},"annotations":[],"property_constraints":[],"embed_source":null,)"
      R"("declared_directly":true,"satisfies_interface_properties":[]},)"
      R"({"name":"t","property_id":7,"prop_type":{"scalar":"String","nullable":false,"list":false,)"
      R"("enum_values":null},"annotations":[{"name":"description","value":"a\"b\\\n"}],)"
      R"("property_constraints":[],"embed_source":null,"declared_directly":false,)"
      R"("satisfies_interface_properties":[{"owner_type_id":1,"owner_type_name":"L",)"
      R"("property_id":4,"property_name":"t"}]},)"
      R"({"name":"v","property_id":8,"prop_type":{"scalar":{"Vector":2},"nullable":true,)"
      R"("list":false,"enum_values":null},"annotations":[],"property_constraints":[],)"
      R"("embed_source":{"source":{"owner_type_id":2,"owner_type_name":"N","property_id":7,)"
      R"("property_name":"t"},"model":"m"},"declared_directly":false,)"
      R"("satisfies_interface_properties":[{"owner_type_id":1,"owner_type_name":"L",)"
      R"("property_id":5,"property_name":"v"}]}],"constraints":[{"kind":"check","field":)"
      R"({"kind":"property","owner_type_id":2,"owner_type_name":"N","property_id":6,)"
      R"("property_name":"e"},"pattern":"^a"}]}],"edges":[{"name":"E","type_id":3,)"
      R"("table_incarnation_id":11,"from_type":{"type_id":2,"type_name":"N"},)"
      R"("to_type":{"type_id":2,"type_name":"N"},"cardinality":{"min":0,"max":null},)"
      R"("annotations":[],"properties":[{"name":"w","property_id":9,"prop_type":{"scalar":"F64",)"
      R"("nullable":true,"list":true,"enum_values":null},"annotations":[],)"
      R"("property_constraints":[],"embed_source":null,"declared_directly":true,)"
      R"("satisfies_interface_properties":[]}],"constraints":[{"kind":"unique","fields":[)"
      R"({"kind":"system","stable_table_id":3,"table_type_name":"E","table_incarnation_id":11,)"
      R"("role":"dst"}]}]}]})");
  EXPECT_EQ(parse_ir(ir_json(catalog), "test"), catalog);
}

TEST(Ir, SCH_68_spelling_that_does_not_matter) {
  const std::string base = shape_hash(compile_schema(
      "node A { a: I32 e: enum(x, y) b: I32 @unique(a, b) @index(b, a) } edge E: A -> A"));
  for (std::string_view same :
       {"edge E: A -> A node A { a: I32 e: enum(x, y) b: I32 @unique(a, b) @index(b, a) }",
        "node A { @index(a, b) b: I32 @unique(b, a) e: enum(y,x) a: I32 } // x\nedge E: A -> A {}",
        "node A @rename_from(\"Z\") { a: I32 @rename_from(\"z\") e: enum(x, y) b: I32 "
        "@unique(a, b) @index(b, a) } edge E: A -> A @card(0..)"}) {
    EXPECT_EQ(shape_hash(compile_schema(same)), base) << same;
  }
  for (std::string_view other :
       {"node A { a: I32 e: enum(x, y) b: I32 @unique(a, b) @index(b) } edge E: A -> A",
        "node A { a: I32 e: enum(x, y)? b: I32 @unique(a, b) @index(b, a) } edge E: A -> A"}) {
    EXPECT_NE(shape_hash(compile_schema(other)), base) << other;
  }
  EXPECT_NE(shape_hash(compile_schema("node A { a: I32 @unique }")),
            shape_hash(compile_schema("node A { a: I32 @unique(a) }")));
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(Ir, SCH_65_reader_refuses) {
  // Ids: L 1, A 2, B 3, E 4, L.t 5, A.t 6, A.x 7, B.s 8, B.v 9, E.w 10; incarnations 11 to 13.
  const std::string good = ir_json(identified(
      "interface L { t: String } node A implements L { x: I32 @key @range(x, 1..2.5) }"
      "node B { s: String v: Vector(2) @embed(s) } edge E: A -> B { w: I32 @unique(src, w) }"));
  EXPECT_NO_THROW(parse_ir(good, "test"));
  struct Case {
    std::string_view from;
    std::string_view to;
    std::string_view says;
  };
  const Case kCases[] = {
      {R"("ir_version":2)", R"("ir_version":3)", "ir_version 3 is unknown"},
      {"01ARZ", "01arz", "no canonical ULID"},
      {R"("next_identity_id":14)", R"("next_identity_id":13)", "not below next_identity_id"},
      {R"("next_identity_id":14)", R"("next_identity_id":0)", "next_identity_id"},
      {R"("name":"A","type_id":2)", R"("name":"A","type_id":0)", "has the id 0"},
      {R"("name":"A","type_id":2)", R"("name":"A","type_id":3)", "in use already"},
      {R"("table_incarnation_id":12)", R"("table_incarnation_id":11)", "in use already"},
      {R"("name":"x","property_id":7)", R"("name":"x","property_id":6)", "in use already"},
      {R"("name":"B","type_id":3)", R"("name":"A","type_id":3)", "not sorted"},
      {R"("name":"v","property_id":9)", R"("name":"r","property_id":9)", "not sorted"},
      {R"("from_type":{"type_id":2)", R"("from_type":{"type_id":9)", "no node A with id 9"},
      {R"("from_type":{"type_id":2)", R"("from_type":{"type_id":3)", "no node A with id 3"},
      {R"("from_type":{"type_id":2,"type_name":"A")", R"("from_type":{"type_id":1,"type_name":"L")",
       "no node L"},
      {R"("to_type":{"type_id":3,"type_name":"B")", R"("to_type":{"type_id":3,"type_name":"C")",
       "no node C"},
      {R"("type_id":1,"type_name":"L")", R"("type_id":1,"type_name":"M")", "no interface M"},
      {R"("property_id":5,"property_name":"t"}])", R"("property_id":6,"property_name":"t"}])",
       "no property L.t"},
      {R"("property_id":7,"property_name":"x")", R"("property_id":7,"property_name":"y")",
       "no property A.y"},
      {R"("owner_type_id":3,"owner_type_name":"B","property_id":8,"property_name":"s")",
       R"("owner_type_id":2,"owner_type_name":"A","property_id":6,"property_name":"t")",
       "no property A.t"},
      {R"("satisfies_interface_properties":[{"owner_type_id":1,"owner_type_name":"L",)"
       R"("property_id":5,"property_name":"t"}])",
       R"("satisfies_interface_properties":[])", "has no property for L.t"},
      {R"("implements":[{"type_id":1,"type_name":"L"}])", R"("implements":[])", "cannot stand for"},
      {R"({"name":"s","property_id":8)", R"({"name":"id","property_id":8)", "not allowed"},
      {R"({"name":"w","property_id":10)", R"({"name":"src","property_id":10)", "not allowed"},
      {R"({"name":"t","property_id":6)", R"({"name":"_rowid","property_id":6)", "not allowed"},
      {R"("role":"src")", R"("role":"id")", "cannot be part"},
      {R"("stable_table_id":4)", R"("stable_table_id":3)", "expected"},
      {R"({"Integer":1})", R"({"Integer":01})", "normal form"},
      {R"({"Float":2.5})", R"({"Float":2.50})", "normal form"},
      {R"({"Float":2.5})", R"({"Float":1e999})", "finite"},
      {R"({"Float":2.5})", R"({"Float":inf})", "finite"},
      {R"("property_constraints":["key"])", R"("property_constraints":["key","key"])", "normal"},
      {R"("property_constraints":["key"])", R"("property_constraints":["range"])", "no constraint"},
      {R"({"scalar":"I32")", R"({"scalar":"I16")", "unknown scalar"},
      {R"({"scalar":{"Vector":2})", R"({"scalar":{"Vector":0})", "dimensions"},
      {R"("list":false)", R"("list":maybe)", "expected"},
      {R"("annotations":[])", R"("annotations":[{"name":"embed","value":null}])", "that is kept"},
      {R"("annotations":[])", "\"annotations\":[{\"name\":\"x\",\"value\":\"\\u0041\"}]", "escape"},
      {R"("annotations":[])", "\"annotations\":[{\"name\":\"x\",\"value\":\"\\u000a\"}]", "normal"},
      {R"("annotations":[])", "\"annotations\":[{\"name\":\"x\",\"value\":\"\xFF\"}]", "UTF-8"},
      {R"("annotations":[])",
       R"("annotations":[{"name":"y","value":null},{"name":"x","value":null}])", "unsorted"},
      {R"("max":null)", R"("max":4294967296)", "32-bit"},
      {R"({"ir_version")", R"( {"ir_version")", "expected"},
  };
  for (const Case& test : kCases) {
    SCOPED_TRACE(std::string(test.from) + " -> " + std::string(test.to));
    std::string bad = replaced(good, test.from, test.to);
    Error error = omnigraph::testing::error_of([&] { parse_ir(bad, "schemas/x.json"); });
    EXPECT_EQ(error.kind(), ErrorKind::internal);
    EXPECT_THAT(error.what(), HasSubstr("schemas/x.json"));
    EXPECT_THAT(error.what(), HasSubstr(test.says));
  }
  for (std::size_t size = 0; size < good.size(); ++size) {
    ASSERT_THROW(parse_ir(std::string_view(good).substr(0, size), "cut"), Error) << size;
  }
  EXPECT_THROW(parse_ir(good + " ", "longer"), Error);
}

}  // namespace
}  // namespace omnigraph::schema

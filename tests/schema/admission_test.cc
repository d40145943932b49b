#include "schema/catalog_builder.h"
#include "schema/diagnostics.h"
#include "sources.h"

#include <string>

// Sections 4 to 7 and 16 of the schema specification, with the early refusals of section 20.

namespace omnigraph::schema {
namespace {

using testing::expect_refused;
using ::testing::HasSubstr;
using testing::Refusal;

constexpr std::string_view kCatalogError = "catalog error:";

TEST(Admission, refuses_names) {
  const Refusal kCases[] = {
      {"SCH-17", "node Dock {} node ~Dock {}", "Dock: node declared twice; the first is at 1:6",
       kCatalogError},
      {"SCH-18", "node A {} edge Feeds: A -> A edge ~FEEDS: A -> A",
       "FEEDS: collision after case folding with edge Feeds at 1:16", kCatalogError},
      {"SCH-18", "node A {} edge E: A -> A edge ~E: A -> A", "E: edge declared twice",
       kCatalogError},
      {"SCH-19", "interface I {} interface ~I {}", "I: interface declared twice", kCatalogError},
      {"SCH-21", "node A { x: I32 ~x: I32 }", "A.x: property declared twice; the first is at 1:10",
       kCatalogError},
      {"SCH-21", "interface I { x: I32 ~x: I32 }", "I.x: property declared twice", kCatalogError},
      {"SCH-22", "node Person {} edge E: ~Persn -> Person",
       "E: endpoint 'Persn' is no node type of this schema; did you mean 'Person'?", kCatalogError},
      {"SCH-22", "node A {} edge E: A -> ~Missing", "endpoint 'Missing'", kCatalogError},
      {"SCH-22", "interface I {} node A {} edge E: A -> ~I", "'I' is an interface", kCatalogError},
      {"SCH-23", "interface Label {} node A implements ~Labl {}", "did you mean 'Label'?"},
      {"SCH-23", "node B {} node A implements ~B {}", "A: implements 'B'"},
      {"SCH-24", "node A { ~_rowid: I32 }", "A._rowid: the name '_rowid' is reserved"},
      {"SCH-24", "interface I { ~_rowaddr: I32 }", "I._rowaddr"},
      {"SCH-24", "node A { ~_rowoffset: I32 }", "reserved"},
      {"SCH-24", "node A { ~_row_created_at_version: I32 }", "reserved"},
      {"SCH-24", "node A {} edge E: A -> A { ~_row_last_updated_at_version: I32 }", "reserved"},
      {"20.2", "node A { ~_tombstone: Bool }", "reserved"},
      {"SCH-25", "node A { ~id: String }", "A.id", kCatalogError},
      {"SCH-25", "node A { ~id: String @key }", "A.id", kCatalogError},
      {"SCH-25", "node A {} edge E: A -> A { ~id: String }", "E.id", kCatalogError},
      {"SCH-25", "interface I { ~id: String } node A implements I {}",
       "A.id: every entity has an id already; choose another name (injected by interface I)",
       kCatalogError},
      {"SCH-26", "node A {} edge E: A -> A { ~src: String }", "E.src"},
      {"SCH-26", "node A {} edge E: A -> A { ~dst: String }", "E.dst"},
      {"20.2", "node A {} edge E: A -> A { ~from: String }", "E.from"},
      {"20.2", "node A {} edge E: A -> A { ~to: String }", "E.to"},
  };
  for (const Refusal& refusal : kCases) {
    expect_refused(refusal);
  }
}

TEST(Admission, refuses_types) {
  const Refusal kCases[] = {
      {"SCH-32d", "node A { x: Vector(~0) }", "A.x: the dimension of a Vector"},
      {"SCH-32d", "node A { x: Vector(~2147483648) }", "between 1 and 2147483647"},
      {"SCH-32d", "node A { x: Vector(~99999999999999999999) }", "between 1 and 2147483647"},
      {"SCH-32e", "node A { x: enum(b, a, ~b) }", "A.x: enum member 'b' is there twice"},
      {"SCH-32f", "node A { x: ~[Blob] }", "list of Blob is not supported"},
      {"SCH-39", "node A {} edge E: A -> A @card(~5..2)", "lower bound is above"},
      {"SCH-39", "node A {} edge E: A -> A @card(~0..4294967296)", "4294967295"},
      {"SCH-39", "node A {} edge E: A -> A @card(~4294967296..)", "4294967295"},
  };
  for (const Refusal& refusal : kCases) {
    expect_refused(refusal);
  }
}

TEST(Admission, refuses_interfaces_that_do_not_fit) {
  const Refusal kCases[] = {
      {"SCH-33", "interface I { a: I32 } node N implements I { a: ~I64 }",
       "N.a: is I64 here, but I32 in interface I"},
      {"SCH-33", "interface I { a: I32 } node N implements I { a: ~I32? }", "N.a: is I32? here"},
      {"SCH-33", "interface I { a: I32 } node N implements I { a: ~[I32] }", "[I32] here"},
      {"SCH-33", "interface I { a: enum(x, y) } node N implements I { a: ~enum(x) }",
       "is enum(x) here, but enum(x, y) in interface I"},
      {"SCH-33", "interface I { a: Vector(3) } node N implements I { a: ~Vector(4) }",
       "is Vector(4) here"},
      {"SCH-34", "interface I { a: I32 } interface J { a: I64 } node N implements I, ~J {}",
       "N.a: incompatible property semantics"},
      {"SCH-34", "interface I { a: I32 } interface J { a: I32 @index } node N implements I, ~J {}",
       "incompatible property semantics"},
      {"SCH-34",
       "interface I { a: I32 @description(\"x\") } interface J { a: I32 } node N implements I, ~J "
       "{}",
       "incompatible property semantics"},
      {"SCH-34",
       "interface I { a: String v: Vector(2) @embed(a) } interface J { v: Vector(2) } "
       "node N implements I, ~J {}",
       "incompatible property semantics"},
      {"SCH-35", "interface I { a: I32? ~@key } node N implements I {}",
       "N.a: @key needs a required property, not I32? (injected by interface I)"},
      {"SCH-35", "interface I { a: I32 ~@instruction(\"x\") } node N implements I {}",
       "N.a: @instruction"},
      {"SCH-35", "interface I { v: Vector(2) @embed(~a) } node N { a: String }",
       "'a' is no property of this interface"},
      {"SCH-38", "interface I { a: I32 @key ~@key } node N implements I {}", "@key is there twice"},
  };
  for (const Refusal& refusal : kCases) {
    expect_refused(refusal);
  }
}

TEST(Admission, refuses_constraints) {
  const Refusal kCases[] = {
      {"SCH-7", "node A { age: I32 @range(~0..9) }", "starts with a bare property name"},
      {"SCH-38", "node A { a: I32 @unique ~@unique }", "A.a: @unique is there twice"},
      {"SCH-39", "node A { a: I32 @unique(~\"a\") }", "bare property names"},
      {"SCH-39", "node A { a: I32 @index(a, ~5) }", "bare property names"},
      {"SCH-39", "node A { a: I32 @key(~1..2) }", "bare property names"},
      // @key
      {"SCH-39", "node A { a: I32? ~@key }", "A.a: @key needs a required property, not I32?"},
      {"SCH-39", "node A { a: I32 b: I32? @key(a, ~b) }", "A.b: @key needs a required"},
      {"SCH-39", "node A { a: [I32] ~@key }", "A.a: @key cannot cover a list ([I32])"},
      {"SCH-39", "node A { a: Vector(2) ~@key }", "cannot cover a Vector(2)"},
      {"SCH-39", "node A { a: Blob ~@key }", "cannot cover a Blob"},
      {"SCH-39", "node A { name: I32 @key(~nmae) }",
       "A: @key names 'nmae', which is no property of A; did you mean 'name'?"},
      {"SCH-39", "node A { a: I32 @key b: I32 ~@key }", "at most one @key"},
      {"SCH-39", "node A { a: I32 b: I32 @key(a) ~@key(b) }", "another one at 1:24"},
      {"SCH-39", "node A { a: I32 @key(a) ~@key(a) }", "at most one @key"},
      {"SCH-39", "interface I { a: I32 @key } node A implements I { b: I32 ~@key(b) }",
       "at most one @key"},
      {"SCH-39", "node A {} edge E: A -> A { a: I32 ~@key }", "E: @key is for node types"},
      {"SCH-39", "node A {} edge E: A -> A { ~@key(src) }", "E: @key is for node types"},
      // @unique and @index
      {"SCH-39", "node A { a: Blob @unique(~a) }", "A.a: @unique cannot cover a Blob"},
      {"20.2", "node A { a: [I32] @unique(~a) }", "A.a: @unique cannot cover a list"},
      {"20.2", "node A { a: Vector(2) @unique(~a) }", "A.a: @unique cannot cover a Vector(2)"},
      {"SCH-39", "node A { a: I32 @unique(~id) }", "A: @unique names 'id'"},
      {"SCH-39", "node A { a: I32 @unique(~src) }", "A: @unique names 'src'"},
      {"SCH-39", "node A {} edge E: A -> A { @unique(src, ~target) }", "E: @unique names 'target'"},
      {"SCH-39", "node A { a: Blob ~@index }", "A.a: @index cannot cover a Blob"},
      {"20.2", "node A { a: [String] @index(~a) }", "A.a: @index cannot cover a list"},
      {"SCH-39", "node A { @index(~dst) }", "A: @index names 'dst'"},
      // @range
      {"SCH-39", "node A { a: String @range(~a, 1..2) }", "A.a: @range needs a number, not String"},
      {"SCH-39", "node A { a: Date @range(~a, 1..2) }", "A.a: @range needs a number"},
      {"20.2", "node A { a: [I32] @range(~a, 1..2) }", "A.a: @range needs a number, not [I32]"},
      {"SCH-39", "node A {} edge E: A -> A { a: I32 ~@range(a, 1..2) }", "E: @range is for node"},
      {"SCH-39", "node A { @range(~a, 1..2) }", "A: @range names 'a'"},
      {"SCH-39", "node A { a: I32 @range(~a) }", "takes two arguments"},
      {"SCH-39", "node A { a: I32 @range(a, ~5) }", "A: @range takes bounds"},
      {"SCH-39", "node A { a: I32 @range(a, ~b) }", "A: @range takes bounds"},
      {"SCH-39", "node A { a: I32 @range(a, 1..2, ~3) }", "takes two arguments"},
      {"SCH-39", "node A { a: I32 @range(~\"a\", 1..2) }", "bare property name"},
      {"20.1", "node A { a: I32 @range(a, ~3..2) }", "lower bound is above"},
      {"20.1", "node A { a: I64 @range(a, ~9007199254740993..9007199254740992) }", "above"},
      {"20.1", "node A { a: I64 @range(a, ~9007199254740993..9007199254740992.0) }", "above"},
      {"20.1", "node A { a: I64 @range(a, ~9223372036854775808.0..9223372036854775807) }", "above"},
      {"20.1", "node A { a: F64 @range(a, ~-1.5..-2) }", "above"},
      // @check
      {"SCH-39", "node A { a: I32 @check(~a, \"x\") }", "A.a: @check needs a String, not I32"},
      {"20.2", "node A { a: [String] @check(~a, \"x\") }", "A.a: @check needs a String"},
      {"SCH-39", "node A {} edge E: A -> A { a: String ~@check(a, \"x\") }",
       "E: @check is for node"},
      {"SCH-39", "node A { @check(~a, \"x\") }", "A: @check names 'a'"},
      {"SCH-39", "node A { a: String @check(~a) }", "takes two arguments"},
      {"SCH-39", "node A { a: String @check(a, ~x) }", "pattern in quotes"},
      {"SCH-45", "node A { a: String @check(a, ~\"(?=x)\") }",
       "@check on A.a is no RE2 expression"},
      {"SCH-45", "node A { a: String @check(a, ~\"(a\") }", "missing )"},
      {"SCH-45", "node A { a: String @check(a, ~\"(a)\\\\1\") }", "no RE2 expression"},
  };
  for (const Refusal& refusal : kCases) {
    expect_refused(refusal);
  }
  std::string huge = "node A { a: F64 @range(a, ~" + std::string(400, '9') + "..) }";
  expect_refused({"SCH-64", huge, "beyond every F64"});
}

TEST(Admission, refuses_annotations) {
  const Refusal kCases[] = {
      {"SCH-40", "node A ~@unique { a: I32 }", "A: @unique stands on a property"},
      {"SCH-40", "node A ~@key {}", "A: @key stands on a property"},
      {"SCH-40", "node A ~@index {}", "A: @index stands on a property"},
      {"SCH-40", "node A ~@embed(a) {}", "A: @embed stands on a property"},
      {"SCH-40", "node A {} edge E: A -> A ~@unique", "E: @unique stands on a property"},
      {"SCH-73", "node A ~@rename_from {}", "A: @rename_from takes the old name"},
      {"SCH-73", "node A ~@rename_from(\"  \") {}", "takes the old name"},
      {"SCH-73", "node A ~@rename_from(\"B\", k=1) {}", "takes the old name"},
      {"SCH-73", "node A @rename_from(\"B\") ~@rename_from(\"B\") {}", "is there twice"},
      {"SCH-73", "node A { a: I32 ~@rename_from }", "A.a: @rename_from takes the old name"},
      {"SCH-73", "interface I { a: I32 ~@rename_from }", "I.a: @rename_from takes the old name"},
      {"SCH-73", "interface I { a: I32 @rename_from(b) ~@rename_from(c) }", "is there twice"},
      {"SCH-110", "node A ~@description {}", "A: @description needs a text"},
      {"SCH-110", "node A ~@description(\" \\n\") {}", "needs a text"},
      {"SCH-110", "node A @description(\"x\") ~@description(\"y\") {}", "is there twice"},
      {"SCH-110", "node A { a: I32 ~@description(\"\") }", "A.a: @description needs a text"},
      {"SCH-110", "node A {} edge E: A -> A { a: I32 @description(x) ~@description(x) }", "twice"},
      {"SCH-111", "node A ~@instruction {}", "A: @instruction needs a text"},
      {"SCH-111", "node A @instruction(\"x\") ~@instruction(\"x\") {}", "is there twice"},
      {"SCH-111", "node A { a: I32 ~@instruction(\"x\") }", "A.a: @instruction stands on node"},
      {"SCH-112", "node A { a: String v: Vector(2) @embed(a) ~@embed(a) }", "is there twice"},
      {"SCH-112", "node A { text: String v: Vector(2) @embed(~tetx) }",
       "A.v: @embed source 'tetx' is no property of A; did you mean 'text'?"},
      {"SCH-112", "node A { a: I32 v: Vector(2) @embed(~a) }", "must be a String, not I32"},
      {"SCH-112", "node A { a: [String] v: Vector(2) @embed(~a) }", "must be a String"},
      {"SCH-112", "node A { a: String b: String ~@embed(a) }", "A.b: @embed needs a Vector"},
      {"SCH-112", "node A {} edge E: A -> A { a: String v: Vector(2) ~@embed(a) }", "not of edges"},
      {"SCH-112", "node A { v: Vector(2) ~@embed }", "A.v: @embed needs the property"},
      {"SCH-112", "node A { v: Vector(2) ~@embed(\"\") }", "A.v: @embed needs the property"},
      {"SCH-112", "node A { a: String v: Vector(2) @embed(a, ~dim=3) }", "only 'model'"},
      {"SCH-115", "node A @x(1, k=1, ~k=2) {}", "A: @x gives 'k' twice"},
  };
  for (const Refusal& refusal : kCases) {
    expect_refused(refusal);
  }
}

TEST(Admission, accepts) {
  const std::string_view kSources[] = {
      "node Dock {} node DOCK {}",                                                // SCH-17
      "interface X {} node X implements X {} edge X: X -> X",                     // SCH-20
      "node A { x: I32 xX: I32 }",                                                // SCH-21
      "interface I { a: I32 } node A implements I, I {}",                         // SCH-23
      "node A { _row_id: I32 _ROWID: I32 src: I32 dst: I32 from: I32 to: I32 }",  // SCH-24, 26
      "interface I { id: String src: I32 }",                                      // SCH-25, 26
      "node A { v: Vector(1) w: Vector(2147483647) }",                            // SCH-32d
      "interface I { a: enum(x, y) } node N implements I { a: enum(y, x) }",      // SCH-33
      "interface I { a: I32 @key } node N implements I { a: I32 b: I32 @key }",   // SCH-33
      "interface I { a: I32 @index } interface J { a: I32 @index } node N implements I, J {}",
      "interface I { a: I32 @index } interface J { a: I32 } node N implements I, J { a: I32 }",
      "interface I { a: I32? @key @instruction(\"x\") b: I32 @description @embed(a) }",  // SCH-35
      "interface I { a: I32 } node N implements I { @unique(a) @range(a, 1..) }",        // SCH-36
      "node A { a: enum(x) b: Bool c: Date d: F64 e: DateTime @key(a, b, c, d, e, a) }",
      "node A { v: Vector(3) @index a: I32 @index(v, a) }",
      "node A {} edge E: A -> A { a: I32 @unique @index(src) @unique(dst, a) @index(dst, src) }",
      "node A { a: enum(x)? b: String? @check(a, \"^x$\") @check(b, \"\\\\p{Lu}+\") @check(b, "
      "\"\") }",
      "node A { a: I32 @unique @unique(a) @unique(a) @range(a, 1..2) @range(a, 1..2) }",  // SCH-41
      "node A { a: I64 @range(a, 9007199254740992.0..9007199254740993) @range(a, 5..5) }",
      "node A {} edge E: A -> A @card(3..3) edge F: A -> A @card(4294967295..)",
      "node A @rename_from(\"B\") { a: I32 @rename_from(\"b\") @description(7) }",   // SCH-73
      "node A @owner @owner(\"x\") @owner(\"x\", team=\"y\") { a: I32 @pii @pii }",  // SCH-115
      "node A { s: enum(a)? v: Vector(2)? @embed(s, model=\"acme/small\") }",        // SCH-112
      "interface I { s: String v: Vector(2) @embed(\"s\") } node A implements I {}",
      "edge E: A -> A node A {}",  // SCH-11
  };
  for (std::string_view source : kSources) {
    SCOPED_TRACE(source);
    EXPECT_NO_THROW(compile_schema(source));
  }
}

TEST(Admission, reports_independent_errors_together_in_the_order_of_the_phases) {
  Error error = omnigraph::testing::error_of([] {
    compile_schema(
        "edge E: A -> Missing\n"
        "node A { a: String @range(a, 1..2) }\n"
        "node B { _rowid: I32 }\n"
        "node C { v: Vector(0) v: Vector(0) @key(nothing) }\n");
  });
  std::string message = error.what();
  std::size_t reserved = message.find("B._rowid");
  std::size_t dimension = message.find("C.v: the dimension");
  std::size_t range = message.find("A.a: @range");
  std::size_t endpoint = message.find("catalog error:  --> 1:14");
  EXPECT_LT(reserved, dimension) << message;
  EXPECT_LT(dimension, range) << message;
  EXPECT_LT(range, endpoint) << message;
  EXPECT_NE(endpoint, std::string::npos) << message;
  // C is broken already: what else its constraints say would only confuse.
  EXPECT_THAT(message, ::testing::Not(HasSubstr("nothing'")));
}

TEST(Admission, SCH_12_syntax_comes_before_meaning) {
  expect_refused({"SCH-12", "node A { x: Vector(0) } node B { y ~}", "expected ':'"});
}

TEST(Admission, one_mistake_of_an_interface_is_one_error) {
  Error error = omnigraph::testing::error_of([] {
    compile_schema("interface I { a: I32? @key } node A implements I {} node B implements I {}");
  });
  std::string message = error.what();
  EXPECT_EQ(message.find("-->"), message.rfind("-->")) << message;
}

TEST(Admission, stops_at_many_errors) {
  std::string source;
  for (int i = 0; i < 1000; ++i) {
    source += "edge E" + std::to_string(i) + ": A -> B\n";
  }
  std::string message = omnigraph::testing::error_of([&] { compile_schema(source); }).what();
  std::size_t errors = 0;
  for (std::size_t at = message.find("-->"); at != std::string::npos;
       at = message.find("-->", at + 1)) {
    ++errors;
  }
  EXPECT_EQ(errors, Diagnostics::kMostErrors);
}

TEST(Admission, hostile_interfaces_are_limited) {
  std::string source = "interface I {";
  for (int i = 0; i < 2000; ++i) {
    source += " p" + std::to_string(i) + ": I32";
  }
  source += " }\n";
  for (int i = 0; i < 2000; ++i) {
    source += "node N" + std::to_string(i) + " implements I {}\n";
  }
  EXPECT_THAT(omnigraph::testing::error_of([&] { compile_schema(source); }).what(),
              HasSubstr("implement fewer"));
}

}  // namespace
}  // namespace omnigraph::schema

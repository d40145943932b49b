#include "write/value_rules.h"

#include "columnar/builder.h"
#include "write/value_interval.h"
#include "write_testing.h"

#include <fmt/format.h>

#include <limits>

namespace omnigraph::write {
namespace {

using columnar::Builder;
using columnar::Type;
using columnar::TypeId;
using testing::catalog_of;
using testing::decode;
using ::testing::HasSubstr;
using testing::problem_text;

/// What the rules say about `value` as the property `v` of `node T`.
std::string said(const std::string& property, const std::string& value) {
  schema::CatalogPtr catalog = catalog_of("node T { " + property + " }");
  return problem_text(
      decode(RecordDecoder(*catalog), R"({"type":"T","data":{"v":)" + value + "}}").problem);
}

struct RuleCase {
  std::string property;
  std::vector<std::string> pass;
  std::vector<std::string> fail;
};

void check(const std::vector<RuleCase>& cases, const std::string& phrase) {
  for (const RuleCase& c : cases) {
    for (const std::string& value : c.pass) {
      EXPECT_EQ(said(c.property, value), "") << c.property << " " << value;
    }
    for (const std::string& value : c.fail) {
      EXPECT_THAT(said(c.property, value), ::testing::StartsWith("line 1: " + phrase))
          << c.property << " " << value;
    }
  }
}

TEST(ValueRules, SCH_44_bounds_are_inclusive_exact_and_may_be_open) {
  check({{"v: I32? @range(v, 0..10)", {"0", "10", "null"}, {"-1", "11", "-2147483648"}},
         {"v: I32 @range(v, ..-1)", {"-1", "-2147483648"}, {"0", "2147483647"}},
         {"v: I32 @range(v, 5..)", {"5", "2147483647"}, {"4"}},
         {"v: I32 @range(v, 0.5..1.5)", {"1"}, {"0", "2"}},
         {"v: I32 @range(v, -1.5..-0.5)", {"-1"}, {"0", "-2"}},
         {"v: I32 @range(v, 3000000000..)", {}, {"2147483647", "-1"}},
         {"v: U32 @range(v, -5..3000000000)", {"0", "3000000000"}, {"3000000001"}},
         {"v: U32 @range(v, ..-1)", {}, {"0"}},
         {"v: I64 @range(v, 9007199254740993..)", {"9007199254740993"}, {"9007199254740992"}},
         {"v: I64 @range(v, ..9007199254740992.0)", {"9007199254740992"}, {"9007199254740993"}},
         {"v: I64 @range(v, -9223372036854775808..9223372036854775807)",
          {"-9223372036854775808", "9223372036854775807"},
          {}},
         {"v: I64 @range(v, 9223372036854775808.0..)", {}, {"9223372036854775807"}},
         {"v: U64 @range(v, 9223372036854775807..)",
          {"9223372036854775807", "18446744073709551615"},
          {"9223372036854775806"}},
         {"v: U64 @range(v, ..18446744073709549568.0)",
          {"18446744073709549568"},
          {"18446744073709549569", "18446744073709551615"}},
         {"v: U64 @range(v, 18446744073709551616.0..)", {}, {"18446744073709551615"}},
         {"v: F64 @range(v, 9007199254740993..)", {"9007199254740994.0"}, {"9007199254740992.0"}},
         {"v: F64 @range(v, ..9007199254740993)", {"9007199254740992.0"}, {"9007199254740994.0"}},
         {"v: F64 @range(v, 0..)", {"0", "-0.0", "1e300"}, {"-5e-324"}},
         {"v: F64 @range(v, 0.1..0.1)", {"0.1"}, {"0.10000000000000002", "0.09999999999999999"}},
         // An F32 is the number that it is: 0.1 is 0.100000001490116… .
         {"v: F32 @range(v, 0.1..)", {"0.1"}, {"0.09999999"}},
         {"v: F32 @range(v, ..0.1)", {"0.09999999"}, {"0.1"}},
         {"v: F32 @range(v, 16777217..)", {"16777218"}, {"16777216", "16777217"}}},
        "@range violation on T.v: ");
  EXPECT_EQ(said("v: I64 @range(v, 1..)", "0"),
            "line 1: @range violation on T.v: 0 is not within 1..");
  EXPECT_EQ(said("v: F64 @range(v, ..1.5)", "2"),
            "line 1: @range violation on T.v: 2 is not within ..1.5");
}

TEST(ValueRules, SCH_44_nan_is_in_no_range) {
  for (const char* bounds : {"0..", "..0", "0..1"}) {
    schema::CatalogPtr catalog =
        catalog_of(std::string("node T { v: F64? @range(v, ") + bounds + ") }");
    Builder values{Type(TypeId::float64)};
    values.append_null();
    values.append(std::numeric_limits<double>::quiet_NaN());
    ValueRules rules(catalog->nodes[0]);
    std::vector<ValueViolation> found =
        rules.find({{{"v", Type(TypeId::float64), true}}, {values.finish()}, 2}, 5);
    ASSERT_EQ(found.size(), 1U) << bounds;
    EXPECT_EQ(found[0].row, 1U);
    EXPECT_THAT(found[0].message, HasSubstr("NaN is not within"));
  }
}

TEST(ValueRules, SCH_45_a_pattern_is_searched_for) {
  check({{R"(v: String? @check(v, "b+"))", {R"("abc")", R"("b")", "null"}, {R"("")", R"("ac")"}},
         {R"(v: String @check(v, "^a.c$"))",
          {R"("abc")", R"("aüc")", R"("a😀c")"},
          {R"("ac")", R"("abcd")", R"("abbc")"}},
         {R"(v: String @check(v, "^\\pL+$"))", {R"("Äß漢")"}, {R"("a1")"}},
         {R"(v: String @check(v, "(?i)ä"))", {R"("Ä")"}, {R"("a")"}},
         {R"(v: enum(ab, cd) @check(v, "^a"))", {R"("ab")"}, {R"("cd")"}}},
        "@check violation on T.v: ");
  EXPECT_EQ(said(R"(v: String @check(v, "^x"))", R"("y")"),
            "line 1: @check violation on T.v: 'y' does not match \"^x\"");
}

TEST(ValueRules, SCH_46_enums_of_nodes_and_edges) {
  check({{"v: enum(a, b)?", {R"("a")", "null"}, {R"("A")", R"("")", R"("c")"}}},
        "invalid enum value '");
  schema::CatalogPtr catalog = catalog_of("node N { w: Bool? }\nedge E: N -> N { v: enum(a, b) }");
  std::string problem = problem_text(
      decode(RecordDecoder(*catalog), R"({"edge":"E","from":"1","to":"2","data":{"v":"c"}})")
          .problem);
  EXPECT_THAT(problem, ::testing::StartsWith("line 1: invalid enum value 'c' for E.v"));
}

TEST(ValueRules, SCH_41_of_several_rules_the_first_row_is_reported) {
  schema::CatalogPtr catalog = catalog_of(
      "node T { a: I32? @range(a, 0..9) @range(a, 5..) b: String? @check(b, \"x\") e: enum(p, q)? "
      "}");
  auto says = [&catalog](std::string_view lines) {
    return problem_text(decode(RecordDecoder(*catalog), lines).problem);
  };
  const char* bad_b = R"({"type":"T","data":{"b":"y"}})";
  const char* bad_e = R"({"type":"T","data":{"e":"r"}})";
  const char* bad_a = R"({"type":"T","data":{"a":4}})";
  EXPECT_THAT(says(std::string(bad_b) + "\n" + bad_e), HasSubstr("line 1: @check"));
  EXPECT_THAT(says(std::string(bad_e) + "\n" + bad_b), HasSubstr("line 1: invalid enum"));
  EXPECT_THAT(says(std::string(bad_a) + "\n" + bad_b), HasSubstr("4 is not within 5.."));
  ValueRules rules(catalog->nodes[0]);
  EXPECT_EQ(rules.properties(), (std::vector<std::string>{"e", "b", "a"}));
  EXPECT_TRUE(ValueRules(*catalog->find_node("T"), std::span<const schema::Constraint>()).empty());
}

TEST(ValueRules, long_values_are_cut_between_characters) {
  std::string text = in_quotes(fmt::format("{:x<119}üyy", ""));
  EXPECT_EQ(text, fmt::format("'{:x<119}…'", ""));
}

}  // namespace
}  // namespace omnigraph::write

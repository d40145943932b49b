#include "write_testing.h"

namespace omnigraph::write {
namespace {

using testing::catalog_of;
using testing::decode;
using ::testing::HasSubstr;
using testing::problem_text;

struct ValueCase {
  std::string json;
  std::string stored;   ///< as query results print it; empty for a refusal
  std::string refusal;  ///< part of the message
};

DecodedChunk decode_value(const std::string& type, const std::string& json) {
  schema::CatalogPtr catalog = catalog_of("node N { v: " + type + " }");
  return decode(RecordDecoder(*catalog), R"({"type":"N","data":{"v":)" + json + "}}");
}

void check(const std::string& type, const std::vector<ValueCase>& cases) {
  for (const ValueCase& c : cases) {
    for (const char* nullable : {"", "?"}) {
      SCOPED_TRACE(type + nullable + " " + c.json);
      DecodedChunk chunk = decode_value(type + nullable, c.json);
      if (c.refusal.empty()) {
        ASSERT_EQ(problem_text(chunk.problem), "");
        EXPECT_EQ(omnigraph::testing::row_text(chunk.rows[0].batch.columns, 0),
                  "[null," + c.stored + "]");
      } else {
        ASSERT_TRUE(chunk.problem.get());
        EXPECT_EQ(chunk.problem.get()->place.line, 1);
        EXPECT_THAT(chunk.problem.get()->message, HasSubstr(c.refusal));
        EXPECT_EQ(chunk.problem.get()->conflict, std::nullopt);
        if (chunk.problem.get()->place.stage != LoadStage::shape) {
          EXPECT_THAT(chunk.problem.get()->message, HasSubstr("v")) << "names the property";
        }
      }
    }
  }
}

// A stored value, and a refused one.
ValueCase ok(std::string json, std::string stored) {
  return {std::move(json), std::move(stored), {}};
}
ValueCase same(const std::string& json) { return {json, json, {}}; }
ValueCase no(std::string json, std::string refusal) {
  return {std::move(json), {}, std::move(refusal)};
}

TEST(ValueDecoder, WR_37_and_39_null_and_missing) {
  for (const char* type : {"String", "enum(a, b)", "Bool", "I32", "I64", "U32", "U64", "F32", "F64",
                           "Date", "DateTime", "Vector(2)", "[String]", "[I32]", "[Date]"}) {
    SCOPED_TRACE(type);
    DecodedChunk chunk = decode_value(std::string(type) + "?", "null");
    EXPECT_EQ(problem_text(chunk.problem), "");
    EXPECT_EQ(omnigraph::testing::row_text(chunk.rows[0].batch.columns, 0), "[null,null]");
    EXPECT_EQ(problem_text(decode_value(type, "null").problem),
              "line 1: property 'v' of N is required");
    schema::CatalogPtr catalog = catalog_of("node N { v: " + std::string(type) + " }");
    DecodedChunk missing = decode(RecordDecoder(*catalog), R"({"type":"N"})");
    EXPECT_EQ(problem_text(missing.problem), "line 1: property 'v' of N is required");
  }
}

TEST(ValueDecoder, WR_37_texts_enums_and_booleans) {
  const std::vector<ValueCase> others = {no("1", "an integer"), no("1.5", "a number"),
                                         no("[]", "an array"), no("{}", "an object")};
  std::vector<ValueCase> cases = {same(R"("")"), same(R"("a b")"), ok(R"("\u00fc\n")", R"("ü\n")"),
                                  ok(R"("\ud83d\ude00")", R"("😀")"), no("true", "a boolean")};
  cases.insert(cases.end(), others.begin(), others.end());
  check("String", cases);
  cases = {same(R"("a")"),
           same(R"("b")"),
           no(R"("d")", "invalid enum value 'd'"),
           no(R"("A")", "invalid enum value 'A'"),
           no(R"("")", "invalid enum value ''"),
           no("false", "a boolean")};
  cases.insert(cases.end(), others.begin(), others.end());
  check("enum(a, b)", cases);
  cases = {same("true"), same("false"), no("0", "an integer"), no(R"("true")", "a string")};
  cases.insert(cases.end(), others.begin(), others.end());
  check("Bool", cases);
}

TEST(ValueDecoder, WR_37_integers) {
  const std::vector<ValueCase> others = {
      no("3.0", "expected an integer"),  no("0.5", "expected an integer"),
      no("1e2", "expected an integer"),  no(R"("1")", "expected an integer, found a string"),
      no("true", "expected an integer"), no("[1]", "expected an integer"),
      no("{}", "expected an integer")};
  auto check_integer = [&others](const std::string& type, std::vector<ValueCase> cases) {
    cases.insert(cases.end(), others.begin(), others.end());
    check(type, cases);
  };
  check_integer("I32", {same("0"), ok("-0", "0"), same("2147483647"), same("-2147483648"),
                        no("2147483648", "out of range"), no("-2147483649", "out of range"),
                        no("9223372036854775808", "out of range")});
  check_integer("I64", {same("9223372036854775807"), same("-9223372036854775808"),
                        no("9223372036854775808", "out of range")});
  check_integer("U32",
                {same("0"), ok("-0", "0"), same("4294967295"), no("-1", "out of range"),
                 no("4294967296", "out of range"), no("9223372036854775808", "out of range")});
  check_integer("U64", {same("0"), same("18446744073709551615"), same("9223372036854775808"),
                        no("-1", "out of range"), no("-9223372036854775808", "out of range")});
}

TEST(ValueDecoder, WR_37_floats) {
  check("F32", {ok("1", "1.0"), ok("-7", "-7.0"), same("1.5"), ok("16777217", "16777216.0"),
                ok("0.1", "0.10000000149011612"), ok("-0.0", "-0.0"), ok("1e-60", "0.0"),
                ok("3.4028234663852886e38", "3.4028234663852886e+38"),
                ok("18446744073709551615", "1.8446744073709552e+19"), no("3.5e38", "too large"),
                no("-1e39", "too large"), no("1e308", "too large"), no(R"("1.5")", "a number"),
                no("true", "a number"), no("[1]", "a number"), no(R"("NaN")", "a number")});
  check("F64", {ok("1", "1.0"), same("0.1"), ok("9007199254740993", "9007199254740992.0"),
                ok("18446744073709551615", "1.8446744073709552e+19"),
                ok("-9223372036854775808", "-9.223372036854776e+18"), ok("1e308", "1e+308"),
                ok("5e-324", "5e-324"), no("1e400", " "), no(R"("1.5")", "a number"),
                no("null0", "invalid JSON"), no("{}", "a number")});
}

// Integers beyond 64 bits are numbers like any other.
TEST(ValueDecoder, WR_37_floats_written_as_long_integers) {
  check("F64", {ok("18446744073709551616", "1.8446744073709552e+19"),
                ok("-9223372036854775809", "-9.223372036854776e+18"),
                ok("123456789012345678901234567890", "1.2345678901234568e+29")});
  check("F32", {ok("18446744073709551616", "1.8446744073709552e+19")});
  check("Vector(2)", {ok("[100000000000000000000,1]", "[1.0000000200408773e+20,1.0]")});
  check("String", {same(R"("123456789012345678901234567890")")});
  // Texts and other numbers beside one stay as they are.
  DecodedChunk chunk =
      decode(RecordDecoder(*catalog_of("node N { a: F64 b: F64 s: String t: String }")),
             R"({"type":"N","data":{"s":"a\\\"12345678901234567890","a":12345678901234567890123,)"
             R"("t":"\\","b":1.2345678901234567890123e-12345678901234567890123}})");
  EXPECT_EQ(problem_text(chunk.problem), "");
  EXPECT_EQ(omnigraph::testing::row_text(chunk.rows[0].batch.columns, 0),
            R"([null,1.2345678901234568e+22,0.0,"a\\\"12345678901234567890","\\"])");
  check("I64", {no("123456789012345678901234567890", "out of range"),
                no("-9223372036854775809", "out of range")});
  check("U64", {no("18446744073709551616", "out of range")});
}

TEST(ValueDecoder, WR_37_vectors) {
  check("Vector(3)",
        {ok("[1,-2.5,3e2]", "[1.0,-2.5,300.0]"), ok("[0.1,0,0]", "[0.10000000149011612,0.0,0.0]"),
         no("[]", "expected 3 numbers, found 0"), no("[1,2]", "expected 3 numbers, found 2"),
         no("[1,2,3,4]", "expected 3 numbers, found 4"), no(R"([1,"2",3])", "item 2"),
         no("[1,null,3]", "item 2"), no("[1,2,[3]]", "item 3"), no("[1,2,true]", "item 3"),
         no("[1e39,2,3]", "item 1"), no("1", "an array of 3 numbers"),
         no(R"("[1,2,3]")", "an array of 3 numbers"), no("{}", "an array of 3 numbers")});
}

TEST(ValueDecoder, WR_37_lists) {
  const std::vector<ValueCase> others = {no("1", "an array"),    no(R"("x")", "an array"),
                                         no("{}", "an array"),   no("true", "an array"),
                                         no("[null]", "item 1"), no("[[]]", "item 1"),
                                         no("[{}]", "item 1")};
  auto check_list = [&others](const std::string& type, std::vector<ValueCase> cases) {
    cases.insert(cases.end(), others.begin(), others.end());
    cases.push_back(same("[]"));
    check(type, cases);
  };
  check_list("[String]", {same(R"(["","b"])"), no(R"(["a",1])", "item 2")});
  check_list("[Bool]", {same("[true,false]"), no("[true,0]", "item 2")});
  check_list("[I32]", {same("[1,-2]"), no("[1,2147483648]", "item 2"), no("[1.0]", "item 1"),
                       no(R"(["1"])", "item 1")});
  check_list("[I64]", {same("[9223372036854775807]"), no("[9223372036854775808]", "item 1")});
  check_list("[U32]", {same("[4294967295]"), no("[0,-1]", "item 2")});
  check_list("[U64]", {same("[18446744073709551615]"), no("[-1]", "item 1")});
  check_list("[F32]", {ok("[1,0.5]", "[1.0,0.5]"), no("[1e39]", "item 1")});
  check_list("[F64]", {ok("[1,1e300]", "[1.0,1e+300]"), no(R"(["1"])", "item 1")});
  check_list("[Date]", {ok(R"(["2024-01-01",0])", R"(["2024-01-01","1970-01-01"])"),
                        no(R"(["2024-01-01","x"])", "item 2"), no("[2147483648]", "item 1")});
  check_list("[DateTime]", {ok(R"(["2024-01-01",1])",
                               R"(["2024-01-01T00:00:00.000Z","1970-01-01T00:00:00.001Z"])"),
                            no(R"(["now"])", "item 1")});
}

TEST(ValueDecoder, WR_37_date_forms) {
  check("Date",
        {ok("0", R"("1970-01-01")"), ok("-1", R"("1969-12-31")"), ok("19723", R"("2024-01-01")"),
         ok("2147483647", R"("+5881580-07-11")"), no("2147483648", "out of range"),
         no("-2147483649", "out of range"), no("9223372036854775808", "a date"),
         no("1.0", "a date"), no("true", "a date"), no("[]", "a date"),
         no(R"("19723")", "'19723' is not a date"), no(R"("")", "is not a date")});
  check("DateTime",
        {ok("0", R"("1970-01-01T00:00:00.000Z")"), ok("-1", R"("1969-12-31T23:59:59.999Z")"),
         ok("1704067200123", R"("2024-01-01T00:00:00.123Z")"), no("9223372036854775808", "a date"),
         no("1.5", "a date"), no("false", "a date"), no("{}", "a date"),
         no(R"("0")", "is not a date-time")});
}

// Each text as a Date and as a DateTime; empty if both refuse it.
TEST(ValueDecoder, WR_38_date_texts) {
  struct DateCase {
    std::string text;
    std::string date;
    std::string date_time;
  };
  const std::vector<DateCase> cases = {
      {"2024-01-01", "2024-01-01", "2024-01-01T00:00:00.000Z"},
      {"2024-1-2", "2024-01-02", "2024-01-02T00:00:00.000Z"},
      {"2024-12-5", "2024-12-05", "2024-12-05T00:00:00.000Z"},
      {"20240229", "2024-02-29", "2024-02-29T00:00:00.000Z"},
      {"+10999-12-31", "+10999-12-31", "+10999-12-31T00:00:00.000Z"},
      {"-0012-05-06", "-0012-05-06", "-0012-05-06T00:00:00.000Z"},
      {"+2024-01-01", "2024-01-01", "2024-01-01T00:00:00.000Z"},
      {"2024-01-01T23:59:59", "2024-01-01", "2024-01-01T23:59:59.000Z"},
      {"2024-01-01t23:59:59z", "2024-01-01", "2024-01-01T23:59:59.000Z"},
      {"2024-01-01 235959", "2024-01-01", "2024-01-01T23:59:59.000Z"},
      {"2024-01-01T00:00:00.1Z", "2024-01-01", "2024-01-01T00:00:00.100Z"},
      {"2024-01-01T00:00:00.123456789Z", "2024-01-01", "2024-01-01T00:00:00.123Z"},
      {"2024-01-01T00:00:00.9999Z", "2024-01-01", "2024-01-01T00:00:00.999Z"},
      {"2024-01-01T00:30:00+01:00", "2023-12-31", "2023-12-31T23:30:00.000Z"},
      {"2024-01-01T00:30:00 +0100", "2023-12-31", "2023-12-31T23:30:00.000Z"},
      {"2024-01-01T23:30:00-01", "2024-01-02", "2024-01-02T00:30:00.000Z"},
      {"2024-01-01T00:00:00   Z", "2024-01-01", "2024-01-01T00:00:00.000Z"},
      {"1969-12-31T23:59:59.999Z", "1969-12-31", "1969-12-31T23:59:59.999Z"},
      {"2023-02-29", "", ""},
      {"2024-00-01", "", ""},
      {"2024-13-01", "", ""},
      {"2024-01-32", "", ""},
      {"2024-01", "", ""},
      {"202401", "", ""},
      {"24-01-01", "", ""},
      {"12024-01-01", "", ""},
      {"+999-01-01", "", ""},
      {"2024/01/01", "", ""},
      {" 2024-01-01", "", ""},
      {"2024-01-01 ", "", ""},
      {"2024-01-01T", "", ""},
      {"2024-01-01T10", "", ""},
      {"2024-01-01T10:30", "", ""},
      {"2024-01-01T10:30Z", "", ""},
      {"2024-01-01  10:30:00", "", ""},
      {"2024-01-01T24:00:00", "", ""},
      {"2024-01-01T10:60:00", "", ""},
      {"2024-01-01T10:30:00.", "", ""},
      {"2024-01-01T10:30:00.1234567890", "", ""},
      {"2024-01-01T10:30:00Zx", "", ""},
      {"2024-01-01T10:30:00+1", "", ""},
      {"2024-01-01T10:30:00+24:00", "", ""},
      {"2024-01-01Z", "", ""},
      {"January 1, 2024", "", ""}};
  for (const DateCase& c : cases) {
    std::string json = "\"" + c.text + "\"";
    bool refused = c.date.empty();
    check("Date",
          {refused ? no(json, "'" + c.text + "' is not a date") : ok(json, "\"" + c.date + "\"")});
    check("DateTime", {refused ? no(json, "'" + c.text + "' is not a date-time")
                               : ok(json, "\"" + c.date_time + "\"")});
  }
}

}  // namespace
}  // namespace omnigraph::write

#include "columnar/builder.h"
#include "columnar/scalar_spelling.h"
#include "write_testing.h"

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

// The id that the record `data` of `node N` gets; `!` and the problem if it is refused.
std::string id_of(const std::string& members, const std::string& data) {
  schema::CatalogPtr catalog = catalog_of("node N { " + members + " }");
  DecodedChunk chunk = decode(RecordDecoder(*catalog), R"({"type":"N","data":)" + data + "}");
  return chunk.problem.get() ? "!" + problem_text(chunk.problem)
                             : std::string(chunk.rows[0].batch.columns[0]->text_at(0));
}

struct KeyCase {
  const char* type;
  const char* value;
  std::string id;
};

TEST(KeySpelling, WR_3_one_member) {
  const std::vector<KeyCase> cases = {
      {"String", R"("ada")", "ada"},
      {"String", R"("")", ""},
      {"String", R"(" A\u0301\n")", " A\u0301\n"},  // no normalisation
      {"enum(a, b)", R"("b")", "b"},
      {"Bool", "true", "true"},
      {"Bool", "false", "false"},
      {"I32", "-7", "-7"},
      {"I32", "-0", "0"},
      {"I32", "-2147483648", "-2147483648"},
      {"I64", "9223372036854775807", "9223372036854775807"},
      {"U32", "42", "42"},
      {"U64", "18446744073709551615", "18446744073709551615"},
      {"Date", R"("2024-01-01")", "19723"},
      {"Date", "-1", "-1"},
      {"DateTime", R"("2024-01-01T00:00:00.5Z")", "1704067200500"},
      {"DateTime", "0", "0"},
      {"F32", "16777217", "16777216"},
      {"F32", "0.1", "0.1"},
      {"F32", "5", "5"},
      {"F32", "1e-7", "0.0000001"},
      {"F32", "-0.0", "0"},
      {"F32", "1e20", "100000000000000000000"},
      {"F64", "5.0", "5"},
      {"F64", "0.1", "0.1"},
      {"F64", "-2.50", "-2.5"},
      {"F64", "1e-7", "0.0000001"},
      {"F64", "0.0", "0"},
      {"F64", "-0.0", "0"},
      {"F64", "1e22", "1" + std::string(22, '0')},
      {"F64", "16777217", "16777217"}};
  for (const KeyCase& c : cases) {
    EXPECT_EQ(id_of(std::string("k: ") + c.type + " @key", std::string(R"({"k":)") + c.value + "}"),
              c.id)
        << c.type << " " << c.value;
  }
}

TEST(KeySpelling, WR_3_composite_keys_are_a_json_array_in_the_order_of_identities) {
  const char* spot = "zone: String aisle: I32 @key(zone, aisle)";
  EXPECT_EQ(id_of(spot, R"({"zone":"acme","aisle":7})"), R"(["7","acme"])");
  EXPECT_EQ(id_of("aisle: I32 zone: String @key(aisle, zone)", R"({"aisle":7,"zone":"acme"})"),
            R"(["7","acme"])");
  EXPECT_EQ(id_of(spot, R"({"zone":"a\"\\\n\u00e9,","aisle":-7})"), R"(["-7","a\"\\\né,"])");
  EXPECT_EQ(id_of(spot, R"({"zone":"","aisle":0})"), R"(["0",""])");
  EXPECT_EQ(id_of("c: Date a: Bool b: F64 @key(c, b, a)", R"({"a":true,"b":0.5,"c":"1970-01-02"})"),
            R"(["true","0.5","1"])");
  // Tuples, not joined text.
  EXPECT_NE(id_of("a: String b: String @key(a, b)", R"({"a":"x,y","b":"z"})"),
            id_of("a: String b: String @key(a, b)", R"({"a":"x","b":"y,z"})"));
}

TEST(KeySpelling, WR_5_and_35_members_may_not_be_null_and_a_given_id_must_be_the_derived_one) {
  EXPECT_THAT(id_of("a: String b: I32 @key(a, b)", R"({"a":"x","b":null})"), HasSubstr("'b' of N"));
  EXPECT_THAT(id_of("a: String b: I32 @key(a, b)", R"({"id":"x","b":1})"), HasSubstr("'a' of N"));
  EXPECT_EQ(id_of("k: U32 @key", R"({"k":42,"id":"42"})"), "42");
  for (const char* wrong : {"00042", "42.0", "", " 42", "43"}) {
    EXPECT_THAT(id_of("k: U32 @key", R"({"k":42,"id":")" + std::string(wrong) + "\"}"),
                HasSubstr("id '" + std::string(wrong) + "'"));
  }
  EXPECT_THAT(id_of("k: Date @key", R"({"k":"2024-01-01","id":"2024-01-01"})"), HasSubstr("19723"));
}

TEST(KeySpelling, a_float_that_is_not_finite_has_none) {
  for (double value :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity()}) {
    Builder doubles{Type(TypeId::float64)};
    doubles.append(value);
    Builder floats{Type(TypeId::float32)};
    floats.append(static_cast<float>(value));
    std::string out = "x";
    EXPECT_FALSE(columnar::append_scalar_spelling(out, *doubles.finish(), 0));
    EXPECT_FALSE(columnar::append_scalar_spelling(out, *floats.finish(), 0));
    EXPECT_EQ(out, "x");
  }
}

}  // namespace
}  // namespace omnigraph::write

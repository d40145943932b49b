#include "schema/catalog_builder.h"
#include "schema/migration.h"
#include "testing/testing.h"

#include <fmt/format.h>

// What `@default` spells (D-35).

namespace omnigraph::schema {
namespace {

columnar::ArrayPtr value_of(std::string_view type, std::string_view text) {
  Catalog catalog = compile_schema(fmt::format("node T {{ p: {} }}", type));
  columnar::ArrayPtr value = default_value(catalog.nodes.at(0).properties.at(0).type, text);
  if (value != nullptr) {
    EXPECT_EQ(value->length(), 1U);
    EXPECT_EQ(value->null_count(), 0U);
  }
  return value;
}

template <typename T>
T number_of(std::string_view type, std::string_view text) {
  columnar::ArrayPtr value = value_of(type, text);
  return value != nullptr ? value->values<T>()[0] : T(77);
}

TEST(DefaultValue, reads_every_scalar) {
  EXPECT_EQ(value_of("String", "a b")->text_at(0), "a b");
  EXPECT_EQ(value_of("String?", "")->text_at(0), "");
  EXPECT_EQ(value_of("enum(a, b)", "b")->text_at(0), "b");
  EXPECT_TRUE(value_of("Bool", "true")->boolean_at(0));
  EXPECT_FALSE(value_of("Bool", "false")->boolean_at(0));
  EXPECT_EQ(number_of<std::int32_t>("I32", "-2147483648"), -2147483647 - 1);
  EXPECT_EQ(number_of<std::int64_t>("I64", "9223372036854775807"), 9223372036854775807);
  EXPECT_EQ(number_of<std::uint32_t>("U32", "4294967295"), 4294967295U);
  EXPECT_EQ(number_of<std::uint64_t>("U64", "18446744073709551615"), 18446744073709551615U);
  EXPECT_EQ(number_of<float>("F32", "0.1"), 0.1F);
  EXPECT_EQ(number_of<double>("F64", "3"), 3.0);
  EXPECT_EQ(number_of<std::int32_t>("Date", "2024-01-01"), 19723);
  EXPECT_EQ(number_of<std::int64_t>("DateTime", "2024-01-01T00:00:00.5Z"), 1704067200500);
}

TEST(DefaultValue, is_null_for_what_is_no_value) {
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"enum(a, b)", "c"},  {"Bool", "True"}, {"Bool", "1"},      {"I32", "2147483648"},
      {"I32", "1.0"},       {"I32", ""},      {"I32", " 1"},      {"I32", "+1"},
      {"I64", "1x"},        {"U32", "-1"},    {"U64", "x"},       {"F32", "1e39"},
      {"F64", "inf"},       {"F64", "nan"},   {"F64", "1e999"},   {"Date", "2024-02-30"},
      {"DateTime", "soon"}, {"[I32]", "1"},   {"Vector(1)", "1"}, {"Blob", "base64:"},
  };
  for (const auto& [type, text] : kCases) {
    EXPECT_EQ(value_of(type, text), nullptr) << type << " " << text;
  }
}

}  // namespace
}  // namespace omnigraph::schema

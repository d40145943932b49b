#include "query/parameters.h"

#include "fixture.h"
#include "query/check_query.h"
#include "testing/testing.h"

#include <fmt/format.h>

#include <limits>
#include <string>

// Section 6 of the query language.

namespace omnigraph::query {
namespace {

using omnigraph::testing::error_of;
using ::testing::HasSubstr;

expr::Value bind_one(std::string_view type, std::string_view json) {
  std::string source =
      fmt::format("query q($x: {}) {{ match {{ $a: Person }} return {{ 1 }} }}", type);
  std::string arguments = fmt::format(R"({{"x": {}}})", json);
  return bind_parameters(testing::check(source).parameters, arguments).at(0);
}

template <typename T>
expr::Value value(T data) {
  return expr::Value{std::move(data)};
}

TEST(Parameters, GQ_37_accepted) {
  struct Case {
    std::string_view type;
    std::string_view json;
    expr::Value value;
  };
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
  const Case kCases[] = {
      {"String", R"("é\u0000")", value(std::string("é\0", 3))},
      {"I32", "-2147483648", value(std::int64_t{-2147483648LL})},
      {"I32", R"("+2147483647")", value(std::int64_t{2147483647})},
      {"I64", "9007199254740993", value(std::int64_t{9007199254740993})},
      {"I64", "-9223372036854775808", value(kMin)},
      {"I64", R"("-9223372036854775808")", value(kMin)},
      {"U32", "4294967295", value(std::uint64_t{4294967295})},
      {"U32", R"("007")", value(std::uint64_t{7})},
      {"U64", "18446744073709551615", value(kMax)},
      {"U64", R"("18446744073709551615")", value(kMax)},
      {"F32", "0.1", value(static_cast<double>(0.1F))},
      {"F64", "0.1", value(0.1)},
      {"F64", "3", value(3.0)},
      {"F64", "-1e300", value(-1e300)},
      {"Bool", "false", value(false)},
      {"Date", R"("1970-01-03")", value(expr::Date{2})},
      {"Date", R"("19700103")", value(expr::Date{2})},
      {"DateTime", R"("1970-01-01T01:00:00.0019+01:00")", value(expr::DateTime{1})},
      {"DateTime", R"("1970-01-02")", value(expr::DateTime{86'400'000})},
      {"Blob", R"("base64:")", value(std::string("base64:"))},
      {"Vector(2)", "[1, 2.5]", value(expr::Vector{1, 2.5})},
      {"[I32]", R"([1, "2"])", value(expr::List{value(std::int64_t{1}), value(std::int64_t{2})})},
      {"[Date]", R"(["1970-01-02"])", value(expr::List{value(expr::Date{1})})},
      {"[String]", "[]", value(expr::List{})},
      {"I32?", "null", {}},
      {"[I32]?", "null", {}},
  };
  for (const Case& each : kCases) {
    SCOPED_TRACE(fmt::format("{} {}", each.type, each.json));
    EXPECT_EQ(bind_one(each.type, each.json), each.value);
  }
}

TEST(Parameters, GQ_37_GQ_38_refused_naming_the_parameter) {
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"String", "1"},
      {"String", "null"},
      {"String", "[\"a\"]"},
      {"I32", "3.0"},
      {"I32", "2147483648"},
      {"I32", "-2147483649"},
      {"I32", "\"3.0\""},
      {"I32", "\" 3\""},
      {"I32", "\"\""},
      {"I32", "\"+-3\""},
      {"I32", "\"0x3\""},
      {"I32", "true"},
      {"I64", "1e3"},
      {"I64", "9223372036854775808"},
      {"I64", "\"9223372036854775808\""},
      {"I64", "99999999999999999999999"},
      {"U32", "-1"},
      {"U32", "4294967296"},
      {"U64", "-1"},
      {"U64", "\"-1\""},
      {"U64", "18446744073709551616"},
      {"U64", "\"18446744073709551616\""},
      {"F32", "1e39"},
      {"F32", "\"1\""},
      {"F64", "\"1\""},
      {"F64", "true"},
      {"Bool", "1"},
      {"Bool", "\"true\""},
      {"Date", "1"},
      {"Date", "\"2024-02-30\""},
      {"DateTime", "1"},
      {"DateTime", "\"noon\""},
      {"Blob", "{}"},
      {"Vector(2)", "[1]"},
      {"Vector(2)", "[1, 2, 3]"},
      {"Vector(2)", "[1, null]"},
      {"Vector(2)", "[1, \"2\"]"},
      {"Vector(2)", "[1, 1e39]"},
      {"Vector(2)", "\"x\""},
      {"[I32]", "1"},
      {"[I32]", "[null]"},
      {"[I32]?", "[null]"},
      {"[String]", "[[\"a\"]]"},
      {"[String]", "[{}]"},
  };
  for (const auto& [type, json] : kCases) {
    SCOPED_TRACE(fmt::format("{} {}", type, json));
    std::string text(type);
    std::string argument(json);
    Error error = error_of([&text, &argument] { bind_one(text, argument); });
    EXPECT_EQ(error.kind(), ErrorKind::bad_request);
    EXPECT_THAT(error.what(), HasSubstr("'$x'"));
  }
}

TEST(Parameters, D_30_a_missing_required_parameter_is_an_error) {
  std::vector<CheckedParameter> parameters = {{"a", {schema::Scalar::i32, 0, false, true}},
                                              {"nick", scalar_type(schema::Scalar::string)}};
  EXPECT_THAT(error_of([&parameters] { bind_parameters(parameters, "{}"); }).what(),
              HasSubstr("parameter '$nick' of type String is required"));
  EXPECT_THAT(error_of([&parameters] { bind_parameters(parameters, R"({"$nick": "x"})"); }).what(),
              HasSubstr("'$nick' was given but is not declared"));
  auto values = bind_parameters(parameters, R"({"nick": "x"})");
  ASSERT_EQ(values.size(), 2U);
  EXPECT_TRUE(values[0].is_null());
}

TEST(Parameters, GQ_36_arguments_are_one_object) {
  for (std::string_view empty : {"", " \n", "null", "{}"}) {
    EXPECT_THAT(bind_parameters({}, empty), ::testing::IsEmpty());
  }
  for (std::string_view wrong :
       {"[]", "1", "\"{}\"", "{", "{\"a\": 1,}", "{} {}", "{\"a\": 1e999}"}) {
    EXPECT_THAT(error_of([wrong] { bind_parameters({}, wrong); }).what(),
                HasSubstr("params must be a JSON object"));
  }
}

TEST(Parameters, GQ_39_unknown_keys_have_no_effect) {
  EXPECT_NO_THROW(bind_parameters({}, R"({"a": 1, "b": null, "c": ["x", null, [1]]})"));
  for (std::string_view wrong : {R"({"a": {}})", R"({"a": [1, {"b": 2}]})"}) {
    EXPECT_THAT(error_of([wrong] { bind_parameters({}, wrong); }).what(), HasSubstr("'a'"));
  }
  std::string deep = R"({"a": )" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_NO_THROW(bind_parameters({}, deep));
}

}  // namespace
}  // namespace omnigraph::query

#include "random_schema.h"

#include "schema/catalog_builder.h"
#include "schema/identities.h"
#include "schema/ir.h"
#include "schema/lexer.h"
#include "schema/migration.h"
#include "testing/testing.h"

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace omnigraph::schema {
namespace {

using omnigraph::testing::SeededRandom;
using testing::RandomSchema;

Catalog identified(std::string_view source) {
  Catalog catalog = compile_schema(source);
  allocate_identities(catalog, "01ARZ3NDEKTSV4RRFFQ69G5FAV");
  return catalog;
}

RC_GTEST_PROP(RandomSchemas, ir_round_trips, (std::uint64_t seed)) {
  Catalog catalog = identified(RandomSchema(seed).text(1));
  std::string json = ir_json(catalog);
  Catalog read = parse_ir(json, "random");
  RC_ASSERT(read == catalog);
  RC_ASSERT(ir_json(read) == json);
  RC_ASSERT(shape_hash(read) == shape_hash(catalog));
}

RC_GTEST_PROP(RandomSchemas, SCH_68_hashes_do_not_depend_on_the_order,
              (std::uint64_t seed, std::uint64_t order)) {
  RandomSchema schema(seed);
  Catalog one = identified(schema.text(1));
  Catalog other = identified(schema.text(order));
  RC_ASSERT(one == other);
  RC_ASSERT(ir_hash(one) == ir_hash(other));
  RC_ASSERT(shape_hash(one) == shape_hash(other));
}

/// `text` with a few pieces cut out, repeated, overwritten or put in.
std::string mutated(std::string text, SeededRandom& random) {
  constexpr std::string_view kPieces[] = {"@",
                                          "{",
                                          "}",
                                          "(",
                                          ")",
                                          "..",
                                          ",",
                                          "\"",
                                          "\\",
                                          "/*",
                                          "//",
                                          "->",
                                          "enum(",
                                          "@card(1..",
                                          "@key",
                                          "@unique(",
                                          "@range(p1, ",
                                          "implements I0",
                                          "node N0 {",
                                          "edge E1: N0 -> N0",
                                          "?",
                                          "[",
                                          "99999999999999999999999",
                                          "-",
                                          "0.5",
                                          "Vector(",
                                          "@embed(text)",
                                          "@check(text, \"(\")",
                                          "\xFF",
                                          "\xC3\xA9",
                                          "id: String",
                                          "\n"};
  for (std::uint64_t count = random.next() % 4 + 1; count > 0 && !text.empty(); --count) {
    std::size_t at = random.next() % text.size();
    std::size_t size = std::min<std::size_t>(random.next() % 12, text.size() - at);
    switch (random.next() % 4) {
      case 0:
        text.erase(at, size);
        break;
      case 1:
        text.insert(random.next() % text.size(), text.substr(at, size));
        break;
      case 2:
        text[at] = static_cast<char>(random.next());
        break;
      default:
        text.insert(at, kPieces[random.next() % std::size(kPieces)]);
    }
  }
  return text;
}

RC_GTEST_PROP(RandomSchemas, mutated_source_is_admitted_or_refused_with_a_place,
              (std::uint64_t seed, std::uint64_t mutation)) {
  SeededRandom random(mutation);
  RandomSchema schema(seed);
  for (int i = 0; i < 20; ++i) {
    std::string source = mutated(schema.text(random.next()), random);
    try {
      Catalog catalog = identified(source);
      RC_ASSERT(parse_ir(ir_json(catalog), "mutated") == catalog);
    } catch (const Error& error) {
      std::string message = error.what();
      RC_ASSERT(error.kind() == ErrorKind::bad_request);
      RC_ASSERT(message.starts_with("parse error:  --> ") ||
                message.starts_with("catalog error:  --> "));
      RC_ASSERT(valid_utf8_prefix(message) == message.size());
    }
  }
}

RC_GTEST_PROP(RandomSchemas, mutated_ir_is_read_back_or_refused,
              (std::uint64_t seed, std::uint64_t mutation)) {
  SeededRandom random(mutation);
  const std::string json = ir_json(identified(RandomSchema(seed).text(1)));
  for (int i = 0; i < 20; ++i) {
    std::string damaged = mutated(json, random);
    try {
      RC_ASSERT(ir_json(parse_ir(damaged, "damaged")) == damaged);
    } catch (const Error& error) {
      RC_ASSERT(error.kind() == ErrorKind::internal);
    }
  }
}

TEST(SchemaSpeed, two_hundred_types_compile_in_milliseconds) {
  std::string source =
      "interface Named { name: String @key @description(\"what it is called\") }\n";
  for (int i = 0; i < 100; ++i) {
    std::string number = std::to_string(i);
    source += "node Type" + number + " @description(\"number " + number +
              "\") implements Named {\n  size: I64? @index\n  kind: enum(big, small, none)\n"
              "  tags: [String]?\n  note: String?\n  profile: Vector(64)? @embed(note)\n"
              "  created: DateTime\n  @range(size, 0..)\n  @check(name, \"^[a-z]+$\")\n}\n"
              "edge Link" +
              number + ": Type" + number +
              " -> Type0 @card(0..5) { weight: F64? since: Date @unique(src, dst) }\n";
  }
  using Clock = std::chrono::steady_clock;
  Clock::duration compile = Clock::duration::max();
  Clock::duration read = Clock::duration::max();
  Clock::duration plan = Clock::duration::max();
  for (int run = 0; run < 20; ++run) {
    Clock::time_point start = Clock::now();
    Catalog catalog = compile_schema(source);
    compile = std::min(compile, Clock::now() - start);
    ASSERT_EQ(catalog.nodes.size() + catalog.edges.size(), 200U);
    allocate_identities(catalog, "01ARZ3NDEKTSV4RRFFQ69G5FAV");
    std::string json = ir_json(catalog);
    start = Clock::now();
    parse_ir(json, "speed");
    read = std::min(read, Clock::now() - start);
    start = Clock::now();
    ASSERT_TRUE(plan_migration(catalog, source, MigrationOptions()).steps.empty());
    plan = std::min(plan, Clock::now() - start);
  }
  auto record = [](const char* name, Clock::duration duration) {
    auto micros = std::chrono::duration_cast<std::chrono::microseconds>(duration);
    RecordProperty(name, static_cast<int>(micros.count()));
  };
  record("compile_micros", compile);
  record("parse_ir_micros", read);
  record("plan_micros", plan);
#ifdef NDEBUG  // sanitizers and debug builds are several times slower
  EXPECT_LT(compile, std::chrono::milliseconds(5));
  EXPECT_LT(read, std::chrono::milliseconds(10));
  EXPECT_LT(plan, std::chrono::milliseconds(20));
#endif
}

}  // namespace
}  // namespace omnigraph::schema

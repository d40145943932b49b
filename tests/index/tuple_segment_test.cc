#include "index/tuple_segment.h"

#include "index_testing.h"

#include <rapidcheck/gtest.h>

#include <limits>
#include <map>
#include <numeric>

namespace omnigraph::index {
namespace {

using columnar::ArrayPtr;
using columnar::Builder;
using columnar::Type;
using columnar::TypeId;

ArrayPtr optional_texts(const std::vector<std::optional<std::string>>& values) {
  Builder builder{Type(TypeId::utf8)};
  for (const auto& value : values) {
    value ? builder.append_text(*value) : builder.append_null();
  }
  return builder.finish();
}

TupleSegment segment_of(const std::vector<ArrayPtr>& columns) {
  std::vector<std::int32_t> members(columns.size());
  std::iota(members.begin(), members.end(), 3);
  TupleSegmentBuilder builder(members, kSeed);
  std::size_t rows = columns.front()->length();
  for (std::size_t at = 0; at < rows; at += 7) {  // in batches
    std::vector<ArrayPtr> parts;
    for (const ArrayPtr& column : columns) {
      parts.push_back(column->slice(at, std::min<std::size_t>(7, rows - at)));
    }
    builder.append(parts);
  }
  return TupleSegment::decode(columnar::Buffer::take(builder.finish()), rows, "test");
}

RC_GTEST_PROP(TupleSegment, finds_the_rows_of_a_complete_tuple_and_no_other, ()) {
  using Values = std::vector<std::optional<std::string>>;
  auto value = rc::gen::element<std::optional<std::string>>(std::nullopt, "", "a", "b", "a\",\"b",
                                                            "a,b", "c");
  const auto a = *rc::gen::container<Values>(value);
  const auto b = *rc::gen::container<Values>(a.size(), value);
  std::vector<ArrayPtr> columns = {optional_texts(a), optional_texts(b)};
  TupleSegment segment = segment_of(columns);
  std::map<std::pair<std::string, std::string>, std::vector<std::uint32_t>> expected;
  std::size_t complete = 0;
  for (std::uint32_t row = 0; row < a.size(); ++row) {
    if (a[row] && b[row]) {
      expected[{*a[row], *b[row]}].push_back(row);
      ++complete;
    }
  }
  RC_ASSERT(segment.rows().rows().size() == complete);
  std::string buffer;
  for (const auto& [tuple, rows] : expected) {
    std::optional<Hash128> hash = hash_tuple(columns, rows.front(), kSeed, buffer);
    RC_ASSERT(hash.has_value());
    auto found = segment.rows().find(*hash);
    RC_ASSERT(std::vector<std::uint32_t>(found.begin(), found.end()) == rows);
  }
}

TEST(TupleSegment, SCH_56_tuples_are_compared_by_spelling) {
  Builder floats{Type(TypeId::float64)};
  for (double value :
       {0.0, -0.0, std::numeric_limits<double>::quiet_NaN(),
        -std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    floats.append(value);
  }
  TupleSegment segment = segment_of({floats.finish()});
  EXPECT_EQ(segment.rows().find(hash128("0", kSeed)).size(), 2U);
  EXPECT_EQ(segment.rows().find(hash128("NaN", kSeed)).size(), 2U);
  EXPECT_EQ(segment.rows().find(hash128("Infinity", kSeed)).size(), 1U);
}

TEST(TupleSegment, damage_is_an_error_that_names_the_file_or_changes_no_bounds) {
  TupleSegmentBuilder builder({2, 5, 9}, kSeed);
  std::vector<ArrayPtr> columns(3, texts({"c", "a", "b"}));
  builder.append(columns);
  damage(builder.finish(), "x.omni", [](columnar::Buffer bytes) {
    TupleSegment segment = TupleSegment::decode(std::move(bytes), 3, "x.omni");
    for (const char* tuple : {R"(["c","c","c"])", R"(["a","a","a"])"}) {
      for (std::uint32_t row : segment.rows().find(hash128(tuple, kSeed))) {
        EXPECT_LT(row, 3U);
      }
    }
  });
}

}  // namespace
}  // namespace omnigraph::index

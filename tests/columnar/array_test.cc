#include "columnar/array.h"

#include "array_builder.h"
#include "columnar/builder.h"
#include "testing/testing.h"

#include <rapidcheck/gtest.h>

#include <numeric>

namespace omnigraph::columnar {
namespace {

std::vector<std::uint64_t> draw_seeds() {
  return *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 1000));
}

RC_GTEST_PROP(Array, take_and_slice_and_concatenate_agree_with_building, ()) {
  auto seeds = draw_seeds();
  auto first = *rc::gen::inRange<std::size_t>(0, seeds.size() + 1);
  auto count = *rc::gen::inRange<std::size_t>(0, seeds.size() - first + 1);
  std::vector<std::uint64_t> part(seeds.begin() + static_cast<std::ptrdiff_t>(first),
                                  seeds.begin() + static_cast<std::ptrdiff_t>(first + count));
  std::vector<std::uint64_t> head(seeds.begin(),
                                  seeds.begin() + static_cast<std::ptrdiff_t>(first));
  std::vector<std::uint64_t> head_and_part(
      seeds.begin(), seeds.begin() + static_cast<std::ptrdiff_t>(first + count));
  std::vector<std::uint32_t> positions(count);
  std::iota(positions.begin(), positions.end(), static_cast<std::uint32_t>(first));

  for (const Type& type : types()) {
    ArrayPtr whole = array_of(type, seeds);
    RC_ASSERT(equals(*whole->slice(first, count), *array_of(type, part)));
    RC_ASSERT(equals(*take(*whole, positions), *array_of(type, part)));
    ArrayPtr joined = concatenate(
        std::vector<ArrayPtr>{whole->slice(0, first), whole->slice(first, count)}, type);
    RC_ASSERT(equals(*joined, *array_of(type, head_and_part)));
  }
}

TEST(Array, equality_tells_nulls_and_values_apart) {
  for (const Type& type : types()) {
    EXPECT_TRUE(equals(*array_of(type, {1, 4, 2}), *array_of(type, {1, 9, 2}))) << to_string(type);
    EXPECT_FALSE(equals(*array_of(type, {1, 4, 2}), *array_of(type, {1, 2, 2}))) << to_string(type);
    EXPECT_FALSE(equals(*array_of(type, {1, 2}), *array_of(type, {1, 3}))) << to_string(type);
    EXPECT_TRUE(equals(*Array::nulls(type, 2), *array_of(type, {4, 9}))) << to_string(type);
  }
}

TEST(Type, prints_itself_for_messages) {
  EXPECT_EQ(to_string(types()[7]), "list<list<boolean>>");
  EXPECT_EQ(to_string(types()[8]), "struct<binary, utf8>");
  EXPECT_EQ(to_string(Type::vector(8)), "vector(8)");
}

TEST(Bitmap, counts_and_copies_across_byte_borders) {
  BitmapBuilder all;
  for (std::size_t i = 0; i < 300; ++i) {
    all.append(i % 3 == 0);
  }
  EXPECT_EQ(all.set_count(), 100U);
  Bytes bits = all.finish();
  for (std::size_t first : {0, 1, 7, 8, 64, 100}) {
    for (std::size_t count : {0, 1, 8, 63, 200}) {
      std::size_t expected = 0;
      for (std::size_t i = first; i < first + count; ++i) {
        expected += i % 3 == 0 ? 1 : 0;
      }
      EXPECT_EQ(count_set_bits(bits.data(), first, count), expected);
      BitmapBuilder copy;
      copy.append(5, true);
      copy.append_from(bits.data(), first, count);
      EXPECT_EQ(copy.set_count(), expected + 5);
    }
  }
}

}  // namespace
}  // namespace omnigraph::columnar

#include "exec/sort.h"

#include "columnar/builder.h"
#include "testing/testing.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;
using columnar::Builder;
using columnar::Type;
using columnar::TypeId;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

ArrayPtr doubles(std::initializer_list<std::optional<double>> values) {
  Builder builder{Type(TypeId::float64)};
  for (const std::optional<double>& value : values) {
    value ? builder.append(*value) : builder.append_null();
  }
  return builder.finish();
}

bool by_row(std::uint32_t a, std::uint32_t b) { return a < b; }

TEST(Sort, GQ_82_GQ_68_nulls_are_least_and_nan_is_greatest) {
  ArrayPtr values = doubles({kNan, 1.0, std::nullopt, kInfinity, -kInfinity, kNan, std::nullopt});
  const SortKey ascending{values, false};
  EXPECT_THAT(sorted_rows(7, {&ascending, 1}, by_row, kAll), ElementsAre(2, 6, 4, 1, 3, 0, 5));
  const SortKey descending{values, true};
  EXPECT_THAT(sorted_rows(7, {&descending, 1}, by_row, kAll), ElementsAre(0, 5, 3, 1, 4, 2, 6));
}

TEST(Sort, GQ_82_keys_apply_left_to_right_and_both_zeros_are_equal) {
  const SortKey keys[] = {{doubles({0.0, -0.0, 1.0, 0.0}), true},
                          {doubles({2.0, 1.0, 0.0, std::nullopt}), false}};
  EXPECT_THAT(sorted_rows(4, keys, by_row, kAll), ElementsAre(2, 3, 1, 0));
}

TEST(Sort, GQ_87_a_limit_gives_the_first_rows_of_the_whole_order) {
  omnigraph::testing::SeededRandom random(7);
  for (std::size_t count : {0, 1, 2, 17, 300}) {
    Builder builder{Type(TypeId::int32)};
    for (std::size_t i = 0; i < count; ++i) {
      builder.append(static_cast<std::int32_t>(random.next() % 10));
    }
    const SortKey key{builder.finish(), true};
    std::vector<std::uint32_t> whole = sorted_rows(count, {&key, 1}, by_row, kAll);
    for (std::size_t limit : {std::size_t{0}, std::size_t{1}, count / 2, count, count + 1}) {
      std::vector<std::uint32_t> first = whole;
      first.resize(std::min(limit, count));
      EXPECT_EQ(sorted_rows(count, {&key, 1}, by_row, limit), first) << count << " " << limit;
    }
  }
}

TEST(Sort, no_keys_leave_the_tie_break) {
  EXPECT_THAT(sorted_rows(
                  3, {}, [](std::uint32_t a, std::uint32_t b) { return a > b; }, kAll),
              ElementsAre(2, 1, 0));
  EXPECT_THAT(sorted_rows(0, {}, by_row, 5), IsEmpty());
}

}  // namespace
}  // namespace omnigraph::exec

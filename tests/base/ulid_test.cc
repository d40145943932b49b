#include "base/ulid.h"

#include "testing/testing.h"

#include <rapidcheck/gtest.h>

namespace omnigraph {
namespace {

TEST(Ulid, reads_and_writes_crockford_base_32) {
  EXPECT_EQ(Ulid().to_string(), "00000000000000000000000000");
  EXPECT_EQ(Ulid(~0ULL, ~0ULL).to_string(), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
  EXPECT_EQ(Ulid::parse("01ARZ3NDEKTSV4RRFFQ69G5FAV")->to_string(), "01ARZ3NDEKTSV4RRFFQ69G5FAV");
  EXPECT_EQ(Ulid::parse("01arz3ndektsv4rrffq69g5fav")->to_string(), "01ARZ3NDEKTSV4RRFFQ69G5FAV");
  for (std::string_view bad : {"", "01ARZ3NDEKTSV4RRFFQ69G5FA", "81ARZ3NDEKTSV4RRFFQ69G5FAV",
                               "01ARZ3NDEKTSV4RRFFQ69G5FAU", "01ARZ3NDEKTSV4RRFFQ69G5FAVX"}) {
    EXPECT_EQ(Ulid::parse(bad), std::nullopt) << bad;
  }
}

RC_GTEST_PROP(Ulid, text_round_trips_and_sorts_as_the_value,
              (std::uint64_t high, std::uint64_t low)) {
  Ulid ulid(high, low);
  RC_ASSERT(Ulid::parse(ulid.to_string()) == std::optional(ulid));
  RC_ASSERT(ulid.plus(1).to_string() > ulid.to_string() || ulid == Ulid(~0ULL, ~0ULL));
}

TEST(Ulid, ascend_within_a_millisecond_and_when_the_clock_steps_back) {
  testing::FixedClock clock;
  testing::SeededRandom random;
  UlidGenerator generator(clock, random);
  Ulid last = generator.next();
  EXPECT_EQ(last.millis(), 1'700'000'000'000);
  for (std::int64_t step : {0, 0, 1000, -5000, 0, 2000}) {
    clock.advance(step);
    Ulid first = generator.reserve(10);
    EXPECT_LT(last, first);
    last = first.plus(9);
  }
}

}  // namespace
}  // namespace omnigraph

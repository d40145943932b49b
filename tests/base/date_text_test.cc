#include "base/date_text.h"

#include "testing/testing.h"

#include <rapidcheck/gtest.h>

#include <limits>

namespace omnigraph {
namespace {

TEST(DateText, WR_38_dates) {
  struct Case {
    std::string_view text;
    std::optional<std::int32_t> days;
  };
  const Case cases[] = {
      {"1970-01-01", 0},
      {"2024-01-01", 19723},
      {"2024-1-1", 19723},
      {"20240101", 19723},
      {"1969-12-31", -1},
      {"2024-02-29", 19782},
      {"+10999-12-31", 3298139},
      {"-0012-05-06", -723785},
      {"0000-01-01", -719528},
      {"2024-01-01T23:59:59Z", 19723},
      {"2024-01-01 23:30:00-01:00", 19724},
      {"2023-02-29", {}},
      {"2024-13-01", {}},
      {"24-01-01", {}},
      {"2024/01/01", {}},
      {"", {}},
      {"2024-01-01x", {}},
      {"99999999999-01-01", {}},
      {"+999999999-01-01", {}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(parse_date(c.text), c.days) << c.text;
  }
}

TEST(DateText, WR_38_date_times) {
  struct Case {
    std::string_view text;
    std::optional<std::int64_t> millis;
  };
  const Case cases[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"1970-01-01", 0},
      {"1970-01-01t00:00:01.5z", 1500},
      {"1970-01-01 00:00:00.123456789", 123},
      {"1970-01-01T010203", 3723000},
      {"1970-01-01T01:00:00+01:00", 0},
      {"1970-01-01T01:00:00 +0100", 0},
      {"1970-01-01T01:00:00+01", 0},
      {"1970-01-01T00:00:00-00:30", 1800000},
      {"1969-12-31T23:59:59.999Z", -1},
      {"1970-01-01T00:00", {}},
      {"1970-01-01T24:00:00Z", {}},
      {"1970-01-01T00:00:60Z", {}},
      {"1970-01-01T00:00:00.Z", {}},
      {"1970-01-01T00:00:00+1", {}},
      {"19700101T00:00:00Z", {}},
      {"1970-01-01X00:00:00Z", {}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(parse_date_time(c.text), c.millis) << c.text;
  }
}

TEST(DateText, formats_what_it_parses) {
  EXPECT_EQ(format_date(19723), "2024-01-01");
  EXPECT_EQ(format_date(3298139), "+10999-12-31");
  EXPECT_EQ(format_date(-723785), "-0012-05-06");
  EXPECT_EQ(format_date_time(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(format_date_time(1500), "1970-01-01T00:00:01.500Z");
}

RC_GTEST_PROP(DateText, every_day_round_trips, (std::int32_t days)) {
  RC_ASSERT(parse_date(format_date(days)) == std::optional(days));
}

RC_GTEST_PROP(DateText, every_instant_of_four_digit_years_round_trips, ()) {
  auto millis = *rc::gen::inRange<std::int64_t>(-62'167'219'200'000, 253'402'300'800'000);
  RC_ASSERT(parse_date_time(format_date_time(millis)) == std::optional(millis));
}

}  // namespace
}  // namespace omnigraph

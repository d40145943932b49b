#include "base/number_text.h"

#include "testing/testing.h"

#include <limits>

namespace omnigraph {
namespace {

std::string json(double value) {
  std::string out;
  append_json_number(out, value);
  return out;
}

TEST(NumberText, GQ_91_json_floats_read_back_and_keep_a_fraction) {
  EXPECT_EQ(json(30), "30.0");
  EXPECT_EQ(json(-0.0), "-0.0");
  EXPECT_EQ(json(0.1), "0.1");
  EXPECT_EQ(json(static_cast<double>(0.1F)), "0.10000000149011612");
  EXPECT_EQ(json(1e15), "1000000000000000.0");
  EXPECT_EQ(json(1e16), "1e+16");
  EXPECT_EQ(json(1.5e-7), "1.5e-07");
  EXPECT_EQ(json(std::numeric_limits<double>::quiet_NaN()), "\"NaN\"");
  EXPECT_EQ(json(std::numeric_limits<double>::infinity()), "\"Infinity\"");
  EXPECT_EQ(json(-std::numeric_limits<double>::infinity()), "\"-Infinity\"");
}

TEST(NumberText, SCH_56_key_spelling_has_no_exponent_and_no_trailing_fraction) {
  EXPECT_EQ(key_spelling(3.0), "3");
  EXPECT_EQ(key_spelling(0.25), "0.25");
  EXPECT_EQ(key_spelling(1e21), "1000000000000000000000");
  EXPECT_EQ(key_spelling(1e23), "100000000000000000000000");  // the shortest, not the exact value
  EXPECT_EQ(key_spelling(1e20F), "100000000000000000000");
  EXPECT_EQ(key_spelling(-123.5), "-123.5");
  EXPECT_EQ(key_spelling(1200.0), "1200");
  EXPECT_EQ(key_spelling(-1.25e-5F), "-0.0000125");
  EXPECT_EQ(key_spelling(5e-324), "0." + std::string(323, '0') + "5");
  EXPECT_EQ(key_spelling(-0.0), "0");
  EXPECT_EQ(key_spelling(0.0000001), "0.0000001");
  EXPECT_EQ(key_spelling(16777217.0F), "16777216");
  EXPECT_EQ(key_spelling(0.1F), "0.1");
}

}  // namespace
}  // namespace omnigraph

#include "base/hash.h"
#include "base/parallel.h"
#include "base/source_text.h"
#include "base/suggest.h"
#include "base/throw_error.h"
#include "testing/testing.h"

#include <atomic>

namespace omnigraph {
namespace {

TEST(SourceText, SCH_13_points_at_the_offending_token) {
  std::string_view source = "node A {\n  é: Integer\n}\n";
  EXPECT_EQ(describe_at("parse error:", source, source.find("Integer"), "expected a type"),
            "parse error:  --> 2:6\n"
            "  |\n"
            "2 |   é: Integer\n"
            "  |      ^---\n"
            "  |\n"
            "  = expected a type");
}

TEST(SourceText, of_a_very_long_line_only_the_part_around_the_place_is_shown) {
  std::string source(5000, 'a');
  source += "é!" + std::string(5000, 'b');
  std::string message = describe_at("parse error:", source, source.find('!'), "no");
  EXPECT_LT(message.size(), 500U);
  EXPECT_THAT(message, ::testing::HasSubstr("--> 1:5002\n"));
  EXPECT_THAT(message, ::testing::HasSubstr("1 | …" + std::string(99, 'a') + "é!" +
                                            std::string(59, 'b') + "…\n"));
  EXPECT_THAT(message, ::testing::HasSubstr("\n  | " + std::string(101, ' ') + "^---"));
}

TEST(SourceText, positions_beyond_the_end_are_the_end) {
  EXPECT_EQ(position_at("ab\ncd", 99), (SourcePosition{2, 3}));
  EXPECT_EQ(position_at("", 0), (SourcePosition{1, 1}));
  EXPECT_EQ(position_at("a\n", 2), (SourcePosition{2, 1}));
}

TEST(Suggest, names_within_a_misspelling) {
  std::vector<std::string> known = {"Person", "Package", "name", "x"};
  EXPECT_EQ(did_you_mean("nmae", known), "; did you mean 'name'?");
  EXPECT_EQ(did_you_mean("person", known), "; did you mean 'Person'?");
  EXPECT_EQ(did_you_mean("Zebra", known), "");
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Hash, sha256_of_a_known_text) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(ParallelFor, runs_every_task_once_and_rethrows) {
  std::vector<std::atomic<int>> runs(1000);
  parallel_for(runs.size(), [&](std::size_t i) { ++runs[i]; });
  for (const auto& count : runs) {
    EXPECT_EQ(count, 1);
  }
  EXPECT_EQ(testing::error_of([] {
              parallel_for(100, [](std::size_t i) {
                if (i == 57) {
                  throw_bad_request("task {}", i);
                }
              });
            }).what(),
            std::string("task 57"));
}

}  // namespace
}  // namespace omnigraph

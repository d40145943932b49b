#include "index/key_segment.h"

#include "columnar/builder.h"
#include "testing/testing.h"

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

namespace omnigraph::index {
namespace {

constexpr std::uint64_t kSeed = 42;

columnar::ArrayPtr texts(const std::vector<std::string>& values) {
  columnar::Builder builder{columnar::Type(columnar::TypeId::utf8)};
  for (const std::string& value : values) {
    builder.append_text(value);
  }
  return builder.finish();
}

KeySegment segment_of(const std::vector<std::string>& ids) {
  return KeySegment::decode(columnar::Buffer::take(KeySegment::encode(*texts(ids), kSeed)),
                            ids.size(), "test");
}

RC_GTEST_PROP(KeySegment, finds_every_row_of_an_id_and_no_other, ()) {
  auto numbers = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 400));
  std::vector<std::string> ids = {"9999"};  // not ascending, so the segment is hashed
  std::map<std::string, std::vector<std::uint32_t>> expected = {{"9999", {0}}};
  for (int number : numbers) {
    expected[std::to_string(number)].push_back(static_cast<std::uint32_t>(ids.size()));
    ids.push_back(std::to_string(number));
  }
  ids.push_back("0000");
  expected["0000"].push_back(static_cast<std::uint32_t>(ids.size() - 1));
  KeySegment segment = segment_of(ids);
  RC_ASSERT(segment.form() == KeySegment::Form::hashed);
  for (const auto& [id, rows] : expected) {
    Hash128 hash = hash128(id, kSeed);
    auto found = segment.find(hash);
    RC_ASSERT(segment.may_contain(hash));
    RC_ASSERT(std::vector<std::uint32_t>(found.begin(), found.end()) == rows);
  }
  for (int number = 400; number < 800; ++number) {
    RC_ASSERT(segment.find(hash128(std::to_string(number), kSeed)).empty());
  }
}

TEST(KeySegment, the_filter_answers_nearly_all_misses) {
  std::vector<std::string> ids;
  for (int i = 20000; i > 0; --i) {
    ids.push_back("id-" + std::to_string(i));
  }
  KeySegment segment = segment_of(ids);
  int passed = 0;
  for (int i = 0; i < 10000; ++i) {
    passed += segment.may_contain(hash128("other-" + std::to_string(i), kSeed)) ? 1 : 0;
  }
  EXPECT_LT(passed, 200);
  for (const std::string& id : ids) {
    ASSERT_EQ(segment.find(hash128(id, kSeed)).size(), 1U) << id;
  }
}

TEST(KeySegment, D_36_ids_that_ascend_need_no_table) {
  std::string bytes = KeySegment::encode(*texts({"a", "b", "c"}), kSeed);
  EXPECT_EQ(bytes.size(), 24U);
  EXPECT_EQ(KeySegment::decode(columnar::Buffer::take(bytes), 3, "test").form(),
            KeySegment::Form::ascending);
  EXPECT_EQ(segment_of({"a", "a"}).form(), KeySegment::Form::hashed);
  EXPECT_EQ(segment_of({}).count(), 0U);
}

TEST(KeySegment, LNC_1_damage_is_an_error_that_names_the_file_or_changes_no_bounds) {
  std::vector<std::string> ids = {"c", "a", "b", "d", "e"};
  std::string good = KeySegment::encode(*texts(ids), kSeed);
  for (std::size_t size = 0; size < good.size(); ++size) {
    Error error = testing::error_of([&] {
      KeySegment::decode(columnar::Buffer::take(good.substr(0, size)), ids.size(), "x.omni");
    });
    EXPECT_EQ(error.kind(), ErrorKind::internal);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("x.omni"));
  }
  for (std::size_t i = 0; i < good.size() * 8; ++i) {
    std::string bad = good;
    bad[i / 8] = static_cast<char>(bad[i / 8] ^ 1 << i % 8);
    try {
      KeySegment segment = KeySegment::decode(columnar::Buffer::take(bad), ids.size(), "x.omni");
      if (segment.form() == KeySegment::Form::hashed) {
        for (const std::string& id : ids) {
          for (std::uint32_t row : segment.find(hash128(id, kSeed))) {
            EXPECT_LT(row, ids.size());
          }
        }
      }
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::internal);
    }
  }
}

}  // namespace
}  // namespace omnigraph::index

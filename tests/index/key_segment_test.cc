#include "index/key_segment.h"

#include "index_testing.h"

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

namespace omnigraph::index {
namespace {

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

TEST(KeySegment, is_the_same_however_the_ids_come_in_batches) {
  for (int count : {1, 2, 100, 8191, 8192, 8193}) {
    std::vector<std::string> ids = numbered(count);
    std::vector<std::string> ascending = ids;
    std::sort(ascending.begin(), ascending.end());
    for (const auto& all : {ids, ascending}) {
      KeySegmentBuilder builder(kSeed);
      for (std::size_t at = 0, step = 1; at < all.size(); at += step, step = step * 2 + 1) {
        builder.append(*texts({}));
        builder.append(
            *texts({all.begin() + static_cast<std::ptrdiff_t>(at),
                    all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), at + step))}));
      }
      EXPECT_EQ(builder.finish(), KeySegment::encode(*texts(all), kSeed)) << count;
    }
    EXPECT_EQ(segment_of(ascending).form(), KeySegment::Form::ascending);
  }
}

TEST(KeySegment, D_36_an_order_that_breaks_between_batches_is_noticed) {
  KeySegmentBuilder builder(kSeed);
  builder.append(*texts({"b"}));
  builder.append(*texts({"a"}));
  EXPECT_EQ(builder.finish(), KeySegment::encode(*texts({"b", "a"}), kSeed));
  builder.append(*texts({"a"}));  // the builder is as new
  EXPECT_EQ(builder.finish(), KeySegment::encode(*texts({"a"}), kSeed));
}

TEST(SortedHashes, are_all_hashes_in_order_with_their_rows) {
  for (int count : {0, 1, 2, 8191, 8192, 8193, 100'000}) {
    std::vector<std::string> ids = numbered(count);
    for (int i = 0; i < count; i += 3) {
      ids[static_cast<std::size_t>(i)] = "again and again";
    }
    std::vector<std::pair<Hash128, std::uint32_t>> expected;
    for (const std::string& id : ids) {
      expected.emplace_back(hash128(id, kSeed), static_cast<std::uint32_t>(expected.size()));
    }
    std::sort(expected.begin(), expected.end());
    SortedHashes sorted = SortedHashes::of(*texts(ids), kSeed);
    ASSERT_EQ(sorted.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_EQ(sorted.hashes()[i], expected[i].first);
      ASSERT_EQ(sorted.rows()[i], expected[i].second);
    }
  }
}

RC_GTEST_PROP(HashSpan, lower_bound_needs_no_uniform_hashes, ()) {
  auto values = *rc::gen::container<std::vector<std::uint64_t>>(
      rc::gen::oneOf(rc::gen::inRange<std::uint64_t>(0, 20), rc::gen::arbitrary<std::uint64_t>()));
  std::vector<Hash128> hashes;
  for (std::uint64_t value : values) {
    hashes.push_back({value, value % 3});
  }
  SortedHashes sorted(hashes);
  std::sort(hashes.begin(), hashes.end());
  Hash128 sought{
      *rc::gen::oneOf(rc::gen::inRange<std::uint64_t>(0, 22), rc::gen::arbitrary<std::uint64_t>()),
      *rc::gen::inRange<std::uint64_t>(0, 3)};
  RC_ASSERT(sorted.hashes().lower_bound(sought) ==
            static_cast<std::size_t>(std::lower_bound(hashes.begin(), hashes.end(), sought) -
                                     hashes.begin()));
}

TEST(KeySegment, LNC_1_damage_is_an_error_that_names_the_file_or_changes_no_bounds) {
  std::vector<std::string> ids = {"c", "a", "b", "d", "e"};
  damage(KeySegment::encode(*texts(ids), kSeed), "x.omni", [&ids](columnar::Buffer bytes) {
    KeySegment segment = KeySegment::decode(std::move(bytes), ids.size(), "x.omni");
    if (segment.form() == KeySegment::Form::hashed) {
      for (const std::string& id : ids) {
        for (std::uint32_t row : segment.find(hash128(id, kSeed))) {
          EXPECT_LT(row, ids.size());
        }
      }
    }
  });
}

}  // namespace
}  // namespace omnigraph::index

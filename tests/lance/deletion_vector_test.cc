#include "lance/deletion_vector.h"

#include "lance_testing.h"

#include <rapidcheck/gtest.h>

#include <numeric>
#include <set>

namespace omnigraph::lance {
namespace {

using testing::from_hex;
using testing::SeededRandom;

std::vector<RowOffset> rows_of(const DeletionVector& vector) {
  std::vector<RowOffset> rows;
  vector.for_each([&rows](RowOffset row) { rows.push_back(row); });
  return rows;
}

std::vector<RowOffset> range(RowOffset first, RowOffset count, RowOffset step = 1) {
  std::vector<RowOffset> rows;
  for (RowOffset i = 0; i < count; ++i) {
    rows.push_back(first + i * step);
  }
  return rows;
}

std::string as_string(const Bytes& bytes) { return std::string(as_text(bytes)); }

TEST(DeletionVector, by_example) {
  DeletionVector none;
  DeletionVector some = none.with(std::vector<RowOffset>{70000, 5, 0, 5});
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(some.count(), 3U);
  EXPECT_TRUE(some.contains(5));
  EXPECT_FALSE(some.contains(6));
  EXPECT_THAT(rows_of(some), ::testing::ElementsAre(0, 5, 70000));
  EXPECT_THAT(some.live_rows(4, 4), ::testing::ElementsAre(0, 2, 3));
  EXPECT_EQ(some.count_in(1, 70000), 2U);
  EXPECT_TRUE(some.fits(70001));
  EXPECT_FALSE(some.fits(70000));
  EXPECT_EQ(none.united_with(some), some);
}

TEST(DeletionVector, APPENDIX_A_the_stored_form_is_a_portable_roaring_bitmap) {
  DeletionVector vector = DeletionVector().with(std::vector<RowOffset>{0, 5, 70000});
  std::string expected =
      from_hex("3a300000 02000000 0000 0100 0100 0000 18000000 1c000000 0000 0500 7011");
  EXPECT_EQ(as_string(vector.encode()), expected);
  EXPECT_EQ(DeletionVector::decode(as_bytes(expected), "x.bin"), vector);
  Bytes nothing = DeletionVector().encode();
  EXPECT_TRUE(DeletionVector::decode(nothing, "x.bin").empty());
}

RC_GTEST_PROP(DeletionVector, behaves_as_a_set, ()) {
  SeededRandom random(*rc::gen::arbitrary<std::uint64_t>());
  std::uint64_t limit = *rc::gen::element<std::uint64_t>(10, 5000, 200'000, 1ULL << 32);
  std::set<RowOffset> model;
  DeletionVector vector;
  for (int step = 0; step < 3; ++step) {
    std::vector<RowOffset> rows;
    auto first = static_cast<RowOffset>(random.next() % limit);
    for (std::uint64_t i = random.next() % 6000; i > 0; --i) {
      rows.push_back(step == 1 ? first + static_cast<RowOffset>(i)
                               : static_cast<RowOffset>(random.next() % limit));
    }
    vector = vector.with(rows);
    model.insert(rows.begin(), rows.end());
  }
  RC_ASSERT(rows_of(vector) == std::vector<RowOffset>(model.begin(), model.end()));
  RC_ASSERT(vector.count() == model.size());
  Bytes stored = vector.encode();
  DeletionVector decoded = DeletionVector::decode(stored, "x.bin");
  RC_ASSERT(decoded == vector);
  RC_ASSERT(decoded.encode() == stored);
  std::size_t live = vector.live_rows(3, 10'000).size();
  RC_ASSERT(live + vector.count_in(3, 10'000) == 10'000U);
}

TEST(DeletionVector, runs_may_reach_the_ends_of_containers) {
  for (RowOffset first : {0U, 100U, 65'000U}) {
    for (RowOffset count : {536U, 65'436U, 65'536U, 200'000U}) {
      DeletionVector vector = DeletionVector().with(range(first, count));
      DeletionVector decoded = DeletionVector::decode(vector.encode(), "x.bin");
      EXPECT_EQ(decoded, vector);
      EXPECT_EQ(decoded.count(), count);
      EXPECT_EQ(decoded.with(range(7, 3)).united_with(vector).encode(),
                vector.with(range(7, 3)).encode());
    }
  }
}

TEST(DeletionVector, D_37_corrupt_bitmaps_are_errors_that_name_the_file) {
  // Array, bitmap and run containers; fewer and more than four, so with and without positions.
  DeletionVector arrays = DeletionVector().with(range(0, 10, 7000));
  DeletionVector bitmap = DeletionVector().with(range(0, 9000, 3));
  DeletionVector runs = DeletionVector().with(range(10, 3000)).with(range(100'000, 50));
  DeletionVector mixed = arrays.with(range(1'000'000, 200'000));
  for (const DeletionVector& vector : {arrays, bitmap, runs, mixed, DeletionVector()}) {
    std::string stored = as_string(vector.encode());
    for (std::size_t size = 0; size < stored.size(); ++size) {
      EXPECT_THAT(testing::error_of([&] {
                    DeletionVector::decode(as_bytes(stored.substr(0, size)), "x.bin");
                  }).what(),
                  ::testing::HasSubstr("x.bin"));
    }
    EXPECT_THROW(DeletionVector::decode(as_bytes(stored + "x"), "x.bin"), Error);
    for (std::size_t at = 0; at < stored.size(); ++at) {
      for (unsigned mask : {1U, 2U, 0x80U, 0xFFU}) {
        std::string changed = stored;
        changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ mask);
        try {
          DeletionVector decoded = DeletionVector::decode(as_bytes(changed), "x.bin");
          EXPECT_EQ(rows_of(decoded).size(), decoded.count());
        } catch (const Error& error) {
          EXPECT_EQ(error.kind(), ErrorKind::internal);
        }
      }
    }
  }
}

}  // namespace
}  // namespace omnigraph::lance

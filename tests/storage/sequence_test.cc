#include "storage/sequence.h"

#include "storage/counting_store.h"
#include "storage/local_store.h"
#include "storage/memory_store.h"
#include "testing/testing.h"

#include <bit>

namespace omnigraph::storage {
namespace {

void fill(ObjectStore& store, const Sequence& sequence, std::uint64_t from, std::uint64_t to) {
  for (std::uint64_t n = from; n <= to; ++n) {
    store.put_if_absent(sequence.name(n), as_bytes("x"), Durability::unsynced);
  }
}

TEST(Sequence, the_newest_name_sorts_first) {
  Sequence sequence("log/", ".json");
  EXPECT_EQ(sequence.name(1), "log/18446744073709551614.json");
  EXPECT_LT(sequence.name(1000), sequence.name(999));
}

TEST(Sequence, one_listing_finds_the_last_where_the_store_lists_in_order) {
  MemoryStore memory;
  CountingStore store(memory);
  Sequence sequence("log/", ".json");
  EXPECT_EQ(sequence.find_last(store), 0U);
  for (std::uint64_t last : {1, 2, 3, 250}) {
    fill(memory, sequence, 1, last);
    store.reset();
    EXPECT_EQ(sequence.find_last(store), last);
    EXPECT_EQ(store.counts().total(), 1U);
  }
}

TEST(Sequence, names_of_others_that_sort_before_ours_are_skipped) {
  MemoryStore store;
  Sequence sequence("versions/", ".manifest");
  fill(store, sequence, 1, 3);
  for (const char* name :
       {"versions/0", "versions/.hidden", "versions/00000000000000000001.other"}) {
    store.put_if_absent(name, as_bytes("x"), Durability::unsynced);
  }
  EXPECT_EQ(sequence.find_last(store), 3U);
}

TEST(Sequence, probes_of_a_disk_grow_with_the_logarithm) {
  testing::TemporaryDirectory directory;
  LocalStore disk(directory.path().string());
  CountingStore store(disk);
  Sequence sequence("log/", ".json");
  EXPECT_EQ(sequence.find_last(store), 0U);
  std::uint64_t filled = 0;
  for (std::uint64_t last : {1, 2, 3, 7, 8, 9, 100, 1000}) {
    fill(disk, sequence, filled + 1, last);
    filled = last;
    store.reset();
    EXPECT_EQ(sequence.find_last(store), last);
    EXPECT_LE(store.counts().total(), 2 * std::bit_width(last) + 1);
  }
  store.reset();
  EXPECT_EQ(sequence.find_last(store, 1000), 1000U);  // one probe of the next
  EXPECT_EQ(store.counts().total(), 1U);
}

}  // namespace
}  // namespace omnigraph::storage

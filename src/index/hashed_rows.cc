#include "index/hashed_rows.h"

#include "base/bytes.h"

#include <algorithm>
#include <array>
#include <vector>

namespace omnigraph::index {
namespace {

constexpr std::size_t kBlockWords = 8;
constexpr std::uint64_t kHashesPerBlock = 25;  // 256 bits: about 10 a hash, 1 % false positives

// Odd multipliers that spread one hash over the eight words of a block, from the definition of the
// filter in the Apache Parquet format.
constexpr std::array<std::uint32_t, kBlockWords> kSalts = {0x47b6137bU, 0x44974d91U, 0x8824ad5bU,
                                                           0xa2b7289dU, 0x705495c7U, 0x2df1424bU,
                                                           0x9efc4947U, 0x5c6bfb31U};

std::size_t block_of(const Hash128& hash, std::size_t blocks) {
  return static_cast<std::size_t>((hash.low >> 32) * blocks >> 32);
}

std::uint32_t bit_of(const Hash128& hash, std::size_t word) {
  return std::uint32_t{1} << (static_cast<std::uint32_t>(hash.low) * kSalts[word] >> 27);
}

template <typename T>
void append_values(std::string& out, std::span<const T> values) {
  out += as_text(std::as_bytes(values));
}

void append_filter(std::string& out, const HashSpan& hashes) {
  std::size_t blocks = hashes.size() / kHashesPerBlock + 1;
  std::vector<std::uint32_t> words(blocks * kBlockWords);
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    Hash128 hash = hashes[i];
    std::size_t block = block_of(hash, blocks);
    for (std::size_t word = 0; word < kBlockWords; ++word) {
      words[block * kBlockWords + word] |= bit_of(hash, word);
    }
  }
  append_little_endian(out, static_cast<std::uint64_t>(blocks));
  append_values(out, std::span<const std::uint32_t>(words));
}

}  // namespace

void HashedRows::append(std::string& out, const HashSpan& hashes,
                        std::span<const std::uint32_t> rows) {
  append_values(out, hashes.high);
  append_values(out, hashes.low);
  append_values(out, rows);
  out.resize((out.size() + 7) / 8 * 8, '\0');
  append_filter(out, hashes);
}

HashedRows HashedRows::take(SegmentCursor& cursor, std::uint64_t count, std::uint64_t row_count) {
  HashedRows taken;
  taken.hashes_.high = cursor.take<std::uint64_t>(count);
  taken.hashes_.low = cursor.take<std::uint64_t>(count);
  taken.rows_ = cursor.take<std::uint32_t>(count);
  std::uint64_t blocks = cursor.take<std::uint64_t>(1)[0];
  if (blocks == 0 || blocks > cursor.bytes().size() / (kBlockWords * sizeof(std::uint32_t))) {
    cursor.fail(fmt::format("a filter of {} blocks is impossible", blocks));
  }
  taken.filter_ = cursor.take<std::uint32_t>(blocks * kBlockWords);
  if (std::any_of(taken.rows_.begin(), taken.rows_.end(),
                  [row_count](std::uint32_t row) { return row >= row_count; })) {
    cursor.fail("it names a row that the file does not have");
  }
  return taken;
}

bool HashedRows::may_contain(const Hash128& hash) const {
  std::size_t block = block_of(hash, filter_.size() / kBlockWords);
  for (std::size_t word = 0; word < kBlockWords; ++word) {
    if ((filter_[block * kBlockWords + word] & bit_of(hash, word)) == 0) {
      return false;
    }
  }
  return true;
}

std::span<const std::uint32_t> HashedRows::find(const Hash128& hash) const {
  if (rows_.empty() || !may_contain(hash)) {
    return {};
  }
  std::size_t first = hashes_.lower_bound(hash);
  std::size_t last = first;
  while (last < rows_.size() && hashes_[last] == hash) {
    ++last;
  }
  return rows_.subspan(first, last - first);
}

}  // namespace omnigraph::index

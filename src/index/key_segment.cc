#include "index/key_segment.h"

#include "base/bytes.h"
#include "base/throw_error.h"
#include "index/segment_cursor.h"

#include <algorithm>
#include <array>
#include <utility>

namespace omnigraph::index {
namespace {

constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeaderBytes = 24;
constexpr std::size_t kBlockWords = 8;
constexpr std::size_t kBlockBytes = kBlockWords * sizeof(std::uint32_t);
constexpr std::uint64_t kIdsPerBlock = 25;  // 256 bits: about 10 an id, 1 % false positives

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

void pad(std::string& out) { out.resize((out.size() + 7) / 8 * 8, '\0'); }

void append_header(std::string& out, KeySegment::Form form, std::uint64_t seed,
                   std::uint64_t count) {
  append_little_endian(out, kVersion);
  append_little_endian(out, static_cast<std::uint32_t>(form));
  append_little_endian(out, seed);
  append_little_endian(out, count);
}

template <typename T>
void append_values(std::string& out, std::span<const T> values) {
  out += as_text(std::as_bytes(values));
}

void append_filter(std::string& out, std::span<const Hash128> hashes) {
  std::size_t blocks = hashes.size() / kIdsPerBlock + 1;
  std::vector<std::uint32_t> words(blocks * kBlockWords);
  for (const Hash128& hash : hashes) {
    std::size_t block = block_of(hash, blocks);
    for (std::size_t word = 0; word < kBlockWords; ++word) {
      words[block * kBlockWords + word] |= bit_of(hash, word);
    }
  }
  append_little_endian(out, static_cast<std::uint64_t>(blocks));
  append_values(out, std::span<const std::uint32_t>(words));
}

}  // namespace

std::string KeySegment::encode(const columnar::Array& ids, std::uint64_t seed) {
  KeySegmentBuilder builder(seed);
  builder.append(ids);
  return builder.finish();
}

void KeySegmentBuilder::append(const columnar::Array& ids) {
  if (ids.length() == 0) {
    return;
  }
  for (std::size_t i = 0; i < ids.length() && ascends_; ++i) {
    bool is_first = i == 0 && hashes_.empty();
    ascends_ = is_first || (i == 0 ? std::string_view(last_) : ids.text_at(i - 1)) < ids.text_at(i);
  }
  last_ = ids.text_at(ids.length() - 1);
  append_hashes(ids, seed_, hashes_);
}

std::string KeySegmentBuilder::finish() {
  std::vector<Hash128> hashes = std::exchange(hashes_, {});
  std::string out;
  if (std::exchange(ascends_, forms_ == KeyForms::any) && !hashes.empty()) {
    append_header(out, KeySegment::Form::ascending, seed_, hashes.size());
    return out;
  }
  SortedHashes entries(hashes);
  out.reserve(kHeaderBytes + hashes.size() * 22 + 2 * kBlockBytes);
  append_header(out, KeySegment::Form::hashed, seed_, hashes.size());
  append_values(out, entries.hashes().high);
  append_values(out, entries.hashes().low);
  append_values(out, entries.rows());
  pad(out);
  append_filter(out, hashes);
  return out;
}

KeySegment KeySegment::decode(columnar::Buffer bytes, std::uint64_t row_count,
                              std::string_view name) {
  SegmentCursor cursor(std::move(bytes), "key segment", name);
  std::span<const std::uint32_t> words = cursor.take<std::uint32_t>(2);
  if (words[0] != kVersion) {
    cursor.fail(fmt::format("version {} is not known", words[0]));
  }
  std::span<const std::uint64_t> header = cursor.take<std::uint64_t>(2);
  KeySegment segment;
  segment.bytes_ = cursor.bytes();
  segment.seed_ = header[0];
  segment.count_ = header[1];
  if (segment.count_ != row_count || segment.count_ >= ~std::uint32_t{0}) {
    cursor.fail(fmt::format("it has {} ids, the file {} rows", segment.count_, row_count));
  }
  if (words[1] == static_cast<std::uint32_t>(Form::ascending)) {
    segment.form_ = Form::ascending;
    cursor.expect_end();
    return segment;
  }
  if (words[1] != static_cast<std::uint32_t>(Form::hashed)) {
    cursor.fail(fmt::format("form {} is not known", words[1]));
  }
  segment.hashes_.high = cursor.take<std::uint64_t>(segment.count_);
  segment.hashes_.low = cursor.take<std::uint64_t>(segment.count_);
  segment.rows_ = cursor.take<std::uint32_t>(segment.count_);
  std::uint64_t blocks = cursor.take<std::uint64_t>(1)[0];
  if (blocks == 0 || blocks > segment.bytes_.size() / kBlockBytes) {
    cursor.fail(fmt::format("a filter of {} blocks is impossible", blocks));
  }
  segment.filter_ = cursor.take<std::uint32_t>(blocks * kBlockWords);
  cursor.expect_end();
  if (std::any_of(segment.rows_.begin(), segment.rows_.end(),
                  [row_count](std::uint32_t row) { return row >= row_count; })) {
    cursor.fail("it names a row that the file does not have");
  }
  return segment;
}

bool KeySegment::may_contain(const Hash128& hash) const {
  std::size_t block = block_of(hash, filter_.size() / kBlockWords);
  for (std::size_t word = 0; word < kBlockWords; ++word) {
    if ((filter_[block * kBlockWords + word] & bit_of(hash, word)) == 0) {
      return false;
    }
  }
  return true;
}

std::span<const std::uint32_t> KeySegment::find(const Hash128& hash) const {
  if (count_ == 0 || !may_contain(hash)) {
    return {};
  }
  std::size_t first = hashes_.lower_bound(hash);
  std::size_t last = first;
  while (last < count_ && hashes_[last] == hash) {
    ++last;
  }
  return rows_.subspan(first, last - first);
}

}  // namespace omnigraph::index

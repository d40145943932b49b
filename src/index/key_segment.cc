#include "index/key_segment.h"

#include "base/bytes.h"
#include "base/throw_error.h"

#include <algorithm>
#include <array>

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

struct Entry {
  Hash128 hash;
  std::uint32_t row = 0;
  friend auto operator<=>(const Entry&, const Entry&) = default;
};

bool ascends(const columnar::Array& ids) {
  for (std::size_t i = 1; i < ids.length(); ++i) {
    if (ids.text_at(i - 1) >= ids.text_at(i)) {
      return false;
    }
  }
  return true;
}

void pad(std::string& out) { out.resize((out.size() + 7) / 8 * 8, '\0'); }

void append_header(std::string& out, KeySegment::Form form, std::uint64_t seed,
                   std::uint64_t count) {
  append_little_endian(out, kVersion);
  append_little_endian(out, static_cast<std::uint32_t>(form));
  append_little_endian(out, seed);
  append_little_endian(out, count);
}

std::string filter_of(const std::vector<Entry>& entries) {
  std::size_t blocks = entries.size() / kIdsPerBlock + 1;
  std::vector<std::uint32_t> words(blocks * kBlockWords);
  for (const Entry& entry : entries) {
    std::size_t block = block_of(entry.hash, blocks);
    for (std::size_t word = 0; word < kBlockWords; ++word) {
      words[block * kBlockWords + word] |= bit_of(entry.hash, word);
    }
  }
  std::string out;
  append_little_endian(out, static_cast<std::uint64_t>(blocks));
  out += as_text(std::as_bytes(std::span(words)));
  return out;
}

/// Takes parts of a segment from the front, checking that they are there.
class Cursor {
 public:
  Cursor(columnar::Buffer bytes, std::string_view name) : bytes_(std::move(bytes)), name_(name) {}

  [[noreturn]] void fail(std::string_view reason) const {
    throw_internal("{}: the key segment is damaged: {}", name_, reason);
  }

  template <typename T>
  std::span<const T> take(std::uint64_t count) {
    std::uint64_t left = bytes_.size() - at_;
    if (count > left / sizeof(T)) {
      fail("it ends too early");
    }
    auto size = static_cast<std::size_t>(count) * sizeof(T);
    std::span<const T> values = bytes_.slice(at_, size).as<T>();
    at_ = std::min(bytes_.size(), (at_ + size + 7) / 8 * 8);
    return values;
  }

  bool at_end() const { return at_ == bytes_.size(); }

 private:
  columnar::Buffer bytes_;
  std::string_view name_;
  std::size_t at_ = 0;
};

}  // namespace

std::string KeySegment::encode(const columnar::Array& ids, std::uint64_t seed) {
  std::string out;
  if (ascends(ids) && ids.length() > 0) {
    append_header(out, Form::ascending, seed, ids.length());
    return out;
  }
  std::vector<Entry> entries;
  entries.reserve(ids.length());
  for (std::size_t row = 0; row < ids.length(); ++row) {
    entries.push_back({hash128(ids.text_at(row), seed), static_cast<std::uint32_t>(row)});
  }
  std::sort(entries.begin(), entries.end());
  append_header(out, Form::hashed, seed, entries.size());
  out.reserve(kHeaderBytes + entries.size() * 22);
  for (const Entry& entry : entries) {
    append_little_endian(out, entry.hash.high);
  }
  for (const Entry& entry : entries) {
    append_little_endian(out, entry.hash.low);
  }
  for (const Entry& entry : entries) {
    append_little_endian(out, entry.row);
  }
  pad(out);
  return out + filter_of(entries);
}

KeySegment KeySegment::decode(columnar::Buffer bytes, std::uint64_t row_count,
                              std::string_view name) {
  if (!bytes.is_aligned_for(8)) {  // as it is where a file is not mapped
    bytes = columnar::Buffer::take(Bytes(bytes.bytes().begin(), bytes.bytes().end()));
  }
  Cursor cursor(bytes, name);
  std::span<const std::uint32_t> words = cursor.take<std::uint32_t>(2);
  if (words[0] != kVersion) {
    cursor.fail(fmt::format("version {} is not known", words[0]));
  }
  std::span<const std::uint64_t> header = cursor.take<std::uint64_t>(2);
  KeySegment segment;
  segment.bytes_ = bytes;
  segment.seed_ = header[0];
  segment.count_ = header[1];
  if (segment.count_ != row_count || segment.count_ > ~std::uint32_t{0}) {
    cursor.fail(fmt::format("it has {} ids, the file {} rows", segment.count_, row_count));
  }
  if (words[1] == static_cast<std::uint32_t>(Form::ascending)) {
    segment.form_ = Form::ascending;
    return segment;
  }
  if (words[1] != static_cast<std::uint32_t>(Form::hashed)) {
    cursor.fail(fmt::format("form {} is not known", words[1]));
  }
  segment.high_ = cursor.take<std::uint64_t>(segment.count_);
  segment.low_ = cursor.take<std::uint64_t>(segment.count_);
  segment.rows_ = cursor.take<std::uint32_t>(segment.count_);
  std::uint64_t blocks = cursor.take<std::uint64_t>(1)[0];
  if (blocks == 0 || blocks > bytes.size() / kBlockBytes) {
    cursor.fail(fmt::format("a filter of {} blocks is impossible", blocks));
  }
  segment.filter_ = cursor.take<std::uint32_t>(blocks * kBlockWords);
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

/// The first entry that is not below `hash`. Starts where a uniform hash would stand and doubles
/// its stride until the entry is between two probes.
std::size_t KeySegment::lower_bound(const Hash128& hash) const {
  auto below = [this, &hash](std::size_t i) {
    return high_[i] != hash.high ? high_[i] < hash.high : low_[i] < hash.low;
  };
  auto count = static_cast<std::size_t>(count_);
  auto guess = static_cast<std::size_t>((hash.high >> 32) * count_ >> 32);  // count_ < 2^32
  std::size_t low = guess;
  std::size_t high = guess;
  for (std::size_t stride = 1; low > 0 && !below(low - 1); stride *= 2) {
    high = low;
    low -= std::min(low, stride);
  }
  for (std::size_t stride = 1; high < count && below(high); stride *= 2) {
    low = high + 1;
    high = std::min(count, high + stride);
  }
  while (low < high) {
    std::size_t middle = low + (high - low) / 2;
    if (below(middle)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::span<const std::uint32_t> KeySegment::find(const Hash128& hash) const {
  if (count_ == 0 || !may_contain(hash)) {
    return {};
  }
  std::size_t first = lower_bound(hash);
  std::size_t last = first;
  while (last < count_ && high_[last] == hash.high && low_[last] == hash.low) {
    ++last;
  }
  return rows_.subspan(first, last - first);
}

}  // namespace omnigraph::index

#include "index/sorted_hashes.h"

#include "base/throw_error.h"

#include <algorithm>
#include <bit>

namespace omnigraph::index {
namespace {

struct Entry {
  Hash128 hash;
  std::uint32_t row = 0;
  friend auto operator<=>(const Entry&, const Entry&) = default;
};

constexpr std::size_t kFewEntries = 24;

/// Puts few entries in order, which mostly are in order but for neighbours.
void insertion_sort(std::span<Entry> entries) {
  for (std::size_t i = 1; i < entries.size(); ++i) {
    Entry entry = entries[i];
    std::size_t at = i;
    for (; at > 0 && entry < entries[at - 1]; --at) {
      entries[at] = entries[at - 1];
    }
    entries[at] = entry;
  }
}

/// Distributes the entries over buckets by their first bits, about eight a bucket because hashes
/// are uniform, then sorts each bucket; those that repeated hashes fill up by comparison.
std::vector<Entry> sorted(std::span<const Hash128> hashes) {
  int bits = std::clamp(static_cast<int>(std::bit_width(hashes.size() / 8)), 1, 20);
  auto bucket_of = [shift = 64 - bits](const Hash128& hash) {
    return static_cast<std::size_t>(hash.high >> shift);
  };
  std::vector<std::uint32_t> ends((std::size_t{1} << bits) + 1);
  for (const Hash128& hash : hashes) {
    ++ends[bucket_of(hash) + 1];
  }
  for (std::size_t i = 1; i < ends.size(); ++i) {
    ends[i] += ends[i - 1];
  }
  std::vector<Entry> entries(hashes.size());
  for (std::size_t row = 0; row < hashes.size(); ++row) {
    entries[ends[bucket_of(hashes[row])]++] = {hashes[row], static_cast<std::uint32_t>(row)};
  }
  std::size_t first = 0;
  for (std::size_t bucket = 0; bucket + 1 < ends.size(); ++bucket) {
    std::span<Entry> part = std::span(entries).subspan(first, ends[bucket] - first);
    if (part.size() <= kFewEntries) {
      insertion_sort(part);
    } else {
      std::sort(part.begin(), part.end());
    }
    first = ends[bucket];
  }
  return entries;
}

}  // namespace

/// Starts where a uniform hash would stand and doubles its stride until the place is between two
/// probes.
std::size_t HashSpan::lower_bound(const Hash128& hash) const {
  auto below = [this, &hash](std::size_t i) {
    return high[i] != hash.high ? high[i] < hash.high : low[i] < hash.low;
  };
  std::size_t count = size();  // below 2^32
  auto guess = static_cast<std::size_t>((hash.high >> 32) * std::uint64_t{count} >> 32);
  std::size_t first = guess;
  std::size_t last = guess;
  for (std::size_t stride = 1; first > 0 && !below(first - 1); stride *= 2) {
    last = first;
    first -= std::min(first, stride);
  }
  for (std::size_t stride = 1; last < count && below(last); stride *= 2) {
    first = last + 1;
    last = std::min(count, last + stride);
  }
  while (first < last) {
    std::size_t middle = first + (last - first) / 2;
    if (below(middle)) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return first;
}

SortedHashes::SortedHashes(std::span<const Hash128> hashes) {
  ensure(hashes.size() < ~std::uint32_t{0}, "a file has fewer than 2^32 - 1 rows");
  std::vector<Entry> entries = sorted(hashes);
  high_.reserve(entries.size());
  low_.reserve(entries.size());
  rows_.reserve(entries.size());
  for (const Entry& entry : entries) {
    high_.push_back(entry.hash.high);
    low_.push_back(entry.hash.low);
    rows_.push_back(entry.row);
  }
}

SortedHashes SortedHashes::of(const columnar::Array& ids, std::uint64_t seed) {
  std::vector<Hash128> hashes;
  append_hashes(ids, seed, hashes);
  return SortedHashes(hashes);
}

void append_hashes(const columnar::Array& texts, std::uint64_t seed, std::vector<Hash128>& hashes) {
  for (std::size_t i = 0; i < texts.length(); ++i) {
    hashes.push_back(hash128(texts.text_at(i), seed));
  }
}

}  // namespace omnigraph::index

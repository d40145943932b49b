#pragma once

#include "base/bytes.h"

#include <absl/hash/hash.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace omnigraph {

/// A 128-bit XXH3 hash. Entity ids are represented by one inside segments, so that key look-ups and
/// adjacency never touch text; ordered by `high`, then `low`.
struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend bool operator==(const Hash128&, const Hash128&) = default;
  friend auto operator<=>(const Hash128&, const Hash128&) = default;

  /// The value is uniformly distributed already, so its low half is a good hash of it.
  template <typename H>
  friend H AbslHashValue(H state, const Hash128& hash) {
    return H::combine(std::move(state), hash.low);
  }
};

/// XXH3-128 of `bytes` (https://xxhash.com).
Hash128 hash128(std::string_view bytes, std::uint64_t seed = 0);

/// XXH3-64 of `bytes`, used as a checksum of stored buffers.
std::uint64_t hash64(ByteSpan bytes);

/// SHA-256 of `bytes` (FIPS 180-4) as 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace omnigraph

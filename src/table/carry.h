#pragma once

#include <absl/functional/function_ref.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace omnigraph::table {

/// The most bytes of decoded rows that a write takes over from older fragments.
constexpr std::uint64_t kMostCarriedBytes = 32 << 10;

/// How many of the newest fragments a small write takes over into its own, so that small writes
/// leave few fragments (architecture section 4).
///
/// Fragments form tiers by their rows: 1 to 7, 8 to 63, 64 to 511, …. When the newest seven or more
/// are not above the tier of the rows being written, they are taken over, and the sum is looked at
/// again. So n writes of one small row leave about seven fragments a tier, and a row is written
/// once more for each tier that it rises.
///
/// `live_rows` are those of the table's fragments, newest last, `added` those being written. A
/// fragment with which the rows taken over would pass `kMostCarriedBytes` ends the run, so large
/// rows rise few tiers; `bytes_of(fragment)` says what the rows of one take decoded, and is asked
/// about candidates only, newest first.
std::size_t carried_fragments(std::span<const std::uint64_t> live_rows, std::uint64_t added,
                              absl::FunctionRef<std::uint64_t(std::size_t)> bytes_of);

}  // namespace omnigraph::table

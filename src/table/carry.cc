#include "table/carry.h"

#include <bit>

namespace omnigraph::table {
namespace {

constexpr std::size_t kFanIn = 8;

/// The logarithm of `rows` to the base 8.
int tier_of(std::uint64_t rows) { return rows == 0 ? 0 : (std::bit_width(rows) - 1) / 3; }

}  // namespace

std::size_t carried_fragments(std::span<const std::uint64_t> live_rows, std::uint64_t added,
                              absl::FunctionRef<std::uint64_t(std::size_t)> bytes_of) {
  std::size_t carried = 0;
  std::uint64_t bytes = 0;
  for (;;) {
    std::size_t end = live_rows.size() - carried;
    std::size_t first = end;
    std::uint64_t rows = added;
    std::uint64_t run_bytes = bytes;
    while (first > 0 && tier_of(live_rows[first - 1]) <= tier_of(added)) {
      run_bytes += bytes_of(first - 1);
      if (run_bytes > kMostCarriedBytes) {
        break;
      }
      --first;
      rows += live_rows[first];
      bytes = run_bytes;
    }
    if (end - first < kFanIn - 1) {
      return carried;
    }
    carried += end - first;
    added = rows;
  }
}

}  // namespace omnigraph::table

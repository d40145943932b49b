#include "lance/structural/row_groups.h"

#include <algorithm>
#include <vector>

namespace omnigraph::lance {

columnar::ArrayPtr take_in_groups(
    std::span<const std::uint32_t> rows,
    absl::FunctionRef<std::pair<std::size_t, std::size_t>(std::uint32_t)> units_of,
    absl::FunctionRef<columnar::ArrayPtr(std::uint64_t, std::uint64_t)> read,
    const columnar::Type& type) {
  std::vector<std::uint32_t> sorted(rows.begin(), rows.end());
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::vector<columnar::ArrayPtr> arrays;
  // Places of the sorted rows in the arrays, one behind the other.
  std::vector<std::uint32_t> places(sorted.size());
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t first = i;
    std::size_t last_unit = units_of(sorted[i]).second;
    for (++i; i < sorted.size(); ++i) {
      std::pair<std::size_t, std::size_t> units = units_of(sorted[i]);
      if (units.first > last_unit + 1) {
        break;
      }
      last_unit = std::max(last_unit, units.second);
    }
    for (std::size_t j = first; j < i; ++j) {
      places[j] = length + (sorted[j] - sorted[first]);
    }
    std::uint32_t count = sorted[i - 1] - sorted[first] + 1;
    arrays.push_back(read(sorted[first], count));
    length += count;
  }
  columnar::ArrayPtr all = columnar::concatenate(arrays, type);
  std::vector<std::uint32_t> positions(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto found = std::lower_bound(sorted.begin(), sorted.end(), rows[i]);
    positions[i] = places[static_cast<std::size_t>(found - sorted.begin())];
  }
  return columnar::take(*all, positions);
}

}  // namespace omnigraph::lance

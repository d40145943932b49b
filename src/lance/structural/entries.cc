#include "lance/structural/entries.h"

#include <fmt/format.h>

#include <algorithm>

namespace omnigraph::lance {
namespace {

std::vector<std::uint16_t> part_of(const std::vector<std::uint16_t>& levels, std::uint64_t first,
                                   std::uint64_t count) {
  if (levels.empty()) {
    return {};
  }
  auto begin = levels.begin() + static_cast<std::ptrdiff_t>(first);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

std::uint16_t highest(const std::vector<std::uint16_t>& levels) {
  return levels.empty() ? std::uint16_t{0} : *std::max_element(levels.begin(), levels.end());
}

}  // namespace

std::uint64_t visible_count(const Entries& entries, const Layers& layers, std::uint64_t first,
                            std::uint64_t count) {
  if (entries.definition.empty()) {
    return count;
  }
  auto begin = entries.definition.begin() + static_cast<std::ptrdiff_t>(first);
  return static_cast<std::uint64_t>(
      std::count_if(begin, begin + static_cast<std::ptrdiff_t>(count),
                    [&layers](std::uint16_t level) { return level <= layers.max_visible; }));
}

void check_entries(const Entries& entries, const Layers& layers, const PagePlace& place) {
  auto has_count = [&entries](const std::vector<std::uint16_t>& levels) {
    return levels.empty() || levels.size() == entries.count;
  };
  if (!has_count(entries.repetition) || !has_count(entries.definition)) {
    throw_corrupt(place, "levels are not as many as entries");
  }
  if (highest(entries.repetition) > layers.list_count ||
      highest(entries.definition) > layers.max_level) {
    throw_corrupt(place, "a level is higher than the layers allow");
  }
  std::uint64_t visible = visible_count(entries, layers, 0, entries.count);
  if (visible != entries.values->length()) {
    throw_corrupt(place, fmt::format("levels tell of {} values; there are {}", visible,
                                     entries.values->length()));
  }
}

Entries slice_entries(const Entries& entries, const Layers& layers, std::uint64_t first,
                      std::uint64_t count) {
  Entries part;
  part.count = count;
  part.repetition = part_of(entries.repetition, first, count);
  part.definition = part_of(entries.definition, first, count);
  part.values = entries.values->slice(visible_count(entries, layers, 0, first),
                                      visible_count(entries, layers, first, count));
  return part;
}

Entries slice_rows(const Entries& entries, const Layers& layers, std::uint64_t first,
                   std::uint64_t count, const PagePlace& place) {
  std::uint64_t begin = first;
  std::uint64_t end = first + count;
  if (!entries.repetition.empty() && layers.list_count > 0) {
    begin = entries.count;
    end = entries.count;
    std::uint64_t row = 0;
    for (std::uint64_t i = 0; i < entries.count; ++i) {
      if (entries.repetition[i] != layers.list_count) {
        continue;
      }
      if (row == first) {
        begin = i;
      }
      if (row == first + count) {
        end = i;
        break;
      }
      ++row;
    }
    if (row < first + count) {
      throw_corrupt(place, "it has fewer rows than it should");
    }
  }
  if (end > entries.count) {
    throw_corrupt(place, "it has fewer rows than it should");
  }
  return begin == 0 && end == entries.count
             ? entries
             : slice_entries(entries, layers, std::min(begin, end), end - std::min(begin, end));
}

}  // namespace omnigraph::lance

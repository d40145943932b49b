#include "base/throw_error.h"
#include "index/adjacency_segment.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace omnigraph::index {
namespace {

constexpr std::uint32_t kVersion = 1;
constexpr std::uint64_t kHashBits = 128;
constexpr std::uint64_t kEmptyListBits = 64;  // at most about what a node without edges costs

using Places = std::vector<std::uint32_t>;

/// The distinct hashes of one end, ascending, and the place in them of each row's.
struct End {
  std::vector<std::uint64_t> high;
  std::vector<std::uint64_t> low;
  Places place_of_row;

  std::size_t size() const { return high.size(); }
  Hash128 operator[](std::size_t i) const { return {high[i], low[i]}; }
  void append(const Hash128& hash) {
    high.push_back(hash.high);
    low.push_back(hash.low);
  }
};

End end_of(std::span<const Hash128> hashes) {
  SortedHashes sorted(hashes);
  End end;
  end.place_of_row.resize(hashes.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    Hash128 hash = sorted.hashes()[i];
    if (i == 0 || hash != sorted.hashes()[i - 1]) {
      end.append(hash);
    }
    end.place_of_row[sorted.rows()[i]] = static_cast<std::uint32_t>(end.size() - 1);
  }
  return end;
}

/// Lets both ends use the union of their dictionaries if that is smaller.
bool share_dictionary(End& a, End& b) {
  End both;
  Places place_of_a;
  Places place_of_b;
  for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    bool from_a = i < a.size() && (j == b.size() || a[i] <= b[j]);
    bool from_b = j < b.size() && (i == a.size() || b[j] <= a[i]);
    both.append(from_a ? a[i] : b[j]);
    if (from_a) {
      place_of_a.push_back(static_cast<std::uint32_t>(both.size() - 1));
      ++i;
    }
    if (from_b) {
      place_of_b.push_back(static_cast<std::uint32_t>(both.size() - 1));
      ++j;
    }
  }
  std::uint64_t saved = a.size() + b.size() - both.size();
  std::uint64_t without_edges = 2 * both.size() - a.size() - b.size();
  if (saved * kHashBits <= without_edges * kEmptyListBits) {
    return false;
  }
  for (auto [end, places] : {std::pair(&a, &place_of_a), std::pair(&b, &place_of_b)}) {
    for (std::uint32_t& place : end->place_of_row) {
      place = (*places)[place];
    }
    end->high = both.high;
    end->low = both.low;
  }
  return true;
}

/// Rows grouped by a place of each, in order within a group: group `i` stands at
/// `start[i] … start[i + 1] - 1`.
struct Groups {
  Places start;
  Places rows;
};

Groups group(const Places& place_of_row, std::size_t count) {
  Groups groups{Places(count + 1), Places(place_of_row.size())};
  for (std::uint32_t place : place_of_row) {
    ++groups.start[place + 1];
  }
  std::partial_sum(groups.start.begin(), groups.start.end(), groups.start.begin());
  Places next(groups.start.begin(), groups.start.end() - 1);
  for (std::size_t row = 0; row < place_of_row.size(); ++row) {
    groups.rows[next[place_of_row[row]]++] = static_cast<std::uint32_t>(row);
  }
  return groups;
}

/// Whether the rows of every group are consecutive.
bool are_consecutive(const Groups& groups) {
  for (std::size_t i = 0; i + 1 < groups.start.size(); ++i) {
    for (std::uint32_t at = groups.start[i] + 1; at < groups.start[i + 1]; ++at) {
      if (groups.rows[at] != groups.rows[at - 1] + 1) {
        return false;
      }
    }
  }
  return true;
}

/// The packed arrays of a segment before they are packed.
struct Arrays {
  Places neighbours;
  Places in_starts;
  Places in_slots;
  Places out_starts;
  Places out_sizes;
  Places out_rows;
};

/// Out lists where the rows of each source are consecutive.
void append_consecutive(const Groups& sources, Arrays& arrays) {
  std::size_t count = sources.start.size() - 1;
  arrays.out_starts.resize(count);
  arrays.out_sizes.resize(count);
  arrays.out_rows.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    arrays.out_sizes[i] = sources.start[i + 1] - sources.start[i];
    if (arrays.out_sizes[i] > 0) {
      arrays.out_starts[i] = sources.rows[sources.start[i]];
    }
  }
  std::iota(arrays.out_rows.begin(), arrays.out_rows.end(), 0U);
  std::sort(arrays.out_rows.begin(), arrays.out_rows.end(),
            [&arrays](std::uint32_t a, std::uint32_t b) {
              return std::pair(arrays.out_starts[a], arrays.out_sizes[a]) <
                     std::pair(arrays.out_starts[b], arrays.out_sizes[b]);
            });
}

void append_dictionary(std::string& out, const End& end) {
  out += as_text(std::as_bytes(std::span(end.high)));
  out += as_text(std::as_bytes(std::span(end.low)));
}

void append_packed(std::string& out, const Arrays& arrays) {
  const std::array<const Places*, 6> all = {&arrays.neighbours, &arrays.in_starts,
                                            &arrays.in_slots,   &arrays.out_starts,
                                            &arrays.out_sizes,  &arrays.out_rows};
  std::array<std::uint32_t, 6> widths{};
  std::size_t at_widths = 32;
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::uint32_t largest = all[i]->empty() ? 0 : *std::max_element(all[i]->begin(), all[i]->end());
    widths[i] = PackedArray::width_for(largest);
    out[at_widths + i] = static_cast<char>(widths[i]);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    PackedArray::append(out, *all[i], widths[i]);
  }
}

}  // namespace

void AdjacencyBuilder::append(const columnar::Array& sources, const columnar::Array& targets) {
  ensure(sources.length() == targets.length(), "every edge has two ends");
  append_hashes(sources, seed_, sources_);
  append_hashes(targets, seed_, targets_);
}

std::string AdjacencyBuilder::finish() {
  End sources = end_of(std::exchange(sources_, {}));
  End targets = end_of(std::exchange(targets_, {}));
  bool shared = share_dictionary(sources, targets);
  auto edges = static_cast<std::uint32_t>(sources.place_of_row.size());
  Groups out_groups = group(sources.place_of_row, sources.size());
  Groups in_groups = group(targets.place_of_row, targets.size());
  bool consecutive = are_consecutive(out_groups);

  Arrays arrays;
  arrays.in_starts = std::move(in_groups.start);
  if (consecutive) {
    append_consecutive(out_groups, arrays);
    arrays.neighbours = targets.place_of_row;
    arrays.in_slots = std::move(in_groups.rows);
  } else {
    Places slot_of_row(edges);
    for (std::uint32_t slot = 0; slot < edges; ++slot) {
      arrays.neighbours.push_back(targets.place_of_row[out_groups.rows[slot]]);
      slot_of_row[out_groups.rows[slot]] = slot;
    }
    for (std::uint32_t row : in_groups.rows) {
      arrays.in_slots.push_back(slot_of_row[row]);
    }
    arrays.out_starts = std::move(out_groups.start);
    arrays.out_rows = std::move(out_groups.rows);
  }

  std::string out;
  append_little_endian(out, kVersion);
  append_little_endian(out, (shared ? 1U : 0U) | (consecutive ? 2U : 0U));
  append_little_endian(out, seed_);
  append_little_endian(out, edges);
  append_little_endian(out, static_cast<std::uint32_t>(sources.size()));
  append_little_endian(out, static_cast<std::uint32_t>(targets.size()));
  append_little_endian(out, std::uint32_t{0});
  append_little_endian(out, std::uint64_t{0});  // the widths
  append_dictionary(out, sources);
  if (!shared) {
    append_dictionary(out, targets);
  }
  append_packed(out, arrays);
  return out;
}

std::string AdjacencySegment::encode(const columnar::Array& sources, const columnar::Array& targets,
                                     std::uint64_t seed) {
  AdjacencyBuilder builder(seed);
  builder.append(sources, targets);
  return builder.finish();
}

}  // namespace omnigraph::index

#include "index/node_positions.h"

#include "base/parallel.h"
#include "index/row_set.h"

#include <algorithm>

namespace omnigraph::index {
namespace {

constexpr std::size_t kPartHashes = std::size_t{1} << 16;
// A look-up of one hash costs about as much as going over this many in order: 45 ns.
constexpr std::size_t kLookupHashes = 48;

/// Writes the positions of the hashes of `part` that `file` has: a look-up each.
void look_up(const HashSpan& part, const NodeFile& file, std::span<std::uint32_t> positions) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    Hash128 hash = part[i];
    for (std::size_t at = file.hashes.lower_bound(hash);
         at < file.hashes.size() && file.hashes[at] == hash; ++at) {
      std::uint32_t row = file.rows[at];
      if (!std::binary_search(file.deleted.begin(), file.deleted.end(), row)) {
        positions[i] = file.first + row;
      }
    }
  }
}

/// The same by going over both in order, from place `at` of the file on.
void merge(const HashSpan& part, const NodeFile& file, std::size_t at, const RowSet& deleted,
           std::span<std::uint32_t> positions) {
  std::size_t count = file.hashes.size();
  for (std::size_t i = 0; i < part.size(); ++i) {
    Hash128 hash = part[i];
    while (at < count && file.hashes[at] < hash) {
      ++at;
    }
    for (std::size_t same = at; same < count && file.hashes[same] == hash; ++same) {
      std::uint32_t row = file.rows[same];
      if (!deleted.contains(row)) {
        positions[i] = file.first + row;
      }
    }
  }
}

}  // namespace

std::vector<std::uint32_t> node_positions(const HashSpan& dictionary,
                                          std::span<const NodeFile> files) {
  std::vector<std::uint32_t> positions(dictionary.size(), kNoNode);
  for (const NodeFile& file : files) {  // in order, so that the last counts
    bool all_looked_up = dictionary.size() * kLookupHashes < file.hashes.size();
    RowSet deleted(all_looked_up ? std::span<const std::uint32_t>() : file.deleted);
    std::size_t parts = (dictionary.size() + kPartHashes - 1) / kPartHashes;
    parallel_for(parts, [&](std::size_t i) {
      std::size_t first = i * kPartHashes;
      std::size_t count = std::min(kPartHashes, dictionary.size() - first);
      HashSpan part = dictionary.subspan(first, count);
      std::span<std::uint32_t> out = std::span(positions).subspan(first, count);
      if (all_looked_up) {
        look_up(part, file, out);
      } else {
        merge(part, file, file.hashes.lower_bound(part[0]), deleted, out);
      }
    });
  }
  return positions;
}

}  // namespace omnigraph::index

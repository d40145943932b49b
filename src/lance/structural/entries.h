#pragma once

#include "columnar/array.h"
#include "lance/page_reader.h"
#include "lance/structural/layers.h"
#include "lance/structural/leaf_path.h"

#include <cstdint>
#include <vector>

namespace omnigraph::lance {

/// A run of entries of a page: levels, and a value for each entry that has one.
struct Entries {
  std::uint64_t count = 0;
  /// `count` levels; none if each entry is a row.
  std::vector<std::uint16_t> repetition;
  /// `count` levels; none if all are 0.
  std::vector<std::uint16_t> definition;
  /// Without nulls; where the definition level says null, anything.
  columnar::ArrayPtr values;
};

/// How many of the entries `first … first + count - 1` have a value.
std::uint64_t visible_count(const Entries& entries, const Layers& layers, std::uint64_t first,
                            std::uint64_t count);

/// Throws `Error` (internal) naming `place` unless levels and values fit together: counts agree and
/// no level is higher than the layers have.
void check_entries(const Entries& entries, const Layers& layers, const PagePlace& place);

/// The entries `first … first + count - 1`, which exist.
Entries slice_entries(const Entries& entries, const Layers& layers, std::uint64_t first,
                      std::uint64_t count);

/// The entries that make up rows `first … first + count - 1`, where row 0 is the first one that
/// *starts* in `entries`, and the last row ends before the next one or at the end. Throws `Error`
/// (internal) naming `place` if fewer rows start.
Entries slice_rows(const Entries& entries, const Layers& layers, std::uint64_t first,
                   std::uint64_t count, const PagePlace& place);

/// The rows that checked entries stand for, as an array of `path.type()` (LNC-125). Throws `Error`
/// (internal) naming `place` if the levels contradict each other.
columnar::ArrayPtr assemble(const Entries& entries, const Layers& layers, const LeafPath& path,
                            const PagePlace& place);

}  // namespace omnigraph::lance

#pragma once

#include "columnar/array.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace omnigraph::index {

/// Finds the row of an entity by its id.
///
/// An open-addressed table of row positions and 32-bit fingerprints over id columns that stay where
/// they are: 8 bytes a slot, at most two thirds full. A hit is confirmed against the text, so a
/// hash collision costs time, never correctness. Immutable and safe to share between threads.
class IdIndex {
 public:
  /// Indexes the rows of `ids`, text columns without nulls laid end to end: the first row of the
  /// second column is position `ids[0]->length()`. Rows at the ascending positions `excluded` (the
  /// deleted ones) are left out. If an id repeats, its last row is found.
  IdIndex(std::vector<columnar::ArrayPtr> ids, std::span<const std::uint32_t> excluded);

  /// The position of the row with this id.
  std::optional<std::uint32_t> find(std::string_view id) const;

  /// The id at `position`.
  std::string_view id_at(std::uint32_t position) const;

  /// All positions, rows left out included.
  std::uint32_t position_count() const { return starts_.back(); }

 private:
  struct Slot {
    std::uint32_t fingerprint = 0;
    std::uint32_t position = kEmpty;
  };
  static constexpr std::uint32_t kEmpty = ~std::uint32_t{0};

  Slot* probe(std::string_view id, std::uint64_t hash);
  const Slot& probe(std::string_view id, std::uint64_t hash) const;

  std::vector<columnar::ArrayPtr> ids_;
  std::vector<std::uint32_t> starts_;  // position of the first row of each column, and the end
  std::vector<Slot> slots_;            // a power of two
};

}  // namespace omnigraph::index

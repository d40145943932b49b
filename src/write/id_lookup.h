#pragma once

#include "base/lazy.h"
#include "index/id_index.h"
#include "table/table.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace omnigraph::write {

/// The ids of the live rows of a whole table. Reads all of them.
index::IdIndex index_ids(const table::Table& table);

/// Finds rows of a table by id: one by one through the key indexes of its files, or if many
/// look-ups are to come, through one index over all ids. Safe to share between threads.
class IdLookup {
 public:
  /// `table` outlives the look-up.
  IdLookup(const table::Table& table, std::uint64_t expected_lookups);

  std::optional<table::Position> find(std::string_view id) const;

 private:
  const table::Table& table_;
  bool is_bulk_;
  Lazy<index::IdIndex> index_;
};

}  // namespace omnigraph::write

#include "write/id_lookup.h"

#include <limits>
#include <vector>

namespace omnigraph::write {
namespace {

/// Reading and indexing an id costs about this part of looking one up.
constexpr std::uint64_t kLookupCost = 16;

}  // namespace

index::IdIndex index_ids(const table::Table& table) {
  const lance::Field& field = table.field("id");
  std::vector<columnar::ArrayPtr> ids;
  std::vector<table::Position> deleted;
  // Morsels of any size: one a fragment.
  for (const table::Morsel& all : table.morsels(std::numeric_limits<std::uint32_t>::max())) {
    ids.push_back(table.read(all, field));
    for (lance::RowOffset row : table.deleted(all.fragment)) {
      deleted.push_back(all.position + row);
    }
  }
  return index::IdIndex(std::move(ids), deleted);
}

IdLookup::IdLookup(const table::Table& table, std::uint64_t expected_lookups)
    : table_(table), is_bulk_(expected_lookups >= table.live_rows() / kLookupCost) {}

std::optional<table::Position> IdLookup::find(std::string_view id) const {
  if (!is_bulk_) {
    return table_.find(id, table::Compare::text);
  }
  return index_.get([this] { return index_ids(table_); }).find(id);
}

}  // namespace omnigraph::write

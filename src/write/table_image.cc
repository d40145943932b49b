#include "write/table_image.h"

#include <algorithm>

namespace omnigraph::write {

using table::Position;

TableImage::TableImage(const table::Table& committed, const table::Table& added,
                       std::vector<std::vector<lance::RowOffset>> superseded)
    : committed_(committed), added_(added), superseded_(std::move(superseded)) {}

void TableImage::remove(std::vector<RemovedRow> rows) {
  removed_.insert(removed_.end(), rows.begin(), rows.end());
  std::sort(removed_.begin(), removed_.end(),
            [](const RemovedRow& a, const RemovedRow& b) { return a.row < b.row; });
}

bool TableImage::keeps(Position committed_row) const {
  if (removes_all_) {
    return false;
  }
  auto found =
      std::lower_bound(removed_.begin(), removed_.end(), committed_row,
                       [](const RemovedRow& removed, Position row) { return removed.row < row; });
  return found == removed_.end() || found->row != committed_row;
}

bool TableImage::is_superseded(Position added_row) const {
  std::size_t fragment = added_.fragment_of(added_row);
  if (fragment >= superseded_.size() || superseded_[fragment].empty()) {
    return false;
  }
  return std::binary_search(superseded_[fragment].begin(), superseded_[fragment].end(),
                            added_row - added_.start_of(fragment));
}

}  // namespace omnigraph::write

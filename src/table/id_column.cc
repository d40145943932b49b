#include "table/id_column.h"

#include "table/table.h"

namespace omnigraph::table {

IdColumn::IdColumn(const Table& table) : table_(table), arrays_(table.column(table.field("id"))) {}

std::string_view IdColumn::at(Position position) const {
  std::size_t fragment = arrays_.size() == 1 ? 0 : table_.fragment_of(position);
  return arrays_[fragment]->text_at(position - table_.start_of(fragment));
}

}  // namespace omnigraph::table

#include "table/table.h"

#include "base/throw_error.h"

#include <algorithm>

namespace omnigraph::table {

using columnar::Array;
using columnar::ArrayPtr;

Table::Table(FileCache& files, std::string directory, TableStatePtr state)
    : files_(files),
      directory_(std::move(directory)),
      state_(std::move(state)),
      starts_{0},
      live_rows_(state_->live_rows()) {
  std::uint64_t end = 0;
  for (const StateFragment& fragment : state_->fragments) {
    end += fragment.physical_rows;
    if (end > kMostRows) {
      throw_internal("table {} has more than {} rows", directory_, kMostRows);
    }
    starts_.push_back(static_cast<Position>(end));
  }
}

const lance::Field& Table::field(std::string_view name) const {
  for (const lance::Field& field : state_->fields) {
    if (field.name == name) {
      return field;
    }
  }
  throw_internal("table {} has no column '{}'", directory_, name);
}

std::vector<Morsel> Table::morsels(std::uint32_t rows) const {
  std::vector<Morsel> morsels;
  for (std::size_t i = 0; i < state_->fragments.size(); ++i) {
    std::uint32_t total = state_->fragments[i].physical_rows;
    for (std::uint32_t first = 0; first < total;) {
      std::uint32_t count = std::min(rows, total - first);
      morsels.push_back({i, first, count, starts_[i] + first});
      first += count;
    }
  }
  return morsels;
}

std::vector<std::uint32_t> Table::live(const Morsel& morsel) const {
  return state_->fragments[morsel.fragment].deleted.live_rows(morsel.first, morsel.count);
}

std::vector<Position> Table::deleted() const {
  std::vector<Position> positions;
  for (std::size_t i = 0; i < state_->fragments.size(); ++i) {
    state_->fragments[i].deleted.for_each(
        [&, i](lance::RowOffset row) { positions.push_back(starts_[i] + row); });
  }
  return positions;
}

std::shared_ptr<const lance::DataFileReader> Table::file_with(std::size_t fragment,
                                                              const lance::Field& field) const {
  for (const lance::DataFile& file : state_->fragments[fragment].files) {
    if (std::find(file.fields.begin(), file.fields.end(), field.id) != file.fields.end()) {
      auto reader = files_.open(directory_, state_->fields, file);
      if (reader->row_count() != state_->fragments[fragment].physical_rows) {
        throw_internal("data file {} of table {} has {} rows, its manifest says {}", file.path,
                       directory_, reader->row_count(), state_->fragments[fragment].physical_rows);
      }
      return reader;
    }
  }
  return nullptr;
}

ArrayPtr Table::read(const Morsel& morsel, const lance::Field& field) const {
  auto file = file_with(morsel.fragment, field);
  return file ? file->read_column(field.id, morsel.first, morsel.count)
              : Array::nulls(field.type, morsel.count);
}

std::vector<ArrayPtr> Table::column(const lance::Field& field) const {
  std::vector<ArrayPtr> arrays;
  for (std::size_t i = 0; i < state_->fragments.size(); ++i) {
    arrays.push_back(read({i, 0, state_->fragments[i].physical_rows, starts_[i]}, field));
  }
  return arrays;
}

const IdColumn& Table::ids() const {
  return ids_.get([this] { return IdColumn(*this); });
}

const index::IdIndex& Table::index() const {
  return index_.get([this] { return index::IdIndex(ids().arrays(), deleted()); });
}

std::size_t Table::fragment_of(Position position) const {
  auto after = std::upper_bound(starts_.begin(), starts_.end(), position);
  return static_cast<std::size_t>(after - starts_.begin()) - 1;
}

ArrayPtr Table::take(const lance::Field& field, std::span<const Position> positions) const {
  if (positions.empty()) {
    return Array::nulls(field.type, 0);
  }
  // Rows are taken fragment by fragment, then put into the order asked for.
  std::vector<std::vector<std::uint32_t>> rows(state_->fragments.size());
  std::vector<std::size_t> fragments;
  fragments.reserve(positions.size());
  for (Position position : positions) {
    std::size_t fragment = rows.size() == 1 ? 0 : fragment_of(position);
    fragments.push_back(fragment);
    rows[fragment].push_back(position - starts_[fragment]);
  }
  std::vector<ArrayPtr> parts;
  std::vector<std::uint32_t> next(rows.size());  // where the next row of each fragment will stand
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    next[i] = total;
    if (rows[i].empty()) {
      continue;
    }
    auto file = file_with(i, field);
    parts.push_back(file ? file->take(field.id, rows[i])
                         : Array::nulls(field.type, rows[i].size()));
    total += static_cast<std::uint32_t>(rows[i].size());
  }
  if (parts.size() == 1) {
    return parts.front();
  }
  std::vector<std::uint32_t> order;
  order.reserve(positions.size());
  for (std::size_t fragment : fragments) {
    order.push_back(next[fragment]++);
  }
  return columnar::take(*columnar::concatenate(parts, field.type), order);
}

}  // namespace omnigraph::table

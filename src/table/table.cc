#include "table/table.h"

#include "base/throw_error.h"
#include "columnar/widen.h"
#include "expr/prune.h"

#include <algorithm>

namespace omnigraph::table {

using columnar::Array;
using columnar::ArrayPtr;

Table::Table(TableCache& cache, TableAddress address, TableStatePtr state)
    : Table(cache, std::move(address), ColumnView{std::move(state), nullptr, {}}) {}

Table::Table(TableCache& cache, TableAddress address, ColumnView view)
    : cache_(cache),
      address_(std::move(address)),
      view_(std::move(view)),
      starts_{0},
      live_rows_(view_.state->live_rows()) {
  std::uint64_t end = 0;
  for (const StateFragment& fragment : view_.state->fragments) {
    end += fragment.physical_rows;
    if (end > kMostRows) {
      throw_internal("table {} has more than {} rows", address_.directory, kMostRows);
    }
    starts_.push_back(static_cast<Position>(end));
    std::vector<TableCache::FileKey>& keys = file_keys_.emplace_back();
    for (const lance::DataFile& file : fragment.files) {
      keys.push_back(TableCache::key_of(address_, stored_fields(), file));
    }
  }
}

const lance::Field& Table::field(std::string_view name) const {
  const lance::Field* field = view_.state->find_field(name);
  if (field == nullptr) {
    throw_internal("table {} has no column '{}'", address_.directory, name);
  }
  return *field;
}

const ColumnSource* Table::find_source(const lance::Field& field) const {
  for (const ColumnSource& source : view_.sources) {
    if (source.field_id == field.id) {
      return &source;
    }
  }
  return nullptr;
}

/// What was read of a column, as the type that it has in the view.
ArrayPtr Table::as_viewed(ArrayPtr values, const lance::Field& field) const {
  return stored_id(field) == field.id ? std::move(values) : columnar::widen(*values, field.type);
}

/// The values of a column in rows that were written without it.
ArrayPtr Table::missing(const lance::Field& field, std::size_t length) const {
  const ColumnSource* source = find_source(field);
  return source != nullptr && source->fill ? columnar::repeat(*source->fill, length)
                                           : Array::nulls(field.type, length);
}

expr::Selection Table::zones_to_read(std::size_t fragment,
                                     std::span<const ColumnCondition> conditions) const {
  std::uint32_t rows = view_.state->fragments[fragment].physical_rows;
  expr::Selection zones = expr::select_all((rows + index::kZoneRows - 1) / index::kZoneRows);
  for (const ColumnCondition& condition : conditions) {
    std::shared_ptr<const DataFile> source = file(fragment, *condition.field);
    const index::ZoneBounds* bounds =
        source ? source->bounds(stored_id(*condition.field)) : nullptr;
    if (bounds != nullptr && !zones.empty()) {
      // Widening keeps the order.
      ArrayPtr minimum = as_viewed(bounds->minimum, *condition.field);
      ArrayPtr maximum = as_viewed(bounds->maximum, *condition.field);
      expr::prune(condition.comparison, {*minimum, *maximum}, zones);
    }
  }
  return zones;
}

std::vector<Morsel> Table::morsels(std::uint32_t rows) const { return morsels(rows, {}); }

std::vector<Morsel> Table::morsels(std::uint32_t rows,
                                   std::span<const ColumnCondition> conditions) const {
  std::vector<Morsel> morsels;
  for (std::size_t i = 0; i < view_.state->fragments.size(); ++i) {
    std::uint32_t total = view_.state->fragments[i].physical_rows;
    expr::Selection zones;
    if (!conditions.empty()) {
      zones = zones_to_read(i, conditions);
    }
    std::size_t zone = 0;  // the first of `zones` that does not end before the morsel
    for (std::uint32_t first = 0, count = 0; first < total; first += count) {
      count = std::min(rows, total - first);
      while (zone < zones.size() && zones[zone] < first / index::kZoneRows) {
        ++zone;
      }
      bool is_wanted =
          conditions.empty() ||
          (zone < zones.size() && zones[zone] <= (first + count - 1) / index::kZoneRows);
      if (is_wanted) {
        morsels.push_back({i, first, count, starts_[i] + first});
      }
    }
  }
  return morsels;
}

std::vector<std::uint32_t> Table::live(const Morsel& morsel) const {
  return view_.state->fragments[morsel.fragment].deleted.live_rows(morsel.first, morsel.count);
}

std::vector<lance::RowOffset> Table::deleted(std::size_t fragment) const {
  std::vector<lance::RowOffset> rows;
  rows.reserve(view_.state->fragments[fragment].deleted.count());
  view_.state->fragments[fragment].deleted.for_each(
      [&rows](lance::RowOffset row) { rows.push_back(row); });
  return rows;
}

std::shared_ptr<const DataFile> Table::file(std::size_t fragment, const lance::Field& field) const {
  std::int32_t wanted = stored_id(field);
  if (wanted < 0) {
    return nullptr;
  }
  for (const TableCache::FileKey& key : file_keys_[fragment]) {
    const std::vector<std::int32_t>& fields = key.file->fields;
    if (std::find(fields.begin(), fields.end(), wanted) != fields.end()) {
      std::shared_ptr<const DataFile> file = cache_.open(address_, stored_fields(), key);
      std::uint32_t rows = view_.state->fragments[fragment].physical_rows;
      if (file->reader().row_count() != rows) {
        throw_internal("data file {} has {} rows, its manifest says {}", file->name(),
                       file->reader().row_count(), rows);
      }
      return file;
    }
  }
  return nullptr;
}

ArrayPtr Table::read(const Morsel& morsel, const lance::Field& field) const {
  std::shared_ptr<const DataFile> source = file(morsel.fragment, field);
  return source
             ? as_viewed(source->reader().read_column(stored_id(field), morsel.first, morsel.count),
                         field)
             : missing(field, morsel.count);
}

std::shared_ptr<const DataFile> Table::file_with_ids(std::size_t fragment,
                                                     const lance::Field& id_field) const {
  std::shared_ptr<const DataFile> source = file(fragment, id_field);
  if (!source) {
    throw_internal("table {}: fragment {} has no ids", address_.directory, fragment);
  }
  return source;
}

std::optional<Position> Table::find(std::string_view id, Compare compare) const {
  const lance::Field& id_field = field("id");
  DataFile::Key key{id, hash128(id, address_.hash_seed), id_field.id};
  // An id lives in one row; what was written last is asked for most.
  for (std::size_t i = view_.state->fragments.size(); i-- > 0;) {
    std::shared_ptr<const DataFile> source = file_with_ids(i, id_field);
    const lance::DeletionVector& deleted = view_.state->fragments[i].deleted;
    std::optional<lance::RowOffset> row = source->find_row(
        key, compare, [&deleted](lance::RowOffset offset) { return !deleted.contains(offset); });
    if (row) {
      return starts_[i] + *row;
    }
  }
  return std::nullopt;
}

std::shared_ptr<const index::AdjacencySegment> Table::adjacency(std::size_t fragment) const {
  const lance::Field& source = field("src");
  const lance::Field& target = field("dst");
  std::shared_ptr<const DataFile> sources = file(fragment, source);
  std::shared_ptr<const DataFile> targets = file(fragment, target);
  if (sources && sources == targets) {
    return {sources, &sources->adjacency(source.id, target.id)};
  }
  // Another writer put new values of one end into a file of their own.
  Morsel all{fragment, 0, view_.state->fragments[fragment].physical_rows, starts_[fragment]};
  std::string bytes =
      index::AdjacencySegment::encode(*read(all, source), *read(all, target), address_.hash_seed);
  return std::make_shared<const index::AdjacencySegment>(index::AdjacencySegment::decode(
      columnar::Buffer::take(std::move(bytes)), all.count, address_.directory));
}

std::vector<const lance::Field*> Table::tuple_fields(std::span<const std::string> group) const {
  std::vector<const lance::Field*> members;
  members.reserve(group.size());
  for (const std::string& name : group) {
    members.push_back(&field(name));
  }
  std::sort(members.begin(), members.end(),
            [](const lance::Field* a, const lance::Field* b) { return a->id < b->id; });
  return members;
}

std::shared_ptr<const index::TupleSegment> Table::tuples(
    std::size_t fragment, std::span<const lance::Field* const> members) const {
  std::vector<std::int32_t> ids;
  std::vector<std::shared_ptr<const DataFile>> files;
  bool has_source = false;  // a column whose values the view makes
  for (const lance::Field* member : members) {
    ids.push_back(member->id);
    files.push_back(file(fragment, *member));
    has_source = has_source || find_source(*member) != nullptr;
  }
  bool is_one_file = std::all_of(files.begin(), files.end(),
                                 [&files](const auto& other) { return other == files.front(); });
  if (is_one_file && files.front() && !has_source) {
    return {files.front(), &files.front()->tuples(ids)};
  }
  index::TupleSegmentBuilder builder(std::move(ids), address_.hash_seed);
  Morsel all{fragment, 0, view_.state->fragments[fragment].physical_rows, starts_[fragment]};
  // A column that came later is null in this fragment, which makes every tuple incomplete.
  if (has_source || std::find(files.begin(), files.end(), nullptr) == files.end()) {
    std::vector<ArrayPtr> columns;
    for (const lance::Field* member : members) {
      columns.push_back(read(all, *member));
    }
    builder.append(columns);
  }
  return std::make_shared<const index::TupleSegment>(index::TupleSegment::decode(
      columnar::Buffer::take(builder.finish()), all.count, address_.directory));
}

Table::NodeFiles Table::node_files() const {
  const lance::Field& id = field("id");
  NodeFiles nodes;
  for (std::size_t i = 0; i < view_.state->fragments.size(); ++i) {
    nodes.deleted.push_back(deleted(i));
    nodes.opened.push_back(file_with_ids(i, id));
    DataFile::Keys keys = nodes.opened.back()->keys(id.id);
    nodes.files.push_back({keys.hashes, keys.rows, starts_[i], nodes.deleted.back()});
  }
  return nodes;
}

std::size_t Table::fragment_of(Position position) const {
  auto after = std::upper_bound(starts_.begin(), starts_.end(), position);
  return static_cast<std::size_t>(after - starts_.begin()) - 1;
}

ArrayPtr Table::take(const lance::Field& field, std::span<const Position> positions) const {
  if (positions.empty()) {
    return Array::nulls(field.type, 0);
  }
  std::size_t first = fragment_of(positions.front());
  bool is_one_fragment = std::all_of(positions.begin(), positions.end(), [&](Position position) {
    return position >= starts_[first] && position < starts_[first + 1];
  });
  if (is_one_fragment) {
    std::vector<std::uint32_t> rows(positions.begin(), positions.end());
    for (std::uint32_t& row : rows) {
      row -= starts_[first];
    }
    return take_rows(first, field, rows);
  }
  // Rows are taken fragment by fragment, then put into the order asked for.
  std::vector<std::vector<std::uint32_t>> rows(view_.state->fragments.size());
  std::vector<std::size_t> fragments;
  fragments.reserve(positions.size());
  for (Position position : positions) {
    std::size_t fragment = fragment_of(position);
    fragments.push_back(fragment);
    rows[fragment].push_back(position - starts_[fragment]);
  }
  std::vector<ArrayPtr> parts;
  std::vector<std::uint32_t> next(rows.size());  // where the next row of each fragment will stand
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    next[i] = total;
    if (!rows[i].empty()) {
      parts.push_back(take_rows(i, field, rows[i]));
      total += static_cast<std::uint32_t>(rows[i].size());
    }
  }
  std::vector<std::uint32_t> order;
  order.reserve(positions.size());
  for (std::size_t fragment : fragments) {
    order.push_back(next[fragment]++);
  }
  return columnar::take(*columnar::concatenate(parts, field.type), order);
}

ArrayPtr Table::take_rows(std::size_t fragment, const lance::Field& field,
                          std::span<const lance::RowOffset> rows) const {
  std::shared_ptr<const DataFile> source = file(fragment, field);
  return source ? as_viewed(source->reader().take(stored_id(field), rows), field)
                : missing(field, rows.size());
}

}  // namespace omnigraph::table

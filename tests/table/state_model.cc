#include "state_model.h"

#include "lance/data_file_writer.h"
#include "lance/memory_file.h"
#include "table/state_delta.h"
#include "table/state_store.h"
#include "table/table_path.h"

#include <rapidcheck/gtest.h>

#include <algorithm>

namespace omnigraph::table::testing {
namespace {

using columnar::ArrayPtr;
using columnar::Batch;
using columnar::Builder;
using columnar::Type;
using columnar::TypeId;

columnar::Schema first_columns(EntityKind kind) {
  columnar::Schema columns = {{"id", Type(TypeId::utf8), false}};
  if (kind == EntityKind::edge) {
    columns.push_back({"src", Type(TypeId::utf8), false});
    columns.push_back({"dst", Type(TypeId::utf8), false});
  }
  columns.push_back({"n", Type(TypeId::int32), true});
  columns.push_back({"t", Type(TypeId::utf8), true});
  return columns;
}

void append_value(Builder& builder, SeededRandom& random) {
  switch (builder.type().id()) {
    case TypeId::boolean:
      return builder.append_boolean(random.next() % 2 == 0);
    case TypeId::int32:
    case TypeId::date32:
      return builder.append(static_cast<std::int32_t>(random.next() % 40) - 20);
    case TypeId::int64:
      return builder.append(static_cast<std::int64_t>(random.next()));
    case TypeId::list:
      for (std::uint64_t i = random.next() % 3; i > 0; --i) {
        append_value(builder.child(0), random);
      }
      return builder.append_list();
    default: {
      // Some are longer than bounds, which are cut, and differ only behind the cut.
      std::string text(random.next() % 8 == 0 ? 31 : 0, 'x');
      for (std::uint64_t i = random.next() % 4; i > 0; --i) {
        text += static_cast<char>(random.next() % 16 == 0 ? '\xFF' : 'x' + random.next() % 2);
      }
      return builder.append_text(text.find('\xFF') == text.npos ? text : "\xC3\xBF");
    }
  }
}

/// The ids of the live rows in their order.
std::vector<std::string> ids_of(const Table& table) {
  std::vector<std::string> ids;
  for (const Morsel& morsel : table.morsels(4096)) {
    ArrayPtr column = table.read(morsel, table.field("id"));
    for (std::uint32_t row : table.live(morsel)) {
      ids.emplace_back(column->text_at(row));
    }
  }
  return ids;
}

}  // namespace

StateModel::StateModel(EntityKind kind) : address_{kind, kDirectory, 7} {
  caches_.push_back(std::make_unique<TableCache>(store_));
  manifest_ = initial_state(first_columns(kind));
  advance(manifest_, {});
}

void StateModel::advance(TableState state, ModelRows rows) {
  history_.push_back({std::make_shared<const TableState>(std::move(state)), std::move(rows)});
}

void StateModel::step(std::uint64_t seed) {
  random_ = SeededRandom(seed);
  switch (random_.next() % 18) {
    case 0:
    case 1:
    case 2:
      return edit_rows(random_.next() % 4);
    case 3:
    case 4:
      return remove_rows();
    case 5:
    case 6:
    case 7:
      return upsert_rows();
    case 8:
      return random_.next() % 4 == 0 ? overwrite() : begin_compaction();
    case 9:
      return add_column();
    case 10:
      return rename_column();
    case 11:
      return drop_column();
    case 12:
      return add_column_file();
    case 13:
      return begin_compaction();
    case 14:
      return end_compaction();
    case 15:
      return store_manifest();
    case 16:
      return store_delta();
    default:
      return reopen();
  }
}

std::vector<std::string> StateModel::new_ids(std::size_t count) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i) {
    // Of equal width, so that those of a batch ascend, as minted ids do.
    ids.push_back("shared prefix of the ids " + std::to_string(100'000'000 + next_id_++));
  }
  if (random_.next() % 2 == 0) {
    std::reverse(ids.begin(), ids.end());
  }
  return ids;
}

std::vector<std::string> StateModel::some_ids(std::size_t count) {
  std::vector<std::string> ids;
  std::size_t left = rows().size();
  for (const auto& [id, row] : rows()) {
    if (random_.next() % left-- < count) {
      ids.push_back(id);
      --count;
    }
  }
  return ids;
}

ArrayPtr StateModel::random_column(const Type& type, std::size_t rows, bool nullable) {
  Builder builder(type);
  const std::uint64_t nulls = random_.next() % 4;  // few, some, many or all
  for (std::size_t i = 0; i < rows; ++i) {
    if (nullable && random_.next() % 4 < nulls + (nulls == 3 ? 1 : 0)) {
      builder.append_null();
    } else {
      append_value(builder, random_);
    }
  }
  return builder.finish();
}

Batch StateModel::random_batch(const std::vector<std::string>& ids) {
  Batch batch{lance::to_columnar_schema(state().fields), {}, ids.size()};
  for (const lance::Field& field : state().fields) {
    if (field.name == "id") {
      Builder builder(field.type);
      for (const std::string& id : ids) {
        builder.append_text(id);
      }
      batch.columns.push_back(builder.finish());
    } else {
      batch.columns.push_back(random_column(field.type, ids.size(), field.nullable));
    }
  }
  return batch;
}

StagedRows StateModel::stage(const Batch& batch) {
  TableWriterLimits limits;
  limits.memory_bytes = random_.next() % 8 == 0 ? 0 : limits.memory_bytes;
  TableWriter writer(cache(), ulids_, address_, state().fields, limits);
  std::size_t half = batch.length / 2;
  writer.append(batch.slice(0, half));
  writer.append(batch.slice(half, batch.length - half));
  return writer.finish(storage::Durability::synced);
}

void StateModel::edit(const std::vector<std::string>& removed, bool all, const Batch& batch,
                      const std::set<std::size_t>& superseded) {
  Table before(cache(), address_, history_.back().state);
  ModelRows rows = all ? ModelRows() : this->rows();
  std::vector<std::string> order = all ? std::vector<std::string>() : ids_of(before);
  TableEdit edit(before);
  if (all) {
    edit.remove_all();
  }
  std::vector<Position> positions;
  for (const std::string& id : removed) {
    positions.push_back(before.find(id, Compare::text).value());
    rows.erase(id);
  }
  edit.remove(positions);
  std::erase_if(order, [&](const std::string& id) { return !rows.contains(id); });
  std::vector<std::vector<lance::RowOffset>> gone(batch.length > 0 ? 1 : 0);
  for (std::size_t i = 0; i < batch.length; ++i) {
    if (superseded.contains(i)) {
      gone[0].push_back(static_cast<lance::RowOffset>(i));
      continue;
    }
    ModelRow row;
    for (std::size_t column = 0; column < batch.columns.size(); ++column) {
      row[state().fields[column].id] = expr::value_at(*batch.columns[column], i);
    }
    std::string id = std::get<std::string>(row[state().find_field("id")->id].data);
    order.push_back(id);
    rows[id] = std::make_shared<const ModelRow>(std::move(row));
  }
  edit.add(stage(batch), gone);
  PlannedState planned = edit.finish({cache(), ulids_});
  for (const StagedRows* rows_put : {&planned.added, &planned.rewritten}) {
    for (const StagedObject& object : rows_put->objects) {
      store_.put_if_absent(object.name, as_bytes(object.content), storage::Durability::synced);
    }
  }
  advance(std::move(planned.state), std::move(rows));
  Table after(cache(), address_, history_.back().state);
  RC_ASSERT(ids_of(after) == order);
}

void StateModel::edit_rows(std::size_t superseding) {
  std::size_t count = random_.next() % (random_.next() % 3 == 0 ? 300 : 4);
  if (random_.next() % 64 == 0) {
    count = 8'000 + random_.next() % 2000;
  }
  std::set<std::size_t> superseded;
  for (std::size_t i = 0; i < superseding && count > 0; ++i) {
    superseded.insert(random_.next() % count);
  }
  edit({}, false, random_batch(new_ids(count)), superseded);
}

void StateModel::remove_rows() {
  std::size_t most = random_.next() % 4 == 0 ? rows().size() : 5;
  edit(some_ids(random_.next() % (most + 1)), false, random_batch({}), {});
}

void StateModel::upsert_rows() {
  std::vector<std::string> known = some_ids(random_.next() % 4);
  std::vector<std::string> ids = new_ids(random_.next() % 3);
  ids.insert(ids.end(), known.begin(), known.end());
  edit(known, false, random_batch(ids), {});
}

void StateModel::overwrite() { edit({}, true, random_batch(new_ids(random_.next() % 50)), {}); }

void StateModel::add_column() {
  static const std::vector<Type> types = {
      Type(TypeId::int32),  Type(TypeId::int64),   Type(TypeId::utf8),
      Type(TypeId::date32), Type(TypeId::boolean), Type::list({"item", Type(TypeId::utf8), true})};
  std::string name = "c" + std::to_string(next_name_++);
  advance(with_column_added(state(), {name, types[random_.next() % types.size()], true}), rows());
}

/// The number of a column that is none of those that every table has.
std::optional<std::size_t> StateModel::some_free_column() {
  std::size_t first = address_.kind == EntityKind::edge ? 3 : 1;
  std::size_t count = state().fields.size();
  return count == first ? std::nullopt : std::optional(first + random_.next() % (count - first));
}

void StateModel::rename_column() {
  if (std::optional<std::size_t> column = some_free_column()) {
    std::string name = "c" + std::to_string(next_name_++);
    advance(with_column_renamed(state(), state().fields[*column].name, name), rows());
  }
}

void StateModel::drop_column() {
  if (std::optional<std::size_t> column = some_free_column()) {
    advance(with_column_dropped(state(), state().fields[*column].name), rows());
  }
}

void StateModel::add_column_file() {
  std::optional<std::size_t> column = some_free_column();
  if (!column || state().fragments.empty()) {
    return;
  }
  const lance::Field& field = state().fields[*column];
  const std::size_t number = random_.next() % state().fragments.size();
  const StateFragment& fragment = state().fragments[number];
  Batch batch{lance::to_columnar_schema(std::span(&field, 1)), {}, fragment.physical_rows};
  batch.columns.push_back(random_column(field.type, batch.length, true));
  lance::MemorySink sink;
  lance::DataFileWriter writer(sink, {field});
  writer.write(batch);
  lance::DataFileSummary summary = writer.finish();
  summary.file.path = ulids_.next().to_string() + ".omni";
  summary.file.tail_checksum = summary.tail_checksum;
  store_.put_if_absent(data_file_path(address_.directory, summary.file.path),
                       as_bytes(sink.content()), storage::Durability::synced);

  Table table(cache(), address_, history_.back().state);
  Morsel all{number, 0, fragment.physical_rows, table.start_of(number)};
  ArrayPtr ids = table.read(all, table.field("id"));
  ModelRows rows = this->rows();
  for (std::uint32_t row : table.live(all)) {
    std::shared_ptr<const ModelRow>& known = rows.at(std::string(ids->text_at(row)));
    ModelRow changed = *known;
    changed[field.id] = expr::value_at(*batch.columns[0], row);
    known = std::make_shared<const ModelRow>(std::move(changed));
  }
  advance(with_column_file(state(), number, std::move(summary.file)), std::move(rows));
}

void StateModel::begin_compaction() {
  std::vector<std::size_t> fragments;
  for (std::size_t i = 0; i < state().fragments.size(); ++i) {
    if (random_.next() % 2 == 0) {
      fragments.push_back(i);
    }
  }
  if (fragments.empty()) {
    return;
  }
  Rewriter rewriter{cache(), ulids_};
  rewriter.limits.file_rows = random_.next() % 2 == 0 ? 50 : rewriter.limits.file_rows;
  compaction_ = compact(rewriter, Table(cache(), address_, history_.back().state), fragments);
  for (const StagedObject& object : compaction_->output.objects) {
    store_.put_if_absent(object.name, as_bytes(object.content), storage::Durability::synced);
  }
}

void StateModel::end_compaction() {
  if (!compaction_) {
    return;
  }
  bool has_all = std::all_of(
      compaction_->inputs.begin(), compaction_->inputs.end(), [this](const StateFragment& input) {
        return std::any_of(state().fragments.begin(), state().fragments.end(),
                           [&](const StateFragment& now) { return now.files == input.files; });
      });
  std::optional<TableState> compacted = with_compaction(state(), *compaction_);
  RC_ASSERT(compacted.has_value() == has_all);
  if (compacted) {
    advance(*std::move(compacted), rows());
  }
  compaction_.reset();
}

void StateModel::store_manifest() {
  std::string id = ulids_.next().to_string();
  StagedState staged = stage_state(state(), address_.directory, id, 1'700'000'000'000'000);
  for (const StagedObject& object : staged.objects) {
    store_.put_if_absent(object.name, as_bytes(object.content), storage::Durability::synced);
  }
  manifest_ = read_state(store_, address_.directory, id);
  RC_ASSERT(manifest_ == staged.state);
  RC_ASSERT(*cache().state(address_, id) == manifest_);
  advance(manifest_, rows());
}

void StateModel::store_delta() {
  if (std::optional<StateDelta> delta = find_delta(manifest_, state())) {
    RC_ASSERT(delta->fragments.size() <= 8192U);
    TableState applied = apply_delta(manifest_, *delta, "an entry");
    RC_ASSERT(applied == state());
    advance(std::move(applied), rows());
  }
}

void StateModel::reopen() {
  if (random_.next() % 2 == 0) {
    caches_.push_back(std::make_unique<TableCache>(store_, kTinyBudget));
  } else {
    caches_.push_back(std::make_unique<TableCache>(store_));
  }
}

}  // namespace omnigraph::table::testing

#include "table/column_view.h"

#include "base/throw_error.h"
#include "columnar/widen.h"

#include <algorithm>
#include <utility>

namespace omnigraph::table {
namespace {

bool is_same_column(const lance::Field& stored, const SchemaColumn& wanted) {
  if (wanted.identity.empty()) {
    return stored.name == wanted.field.name;
  }
  return std::all_of(wanted.identity.begin(), wanted.identity.end(),
                     [&stored](const std::pair<const std::string, std::string>& entry) {
                       auto found = stored.metadata.find(entry.first);
                       return found != stored.metadata.end() && found->second == entry.second;
                     });
}

/// The view of a state under construction.
class ViewBuilder {
 public:
  explicit ViewBuilder(const TableState& stored)
      : stored_(stored), next_field_id_(stored.next_field_id) {}

  void add(const SchemaColumn& wanted);
  ColumnView finish() &&;

 private:
  void add_new(const SchemaColumn& wanted, std::int32_t stored_id);

  const TableState& stored_;
  std::vector<lance::Field> fields_;
  std::vector<ColumnSource> sources_;
  std::int32_t next_field_id_;
};

void ViewBuilder::add(const SchemaColumn& wanted) {
  auto stored =
      std::find_if(stored_.fields.begin(), stored_.fields.end(),
                   [&wanted](const lance::Field& field) { return is_same_column(field, wanted); });
  if (stored == stored_.fields.end()) {
    add_new(wanted, -1);
    return;
  }
  if (stored->type != wanted.field.type) {
    if (!columnar::is_widening(stored->type, wanted.field.type)) {
      throw_internal("column '{}' is stored as {}, which is not read as {}", wanted.field.name,
                     columnar::to_string(stored->type), columnar::to_string(wanted.field.type));
    }
    add_new(wanted, stored->id);
    return;
  }
  lance::Field field = *stored;
  field.name = wanted.field.name;
  field.nullable = wanted.field.nullable;
  fields_.push_back(std::move(field));
}

void ViewBuilder::add_new(const SchemaColumn& wanted, std::int32_t stored_id) {
  lance::Field field = lance::assign_field_ids({wanted.field}, next_field_id_).front();
  // Rows that are there may lack a value.
  field.nullable =
      field.nullable || (stored_id < 0 && wanted.fill == nullptr && !stored_.fragments.empty());
  field.metadata.insert(wanted.identity.begin(), wanted.identity.end());
  next_field_id_ = lance::max_field_id(std::span(&field, 1)) + 1;
  if (stored_id >= 0 || wanted.fill != nullptr) {
    sources_.push_back({field.id, stored_id, wanted.fill});
  }
  fields_.push_back(std::move(field));
}

ColumnView ViewBuilder::finish() && {
  ColumnView view;
  view.state = std::make_shared<const TableState>(
      TableState{std::move(fields_), stored_.fragments, next_field_id_});
  view.stored_fields = std::make_shared<const std::vector<lance::Field>>(stored_.fields);
  view.sources = std::move(sources_);
  return view;
}

bool is_as_wanted(const lance::Field& stored, const SchemaColumn& wanted) {
  return stored.name == wanted.field.name && stored.type == wanted.field.type &&
         stored.nullable == wanted.field.nullable && is_same_column(stored, wanted);
}

}  // namespace

ColumnView view_columns(const TableStatePtr& stored, std::span<const SchemaColumn> columns) {
  if (std::equal(stored->fields.begin(), stored->fields.end(), columns.begin(), columns.end(),
                 is_as_wanted)) {
    return {stored, nullptr, {}};
  }
  ViewBuilder builder(*stored);
  for (const SchemaColumn& column : columns) {
    builder.add(column);
  }
  return std::move(builder).finish();
}

}  // namespace omnigraph::table

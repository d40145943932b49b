#include "table_testing.h"

namespace omnigraph::table::testing {
namespace {

using columnar::Builder;
using columnar::Type;
using columnar::TypeId;

void append_random(Builder& builder, SeededRandom& random) {
  auto text = [&random] {
    return std::string(random.next() % 20, static_cast<char>('a' + random.next() % 26));
  };
  switch (builder.type().id()) {
    case TypeId::boolean:
      return builder.append_boolean(random.next() % 2 == 0);
    case TypeId::int32:
    case TypeId::date32:
      return builder.append(static_cast<std::int32_t>(random.next()));
    case TypeId::int64:
    case TypeId::date64:
      return builder.append(static_cast<std::int64_t>(random.next()));
    case TypeId::uint32:
      return builder.append(static_cast<std::uint32_t>(random.next()));
    case TypeId::uint64:
      return builder.append(random.next());
    case TypeId::float32:
      return builder.append(static_cast<float>(random.next() % 1000) / 8);
    case TypeId::float64:
      return builder.append(static_cast<double>(random.next() % 1000) / 8);
    case TypeId::vector: {
      std::vector<float> items(builder.type().dimension());
      for (float& item : items) {
        item = static_cast<float>(random.next() % 100);
      }
      return builder.append_vector(items);
    }
    case TypeId::list:
      for (std::uint64_t i = random.next() % 4; i > 0; --i) {
        append_random(builder.child(0), random);
      }
      return builder.append_list();
    default:
      return builder.append_text(text());
  }
}

}  // namespace

columnar::Schema all_columns() {
  columnar::Schema columns = {{"id", Type(TypeId::utf8), false}};
  for (TypeId id :
       {TypeId::boolean, TypeId::int32, TypeId::int64, TypeId::uint32, TypeId::uint64,
        TypeId::float32, TypeId::float64, TypeId::date32, TypeId::date64, TypeId::utf8}) {
    columns.push_back({columnar::to_string(Type(id)), Type(id), true});
  }
  columns.push_back({"vector", Type::vector(3), true});
  columns.push_back({"texts", Type::list({"item", Type(TypeId::utf8), true}), true});
  columns.push_back({"numbers", Type::list({"item", Type(TypeId::int32), true}), true});
  return columns;
}

columnar::Batch random_rows(const columnar::Schema& columns, std::size_t rows, std::size_t first,
                            SeededRandom& random) {
  columnar::Batch batch{columns, {}, rows};
  for (const columnar::Field& column : columns) {
    Builder builder(column.type);
    for (std::size_t row = 0; row < rows; ++row) {
      if (column.name == "id") {
        builder.append_text(std::to_string(first + row));
      } else if (column.nullable && random.next() % 4 == 0) {
        builder.append_null();
      } else {
        append_random(builder, random);
      }
    }
    batch.columns.push_back(builder.finish());
  }
  return batch;
}

std::vector<StateFragment> Bench::write(const std::vector<lance::Field>& fields,
                                        const columnar::Batch& batch) {
  TableWriter writer(files, ulids, kTable, fields);
  writer.append(batch);
  StagedRows rows = writer.finish(storage::Durability::synced);
  put(rows.objects);
  return rows.fragments;
}

void Bench::put(const std::vector<StagedObject>& objects) {
  for (const StagedObject& object : objects) {
    ASSERT_EQ(
        store.put_if_absent(object.name, as_bytes(object.content), storage::Durability::synced),
        storage::PutResult::created);
  }
}

StateFragment fragment_of(const std::string& file, std::uint32_t rows,
                          const std::vector<lance::RowOffset>& deleted) {
  StateFragment fragment;
  lance::DataFile data;
  data.path = file;
  data.fields = {0};
  data.column_indices = {0};
  data.size_bytes = 1000;
  fragment.files = {data};
  fragment.physical_rows = rows;
  fragment.deleted = lance::DeletionVector().with(deleted);
  return fragment;
}

}  // namespace omnigraph::table::testing

#include "table_rows.h"

#include "columnar/builder.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace omnigraph::bench {
namespace {

using columnar::Type;
using columnar::TypeId;

constexpr std::array<std::string_view, 32> kWords = {
    "amber",  "birch",  "cedar", "delta", "ember",  "fjord", "grove",  "heron",
    "island", "jade",   "kelp",  "lotus", "maple",  "north", "ocean",  "pearl",
    "quartz", "river",  "sable", "tidal", "umber",  "vale",  "willow", "xenon",
    "yarrow", "zephyr", "slate", "stone", "spruce", "coral", "dune",   "flint"};

constexpr std::int32_t kFirstDay = 10'957;  // 2000-01-01

void append_row(std::vector<columnar::Builder>& columns, std::uint32_t row) {
  std::string_view name = kWords[mixed(row, 6) % kWords.size()];
  std::uint32_t label = mixed(row, 7);
  columns[0].append_text(row_id(row));
  columns[1].append(std::int64_t{mixed(row, 1) % 1'000'000});
  columns[2].append(static_cast<std::int32_t>(mixed(row, 2) % 100));
  columns[3].append(std::int64_t{mixed(row, 3)} * 101);
  columns[4].append(static_cast<double>(mixed(row, 4) % 100'000) / 8);
  columns[5].append(static_cast<float>(mixed(row, 5) % 1'000) / 4);
  columns[6].append_text(name);
  columns[7].append_text(fmt::format("{} {} {}", kWords[label % kWords.size()],
                                     kWords[(label >> 8) % kWords.size()], label >> 16));
  columns[8].append_text(fmt::format("{}.{}@example.org", name, row));
  columns[9].append(kFirstDay + static_cast<std::int32_t>(mixed(row, 9) % 9'000));
}

}  // namespace

columnar::Schema table_schema() {
  columnar::Schema schema;
  auto add = [&schema](const char* name, TypeId type) {
    schema.push_back({name, Type(type), false});
  };
  add("id", TypeId::utf8);
  add("amount", TypeId::int64);
  add("age", TypeId::int32);
  add("total", TypeId::int64);
  add("score", TypeId::float64);
  add("weight", TypeId::float32);
  add("name", TypeId::utf8);
  add("label", TypeId::utf8);
  add("email", TypeId::utf8);
  add("day", TypeId::date32);
  return schema;
}

columnar::Batch table_rows(std::uint32_t first, std::uint32_t count) {
  columnar::Batch batch{table_schema(), {}, count};
  std::vector<columnar::Builder> columns;
  for (const columnar::Field& field : batch.schema) {
    columns.emplace_back(field.type);
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    append_row(columns, first + i);
  }
  for (columnar::Builder& column : columns) {
    batch.columns.push_back(column.finish());
  }
  return batch;
}

std::string row_id(std::uint32_t row) { return fmt::format("p{:07}", row); }

std::uint32_t mixed(std::uint32_t row, std::uint32_t salt) {
  std::uint32_t x = row * 2'654'435'761U + salt * 1'013'904'223U;
  x = (x ^ (x >> 15)) * 2'246'822'519U;
  return x ^ (x >> 13);
}

std::uint64_t row_bytes(const columnar::Batch& batch) {
  std::uint64_t bytes = 0;
  for (const columnar::ArrayPtr& column : batch.columns) {
    std::uint64_t width = column->type().bit_width() / 8;
    bytes += width != 0
                 ? width * column->length()
                 : static_cast<std::uint64_t>(column->offsets().back() - column->offsets().front());
  }
  return bytes;
}

}  // namespace omnigraph::bench

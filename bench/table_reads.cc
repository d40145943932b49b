#include "table_reads.h"

#include "base/parallel.h"
#include "table_rows.h"

#include <fmt/format.h>

#include <stdexcept>

namespace omnigraph::bench {
namespace {

using columnar::Array;
using columnar::TypeId;
using table::Morsel;
using table::Position;
using table::Table;

constexpr std::uint32_t kMorselRows = 1U << 17;

/// What a scan keeps of a column: a sum of numbers, or of text lengths and the greatest text.
struct Total {
  std::int64_t integers = 0;
  double floats = 0;
  std::string greatest;

  void add(const Total& other) {
    integers += other.integers;
    floats += other.floats;
    greatest = std::max(greatest, other.greatest);
  }
};

template <typename Result, typename T>
Result sum(const Array& array) {
  Result total = 0;
  for (T value : array.values<T>()) {
    total += static_cast<Result>(value);
  }
  return total;
}

Total total_of(const Array& array) {
  Total total;
  switch (array.type().id()) {
    case TypeId::int32:
    case TypeId::date32:
      total.integers = sum<std::int64_t, std::int32_t>(array);
      break;
    case TypeId::int64:
      total.integers = sum<std::int64_t, std::int64_t>(array);
      break;
    case TypeId::float32:
      total.floats = sum<double, float>(array);
      break;
    case TypeId::float64:
      total.floats = sum<double, double>(array);
      break;
    default: {
      std::string_view greatest;
      for (std::size_t i = 0; i < array.length(); ++i) {
        std::string_view text = array.text_at(i);
        total.integers += static_cast<std::int64_t>(text.size());
        greatest = std::max(greatest, text);
      }
      total.greatest = greatest;
    }
  }
  return total;
}

/// The positions in `morsel` that the filter passes.
std::vector<Position> matches(const Table& table, const Morsel& morsel) {
  columnar::ArrayPtr amounts = table.read(morsel, table.field("amount"));
  columnar::ArrayPtr names = table.read(morsel, table.field("name"));
  std::span<const std::int64_t> values = amounts->values<std::int64_t>();
  std::vector<Position> positions;
  for (std::uint32_t i = 0; i < morsel.count; ++i) {
    if (values[i] >= kFilterFrom && values[i] <= kFilterTo &&
        names->text_at(i).starts_with(kFilterPrefix)) {
      positions.push_back(morsel.position + i);
    }
  }
  return positions;
}

Columns take_columns(const Table& table, std::initializer_list<const char*> names,
                     std::span<const Position> positions) {
  Columns columns;
  for (const char* name : names) {
    columns.push_back(table.take(table.field(name), positions));
  }
  return columns;
}

}  // namespace

std::vector<std::string> scan_all(const Table& table) {
  std::vector<Morsel> morsels = table.morsels(kMorselRows);
  const std::vector<lance::Field>& fields = table.state().fields;
  std::vector<std::vector<Total>> parts(morsels.size());
  parallel_for(morsels.size(), [&](std::size_t i) {
    for (const lance::Field& field : fields) {
      parts[i].push_back(total_of(*table.read(morsels[i], field)));
    }
  });
  std::vector<std::string> result = {std::to_string(table.live_rows())};
  for (std::size_t column = 0; column < fields.size(); ++column) {
    Total total;
    for (const std::vector<Total>& part : parts) {
      total.add(part[column]);
    }
    const columnar::Type& type = fields[column].type;
    result.push_back(type.is_floating() ? fmt::format("{}", total.floats)
                                        : std::to_string(total.integers));
    if (type.is_variable()) {
      result.push_back(total.greatest);
    }
  }
  return result;
}

Columns scan_filtered(const Table& table) {
  std::vector<Morsel> morsels = table.morsels(kMorselRows);
  std::vector<std::vector<Position>> parts(morsels.size());
  parallel_for(morsels.size(), [&](std::size_t i) { parts[i] = matches(table, morsels[i]); });
  std::vector<Position> positions;
  for (const std::vector<Position>& part : parts) {
    positions.insert(positions.end(), part.begin(), part.end());
  }
  return take_columns(table, {"id", "total"}, positions);
}

Columns take_rows(const Table& table, std::span<const Position> positions) {
  Columns columns;
  for (const lance::Field& field : table.state().fields) {
    columns.push_back(table.take(field, positions));
  }
  return columns;
}

Columns look_up(const Table& table, std::string_view id) {
  std::optional<Position> position = table.find(id, table::Compare::hash);
  if (!position) {
    throw std::runtime_error(fmt::format("no row '{}'", id));
  }
  return take_columns(table, {"total", "name"}, {&*position, 1});
}

}  // namespace omnigraph::bench

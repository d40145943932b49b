// The table layer without a graph on it, on rows of ten columns (table_rows.h):
//
//     table_bench ROWS WORKDIR            all stages
//     table_bench ROWS WORKDIR STAGE…     only these
//     table_bench --stages                their names
//
// Prints the lines that bench/peers/table_*.mjs print for other systems.

#include "base/date_text.h"
#include "report.h"
#include "storage/local_store.h"
#include "table/state_store.h"
#include "table/table_path.h"
#include "table/table_writer.h"
#include "table_reads.h"
#include "table_rows.h"

#include <fmt/ranges.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <stdexcept>

namespace omnigraph::bench {
namespace {

using columnar::TypeId;
using table::Position;

const std::vector<std::string> kStages = {"write", "read", "lookup"};
constexpr std::uint32_t kBatchRows = 1U << 16;
constexpr std::uint32_t kTaken = 1'000;  // rows of one take
constexpr std::size_t kTakes = 100;
constexpr std::size_t kLookUps = 2'000;

struct Setting {
  std::uint32_t rows = 0;
  std::string folder;
  table::TableAddress table = {table::EntityKind::node,
                               table::table_directory(table::EntityKind::node, 1, 1), 1};
  std::string state_id = Ulid(0, 1).to_string();
};

std::string field_text(const columnar::Array& array, std::size_t i) {
  switch (array.type().id()) {
    case TypeId::int32:
      return std::to_string(array.values<std::int32_t>()[i]);
    case TypeId::int64:
      return std::to_string(array.values<std::int64_t>()[i]);
    case TypeId::float32:
      return fmt::format("{}", array.values<float>()[i]);
    case TypeId::float64:
      return fmt::format("{}", array.values<double>()[i]);
    case TypeId::date32:
      return format_date(array.values<std::int32_t>()[i]);
    default:
      return std::string(array.text_at(i));
  }
}

std::vector<Row> rows_of(const Columns& columns) {
  std::vector<Row> rows(columns.front()->length());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const columnar::ArrayPtr& column : columns) {
      rows[i].push_back(field_text(*column, i));
    }
  }
  return rows;
}

/// Writes the table; making the rows is not timed.
void run_write(const Setting& setting, const Report& report) {
  std::filesystem::remove_all(setting.folder);
  storage::LocalStore store(setting.folder);
  SystemClock clock;
  SystemRandom random;
  UlidGenerator ulids(clock, random);
  table::TableCache cache(store);
  table::TableState state = table::initial_state(table_schema());
  table::TableWriter writer(cache, ulids, setting.table, state.fields);
  double micros = 0;
  std::uint64_t bytes = 0;
  for (std::uint32_t first = 0; first < setting.rows; first += kBatchRows) {
    columnar::Batch batch = table_rows(first, std::min(kBatchRows, setting.rows - first));
    bytes += row_bytes(batch);
    double before = now_micros();
    writer.append(batch);
    micros += now_micros() - before;
  }
  double before = now_micros();
  table::StagedRows written = writer.finish(storage::Durability::synced);
  state.fragments = written.fragments;
  std::vector<table::StagedObject> objects = std::move(written.objects);
  table::StagedState staged =
      table::stage_state(state, setting.table.directory, setting.state_id, clock.now_micros());
  std::move(staged.objects.begin(), staged.objects.end(), std::back_inserter(objects));
  for (const table::StagedObject& object : objects) {
    store.put_if_absent(object.name, as_bytes(object.content), storage::Durability::synced);
  }
  micros += now_micros() - before;
  Measurement measurement;
  measurement.add_time(micros);
  nlohmann::ordered_json fields = measurement.times();
  fields.update({{"rows", setting.rows},
                 {"rows_per_s", static_cast<std::uint64_t>(setting.rows * 1e6 / micros)},
                 {"mb_per_s", std::round(static_cast<double>(bytes) / micros * 10) / 10},
                 {"value_bytes", bytes},
                 {"disk_bytes", disk_bytes(setting.folder)},
                 {"peak_rss_mib", peak_rss_mib()},
                 {"durability", "synced"}});
  report.print("table_write", fields);
}

/// Random positions, one in each of `kTaken` equal parts of the table.
std::vector<Position> positions_of_take(std::uint32_t rows, std::size_t input) {
  std::uint32_t part = rows / kTaken;
  std::vector<Position> positions;
  for (std::uint32_t i = 0; i < kTaken; ++i) {
    positions.push_back(i * part + mixed(i, 100 + static_cast<std::uint32_t>(input)) % part);
  }
  return positions;
}

void run_read(const Setting& setting, const table::Table& table, const Report& report) {
  auto same = [](const std::vector<Row>& rows) { return rows; };
  report.time(
      "table_scan", {.inputs = 20, .checked = 1, .warm_up = 1},
      [&](std::size_t) { return std::vector<Row>{scan_all(table)}; }, same);
  report.time(
      "table_filter", {.inputs = 20, .checked = 1, .warm_up = 1},
      [&](std::size_t) { return scan_filtered(table); }, rows_of);
  std::vector<std::vector<Position>> takes;
  for (std::size_t i = 0; i < kTakes; ++i) {
    takes.push_back(positions_of_take(setting.rows, i));
  }
  report.time(
      "table_take", {.inputs = kTakes}, [&](std::size_t i) { return take_rows(table, takes[i]); },
      rows_of);
  report.print("table_memory", {{"peak_rss_mib", peak_rss_mib()}});
}

void run_lookup(const Setting& setting, const table::Table& table, const Report& report) {
  std::vector<std::string> ids;
  for (std::uint32_t i = 0; i < kLookUps; ++i) {
    ids.push_back(row_id(mixed(i, 10) % setting.rows));
  }
  // All once before, so that the pages of the file are in memory.
  Repetitions warm{.inputs = kLookUps, .warm_up = kLookUps};
  report.time(
      "table_lookup", warm, [&](std::size_t i) { return look_up(table, ids[i]); }, rows_of);
  report.time(
      "table_find", warm, [&](std::size_t i) { return table.find(ids[i], table::Compare::hash); },
      [](const std::optional<Position>& found) {
        return std::vector<Row>{{found ? std::to_string(*found) : "null"}};
      });
}

int run_stage(const Setting& setting, const std::string& stage) {
  Report report("table-" + std::to_string(setting.rows));
  if (stage == "write") {
    run_write(setting, report);
    return 0;
  }
  storage::LocalStore store(setting.folder);
  table::TableCache cache(store);
  table::Table table(cache, setting.table, cache.state(setting.table, setting.state_id));
  if (stage == "read") {
    run_read(setting, table, report);
  } else if (stage == "lookup") {
    run_lookup(setting, table, report);
  } else {
    std::cerr << fmt::format("unknown stage '{}'; there are {}\n", stage, fmt::join(kStages, ", "));
    return 2;
  }
  return 0;
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() == 2 && arguments[1] == "--stages") {
    std::cout << fmt::format("{}\n", fmt::join(kStages, " "));
    return 0;
  }
  Setting setting;
  if (arguments.size() >= 3) {
    setting.rows = static_cast<std::uint32_t>(std::strtoul(arguments[1].c_str(), nullptr, 10));
  }
  if (setting.rows < kTaken || setting.rows > 10'000'000) {
    std::cerr << "usage: table_bench ROWS WORKDIR [STAGE...], with 1,000 to 10,000,000 rows\n";
    return 2;
  }
  setting.folder = fmt::format("{}/omnigraph-table-{}", arguments[2], setting.rows);
  if (arguments.size() == 4) {
    return run_stage(setting, arguments[3]);
  }
  // Each in a process of its own, so that peak memory means something.
  std::vector<std::string> stages(arguments.begin() + 3, arguments.end());
  int status = 0;
  for (const std::string& stage : stages.empty() ? kStages : stages) {
    std::string command =
        fmt::format("'{}' {} '{}' '{}'", arguments[0], setting.rows, arguments[2], stage);
    status = std::max(status, std::system(command.c_str()) == 0 ? 0 : 1);
  }
  return status;
}

}  // namespace
}  // namespace omnigraph::bench

int main(int argc, char** argv) {
  try {
    return omnigraph::bench::run({argv, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << "\n";
    return 1;
  }
}

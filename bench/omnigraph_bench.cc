// The benchmark operations through the public interface, in the stages that the other systems'
// scripts have. Each stage runs in a process of its own, so that peak memory and cold starts mean
// something:
//
//     omnigraph_bench DATASET WORKDIR            all stages
//     omnigraph_bench DATASET WORKDIR STAGE…     only these
//     omnigraph_bench --stages                   their names

#include "dataset.h"
#include "omnigraph/graph.h"
#include "report.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <stdexcept>

namespace omnigraph::bench {
namespace {

constexpr std::size_t kColdRuns = 7;
constexpr std::size_t kRepeats = 20;
const std::vector<std::string> kStages = {"load", "cold", "read"};

std::string store_of(const std::string& workdir, const Dataset& data) {
  return workdir + "/omnigraph-" + data.name() + ".omni";
}

std::string parameters(const std::string& key) { return nlohmann::json({{"k", key}}).dump(); }

/// One load; bench/run repeats it and bench/compare takes the median.
void run_load(const Dataset& data, const std::string& store, const Report& report) {
  const nlohmann::json& about = data.about();
  std::uint64_t rows =
      about.at("node_rows").get<std::uint64_t>() + about.at("edge_rows").get<std::uint64_t>();
  std::filesystem::remove_all(store);
  Measurement measurement;
  double before = now_micros();
  Graph::init(store, data.text("schema.pg"));
  LoadOptions options;
  options.mode = LoadMode::overwrite;
  Graph::open(store)->load(data.path("data.jsonl"), options);
  double micros = now_micros() - before;
  measurement.add_time(micros);
  nlohmann::ordered_json fields = measurement.times();
  fields.update(
      {{"rows", rows},
       {"rows_per_s", static_cast<std::uint64_t>(static_cast<double>(rows) * 1e6 / micros)},
       {"peak_rss_mib", peak_rss_mib()},
       {"disk_bytes", disk_bytes(store)},
       {"durability", "synced"}});
  report.print("load", fields);
}

/// The query that finds one node by its key, and a key.
struct PointQuery {
  std::string name;
  std::string key;
};

/// A dataset with many node types has a query for each, and keys that begin with the type's name.
PointQuery first_point(const Dataset& data) {
  PointQuery point{"point", data.keys("keys.csv").at(0)};
  if (!data.about().at("operations").contains("node")) {
    std::string type = point.key.substr(0, point.key.find('-'));
    type.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(type.front())));
    point.name += "_" + type;
  }
  return point;
}

/// Opens the graph and asks for one node, as a new process does; prints the microseconds.
void run_open(const Dataset& data, const std::string& store) {
  std::string source = data.text("queries.gq");
  PointQuery point = first_point(data);
  double before = now_micros();
  std::unique_ptr<Graph> graph = Graph::open(store);
  graph->query({source, point.name, parameters(point.key)});
  std::printf("%.1f\n", now_micros() - before);
}

std::vector<double> read_numbers(const std::string& command) {
  std::vector<double> numbers;
  std::FILE* pipe = popen(command.c_str(), "r");
  double number = 0;
  while (pipe != nullptr && std::fscanf(pipe, "%lf", &number) == 1) {
    numbers.push_back(number);
  }
  if (pipe != nullptr) {
    pclose(pipe);
  }
  return numbers;
}

/// Starts the program next to this one as a person would, to its answer on standard output.
double command_line_micros(const std::string& program, const Dataset& data,
                           const std::string& store) {
  PointQuery point = first_point(data);
  std::string omnigraph = std::filesystem::path(program).replace_filename("omnigraph");
  std::string file = data.path("queries.gq");
  std::string params = parameters(point.key);
  const char* arguments[] = {
      omnigraph.c_str(), "query",    point.name.c_str(), "--query", file.c_str(), "--store",
      store.c_str(),     "--params", params.c_str(),     "--json",  nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t process = 0;
  int status = -1;
  double before = now_micros();
  if (posix_spawn(&process, omnigraph.c_str(), &actions, nullptr,
                  const_cast<char* const*>(arguments), environ) == 0) {
    waitpid(process, &status, 0);
  }
  double micros = now_micros() - before;
  posix_spawn_file_actions_destroy(&actions);
  if (status != 0) {
    throw std::runtime_error(omnigraph + " failed; is it built?");
  }
  return micros;
}

void run_cold(const std::string& program, const std::string& folder, const std::string& workdir,
              const Report& report) {
  Measurement opened;
  for (std::size_t i = 0; i < kColdRuns; ++i) {
    auto numbers = read_numbers(fmt::format("'{}' '{}' '{}' =open", program, folder, workdir));
    if (numbers.size() != 1) {
      report.print("cold_open_first_query", {{"error", "a process failed"}});
      return;
    }
    opened.add_time(numbers.front());
  }
  report.print("cold_open_first_query", opened.times());
  Dataset data(folder);
  report.time(
      "command_line", {.inputs = kColdRuns, .checked = 0, .warm_up = 1},
      [&](std::size_t) { return command_line_micros(program, data, store_of(workdir, data)); },
      [](double) { return std::vector<Row>{}; });
}

std::vector<Row> rows_of(const QueryResult& result) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < result.row_count(); ++i) {
    rows.push_back(row_of(result, i));
  }
  return rows;
}

/// Where order matters, the rank is the first field.
std::vector<Row> ranked_rows_of(const QueryResult& result) {
  std::vector<Row> rows = rows_of(result);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].insert(rows[i].begin(), std::to_string(i));
  }
  return rows;
}

void run_read(const Dataset& data, const std::string& store, const Report& report) {
  std::unique_ptr<Graph> graph = Graph::open(store);
  std::string source = data.text("queries.gq");
  auto ask = [&](const std::string& query, const std::string& params) {
    return graph->query({source, query, params});
  };
  report.time(
      "floor", {.inputs = 1000},
      [&](std::size_t) {
        return graph->query({"query one() { match { 1 = 1 } return { 1 } }", {}, {}});
      },
      rows_of);
  std::vector<std::string> keys = data.keys("keys.csv");
  report.time(
      "point", {.inputs = keys.size()},
      [&](std::size_t i) { return ask("point", parameters(keys[i])); }, rows_of);
  std::vector<std::string> starts = data.keys("starts.csv");
  for (const char* op : {"hop1", "hop2", "hop3", "reach", "chain2"}) {
    report.time(
        op, {.inputs = starts.size()},
        [&](std::size_t i) { return ask(op, parameters(starts[i])); }, rows_of);
  }
  for (const char* op : {"scan", "group", "top"}) {
    report.time(
        op, {.inputs = kRepeats}, [&](std::size_t) { return ask(op, {}); },
        op == std::string("top") ? ranked_rows_of : rows_of);
  }
  report.print("memory", {{"peak_rss_mib", peak_rss_mib()}});
}

int run_stage(const std::string& program, const std::string& folder, const std::string& workdir,
              const std::string& stage) {
  Dataset data(folder);
  Report report(data.name());
  std::string store = store_of(workdir, data);
  if (stage == "load") {
    run_load(data, store, report);
  } else if (stage == "open") {
    run_open(data, store);
  } else if (stage == "cold") {
    run_cold(program, folder, workdir, report);
  } else if (stage == "read") {
    run_read(data, store, report);
  } else {
    std::cerr << "unknown stage '" << stage << "'; there are "
              << fmt::format("{}", fmt::join(kStages, ", ")) << "\n";
    return 2;
  }
  return 0;
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() == 2 && arguments[1] == "--stages") {
    std::cout << fmt::format("{}\n", fmt::join(kStages, " "));
    return 0;
  }
  if (arguments.size() < 3) {
    std::cerr << "usage: omnigraph_bench DATASET WORKDIR [STAGE...]\n";
    return 2;
  }
  const std::string& program = arguments[0];
  const std::string& folder = arguments[1];
  const std::string& workdir = arguments[2];
  if (arguments.size() == 4 && arguments[3].starts_with('=')) {
    return run_stage(program, folder, workdir, arguments[3].substr(1));
  }
  std::filesystem::create_directories(workdir);
  std::vector<std::string> stages(arguments.begin() + 3, arguments.end());
  if (stages.empty()) {
    stages = kStages;
  }
  int status = 0;
  for (const std::string& stage : stages) {
    std::string command = fmt::format("'{}' '{}' '{}' '={}'", program, folder, workdir, stage);
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

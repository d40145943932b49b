// The benchmark operations through the public interface, in the stages that the other systems'
// scripts have. Each stage runs in a process of its own, so that peak memory and cold starts mean
// something:
//
//     omnigraph_bench DATASET WORKDIR            all stages
//     omnigraph_bench DATASET WORKDIR STAGE…     only these: load cold read

#include "dataset.h"
#include "omnigraph/graph.h"
#include "report.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>

namespace omnigraph::bench {
namespace {

constexpr int kColdRuns = 7;
constexpr int kLoadRuns = 3;
constexpr std::size_t kRepeats = 20;

std::string parameters(const std::string& key) { return nlohmann::json({{"k", key}}).dump(); }

void run_load(const Dataset& data, const std::string& store, const Report& report) {
  const nlohmann::json& about = data.about();
  std::uint64_t rows =
      about.at("node_rows").get<std::uint64_t>() + about.at("edge_rows").get<std::uint64_t>();
  std::vector<double> times;
  for (int i = 0; i < kLoadRuns; ++i) {
    std::filesystem::remove_all(store);
    double before = now_micros();
    Graph::init(store, data.text("schema.pg"));
    LoadOptions options;
    options.mode = LoadMode::overwrite;
    Graph::open(store)->load(data.path("data.jsonl"), options);
    times.push_back(now_micros() - before);
  }
  std::sort(times.begin(), times.end());
  double median = times[kLoadRuns / 2];
  report.print("load", {{"n", kLoadRuns},
                        {"p50_us", static_cast<std::uint64_t>(median)},
                        {"p95_us", static_cast<std::uint64_t>(times.back())},
                        {"rows", rows},
                        {"rows_per_s",
                         static_cast<std::uint64_t>(static_cast<double>(rows) / (median / 1e6))},
                        {"peak_rss_mib", peak_rss_mib()},
                        {"disk_bytes", disk_bytes(store)},
                        {"durability", "synced"}});
}

/// Opens the graph and asks for one node, as a new process does; prints the microseconds.
void run_open(const Dataset& data, const std::string& store) {
  std::string source = data.text("queries.gq");
  std::vector<std::string> keys = data.keys("keys.csv");
  double before = now_micros();
  std::unique_ptr<Graph> graph = Graph::open(store);
  graph->query({source, "point", parameters(keys.front())});
  std::printf("%.0f\n", now_micros() - before);
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

void run_cold(const std::string& program, const std::string& folder, const std::string& workdir,
              const Report& report) {
  std::vector<double> times;
  for (int i = 0; i < kColdRuns; ++i) {
    for (double time :
         read_numbers(fmt::format("'{}' '{}' '{}' =open", program, folder, workdir))) {
      times.push_back(time);
    }
  }
  if (times.size() != kColdRuns) {
    report.print("cold_open_first_query", {{"error", "a process failed"}});
    return;
  }
  std::sort(times.begin(), times.end());
  report.print("cold_open_first_query",
               {{"n", kColdRuns}, {"p50_us", times[kColdRuns / 2]}, {"p95_us", times.back()}});
}

void run_read(const Dataset& data, const std::string& store, const Report& report) {
  std::unique_ptr<Graph> graph = Graph::open(store);
  std::string source = data.text("queries.gq");
  auto ask = [&](const std::string& query, const std::string& params) {
    return graph->query({source, query, params});
  };
  report.time("floor", 1000, [&](std::size_t) {
    return graph->query({"query one() { match { 1 = 1 } return { 1 } }", {}, {}});
  });
  std::vector<std::string> keys = data.keys("keys.csv");
  report.time("point", keys.size(),
              [&](std::size_t i) { return ask("point", parameters(keys[i])); });
  std::vector<std::string> starts = data.keys("starts.csv");
  for (const char* op : {"hop1", "hop2", "hop3", "reach", "chain2"}) {
    report.time(op, starts.size(), [&](std::size_t i) { return ask(op, parameters(starts[i])); });
  }
  for (const char* op : {"scan", "group"}) {
    report.time(op, kRepeats, [&](std::size_t) { return ask(op, {}); });
  }
  report.time(
      "top", kRepeats, [&](std::size_t) { return ask("top", {}); }, true);
  report.print("memory", {{"peak_rss_mib", peak_rss_mib()}});
}

int run_stage(const std::string& program, const std::string& folder, const std::string& workdir,
              const std::string& stage) {
  Dataset data(folder);
  Report report(data.name());
  std::string store = workdir + "/omnigraph-" + data.name() + ".omni";
  if (stage == "load") {
    run_load(data, store, report);
  } else if (stage == "open") {
    run_open(data, store);
  } else if (stage == "cold") {
    run_cold(program, folder, workdir, report);
  } else if (stage == "read") {
    run_read(data, store, report);
  } else {
    std::cerr << "unknown stage '" << stage << "'; there are load, cold and read\n";
    return 2;
  }
  return 0;
}

int run(const std::vector<std::string>& arguments) {
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
    stages = {"load", "cold", "read"};
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

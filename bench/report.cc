#include "report.h"

#include "omnigraph/error.h"
#include "omnigraph/graph.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

namespace omnigraph::bench {
namespace {

constexpr std::size_t kWarmUp = 5;
constexpr std::size_t kChecked = 20;

/// FNV-1a 64 over the fields, joined by U+001F.
std::uint64_t hash_row(const std::vector<std::string>& fields) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  auto add = [&hash](unsigned char byte) { hash = (hash ^ byte) * 0x100000001b3ULL; };
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) {
      add(0x1F);
    }
    for (char c : fields[i]) {
      add(static_cast<unsigned char>(c));
    }
  }
  return hash;
}

/// A field as the checksum takes it: a float that is integral is written as an integer.
std::string field_text(const QueryResult& result, std::size_t row, std::size_t column) {
  std::string text = result.text(row, column);
  bool is_number = result.json(row, column).front() != '"';
  return is_number && text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

double quantile(const std::vector<double>& sorted, double q) {
  auto at = static_cast<std::size_t>(q * static_cast<double>(sorted.size()));
  return std::round(sorted[std::min(sorted.size() - 1, at)] * 10) / 10;
}

}  // namespace

double now_micros() {
  return std::chrono::duration<double, std::micro>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::uint64_t peak_rss_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) / 1024;
}

std::uint64_t disk_bytes(const std::string& folder) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    bytes += entry.is_regular_file() ? entry.file_size() : 0;
  }
  return bytes;
}

void Report::print(const std::string& op, const nlohmann::ordered_json& fields) const {
  nlohmann::ordered_json line = {
      {"peer", "omnigraph"}, {"version", version()}, {"dataset", dataset_}, {"op", op}};
  line.update(fields);
  std::printf("%s\n", line.dump().c_str());
  std::fflush(stdout);
}

void Report::time(const std::string& op, std::size_t inputs,
                  const std::function<QueryResult(std::size_t)>& run, bool ranked) const {
  try {
    for (std::size_t i = 0; i < std::min(kWarmUp, inputs); ++i) {
      run(i);
    }
    std::vector<double> times;
    std::uint64_t checksum = 0;
    std::uint64_t rows = 0;
    for (std::size_t i = 0; i < inputs; ++i) {
      double before = now_micros();
      QueryResult result = run(i);
      times.push_back(now_micros() - before);
      for (std::size_t row = 0; i < kChecked && row < result.row_count(); ++row) {
        std::vector<std::string> fields = {std::to_string(i)};
        if (ranked) {
          fields.push_back(std::to_string(row));
        }
        for (std::size_t column = 0; column < result.columns().size(); ++column) {
          fields.push_back(field_text(result, row, column));
        }
        checksum += hash_row(fields);
        ++rows;
      }
    }
    std::sort(times.begin(), times.end());
    print(op, {{"n", inputs},
               {"p50_us", quantile(times, 0.5)},
               {"p95_us", quantile(times, 0.95)},
               {"rows", rows},
               {"checksum", fmt::format("{:016x}", checksum)},
               {"checked", std::min(kChecked, inputs)}});
  } catch (const Error& error) {
    print(op, {{"error", error.what()}});
  }
}

}  // namespace omnigraph::bench

#include "report.h"

#include "omnigraph/graph.h"

#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>

namespace omnigraph::bench {
namespace {

/// FNV-1a 64 over the input's number and the fields, joined by U+001F.
std::uint64_t hash_row(std::size_t input, const Row& row) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  auto add = [&hash](std::string_view text) {
    for (char c : text) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
  };
  add(std::to_string(input));
  for (const std::string& field : row) {
    add("\x1F");
    add(field);
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
  return std::round(sorted[std::min(sorted.size() - 1, at)] * 100) / 100;
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

Row row_of(const QueryResult& result, std::size_t row) {
  Row fields;
  for (std::size_t column = 0; column < result.columns().size(); ++column) {
    fields.push_back(field_text(result, row, column));
  }
  return fields;
}

void Measurement::add_row(std::size_t input, const Row& row) {
  checksum_ += hash_row(input, row);
  ++rows_;
}

nlohmann::ordered_json Measurement::times() const {
  std::vector<double> sorted = times_;
  std::sort(sorted.begin(), sorted.end());
  return {
      {"n", sorted.size()}, {"p50_us", quantile(sorted, 0.5)}, {"p95_us", quantile(sorted, 0.95)}};
}

nlohmann::ordered_json Measurement::results(std::size_t checked) const {
  return {{"rows", rows_}, {"checksum", fmt::format("{:016x}", checksum_)}, {"checked", checked}};
}

}  // namespace omnigraph::bench

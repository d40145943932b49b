#pragma once

#include "omnigraph/query.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace omnigraph::bench {

double now_micros();
/// Peak resident set of this process.
std::uint64_t peak_rss_mib();
std::uint64_t disk_bytes(const std::string& folder);

/// Prints one JSON object a line on stdout, as the scripts for other systems do:
///
///     {"peer":"omnigraph","version":…,"dataset":…,"op":"hop2","n":200,"p50_us":31.2,"p95_us":90.4,
///      "rows":20,"checksum":"79f5aefd47bb59ab","checked":20}
class Report {
 public:
  explicit Report(std::string dataset) : dataset_(std::move(dataset)) {}

  void print(const std::string& op, const nlohmann::ordered_json& fields) const;

  /// Runs `run(input)` for five inputs as warm-up, then once for each; prints median, 95th
  /// percentile, and the rows and checksum of the first 20. With `ranked` the rank of a row is its
  /// first field in the checksum.
  void time(const std::string& op, std::size_t inputs,
            const std::function<QueryResult(std::size_t)>& run, bool ranked = false) const;

 private:
  std::string dataset_;
};

}  // namespace omnigraph::bench

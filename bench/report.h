#pragma once

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph {
class QueryResult;
}  // namespace omnigraph

namespace omnigraph::bench {

double now_micros();
/// Peak resident set of this process.
std::uint64_t peak_rss_mib();
std::uint64_t disk_bytes(const std::string& folder);

/// A result row: its fields as the checksum takes them. Integers in decimal, a float that is
/// integral too, dates as YYYY-MM-DD, null as `null`.
using Row = std::vector<std::string>;

Row row_of(const QueryResult& result, std::size_t row);

/// How an operation is repeated.
struct Repetitions {
  std::size_t inputs = 1;
  std::size_t checked = 20;  ///< inputs whose rows enter the checksum
  std::size_t warm_up = 5;
};

/// Times and results of one operation.
class Measurement {
 public:
  void add_time(double micros) { times_.push_back(micros); }
  /// A result row of input `input`. The order of rows is free.
  void add_row(std::size_t input, const Row& row);

  /// `n`, `p50_us`, `p95_us`.
  nlohmann::ordered_json times() const;
  /// `rows`, `checksum`, and `checked`: the number of inputs whose rows were added.
  nlohmann::ordered_json results(std::size_t checked) const;

 private:
  std::vector<double> times_;
  std::uint64_t rows_ = 0;
  std::uint64_t checksum_ = 0;
};

/// Prints one JSON object a line on stdout, as the scripts for other systems do:
///
///     {"peer":"omnigraph","version":…,"dataset":…,"op":"hop2","n":200,"p50_us":31.2,"p95_us":90.4,
///      "rows":20,"checksum":"79f5aefd47bb59ab","checked":20}
class Report {
 public:
  explicit Report(std::string dataset) : dataset_(std::move(dataset)) {}

  void print(const std::string& op, const nlohmann::ordered_json& fields) const;

  /// Runs `run(input)` for the first inputs as warm-up, then once for each, and prints times and
  /// results with `more` fields. `rows(result)` makes the rows of a result and is not timed.
  /// Prints a line with `error` if anything throws.
  template <typename Run, typename Rows>
  void time(const std::string& op, const Repetitions& repetitions, Run run, Rows rows,
            const nlohmann::ordered_json& more = {}) const;

 private:
  std::string dataset_;
};

template <typename Run, typename Rows>
void Report::time(const std::string& op, const Repetitions& repetitions, Run run, Rows rows,
                  const nlohmann::ordered_json& more) const {
  try {
    for (std::size_t i = 0; i < std::min(repetitions.warm_up, repetitions.inputs); ++i) {
      run(i);
    }
    std::size_t checked = std::min(repetitions.checked, repetitions.inputs);
    Measurement measurement;
    for (std::size_t i = 0; i < repetitions.inputs; ++i) {
      double before = now_micros();
      auto result = run(i);
      measurement.add_time(now_micros() - before);
      if (i < checked) {
        for (const Row& row : rows(result)) {
          measurement.add_row(i, row);
        }
      }
    }
    nlohmann::ordered_json fields = measurement.times();
    if (checked > 0) {
      fields.update(measurement.results(checked));
    }
    if (!more.is_null()) {
      fields.update(more);
    }
    print(op, fields);
  } catch (const std::exception& error) {
    print(op, {{"error", error.what()}});
  }
}

}  // namespace omnigraph::bench

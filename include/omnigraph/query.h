#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace omnigraph {

namespace exec {
struct Result;
}  // namespace exec

/// A read to run.
struct QueryRequest {
  std::string source;               ///< text in the query language
  std::optional<std::string> name;  ///< which query of the source; needed if it holds several
  std::string params_json;          ///< a JSON object by parameter name; empty for none
};

/// The rows of a read: columns in projection order. A value; copies share the data.
class QueryResult {
 public:
  QueryResult(std::string query_name, std::string graph_commit_id,
              std::shared_ptr<const exec::Result> result);

  const std::string& query_name() const { return query_name_; }
  /// The commit whose state was read.
  const std::string& graph_commit_id() const { return graph_commit_id_; }

  std::size_t row_count() const;
  /// Names may repeat.
  const std::vector<std::string>& columns() const;

  bool is_null(std::size_t row, std::size_t column) const;
  /// The value as compact JSON (GQ-91): integers with all digits, dates as text, null as `null`.
  std::string json(std::size_t row, std::size_t column) const;
  /// The value for people: a string as it is, everything else as `json` gives it.
  std::string text(std::size_t row, std::size_t column) const;
  /// A row as a compact JSON object in column order. A name that repeats stands once, at its first
  /// place, with its last value (GQ-75).
  std::string row_json(std::size_t row) const;

 private:
  std::string query_name_;
  std::string graph_commit_id_;
  std::shared_ptr<const exec::Result> result_;
};

}  // namespace omnigraph

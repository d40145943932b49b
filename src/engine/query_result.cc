#include "base/json_text.h"
#include "engine/value_json.h"
#include "exec/result.h"
#include "omnigraph/query.h"

#include <algorithm>

namespace omnigraph {

QueryResult::QueryResult(std::string query_name, std::string graph_commit_id,
                         std::shared_ptr<const exec::Result> result)
    : query_name_(std::move(query_name)),
      graph_commit_id_(std::move(graph_commit_id)),
      result_(std::move(result)) {}

std::size_t QueryResult::row_count() const { return result_->row_count; }

const std::vector<std::string>& QueryResult::columns() const { return result_->names; }

bool QueryResult::is_null(std::size_t row, std::size_t column) const {
  return result_->columns[column]->is_null(row);
}

std::string QueryResult::json(std::size_t row, std::size_t column) const {
  std::string out;
  engine::append_value_json(out, *result_->columns[column], row);
  return out;
}

std::string QueryResult::text(std::size_t row, std::size_t column) const {
  const columnar::Array& values = *result_->columns[column];
  if (values.type().id() == columnar::TypeId::utf8 && values.is_valid(row)) {
    return std::string(values.text_at(row));
  }
  std::string json_text = json(row, column);
  bool quoted =
      values.is_valid(row) && json_text.front() == '"';  // dates, NaN: nothing to unescape
  return quoted ? json_text.substr(1, json_text.size() - 2) : json_text;
}

std::string QueryResult::row_json(std::size_t row) const {
  const std::vector<std::string>& names = result_->names;
  std::string out = "{";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i)) {
      continue;
    }
    auto last = std::find(names.rbegin(), names.rend(), names[i]);
    if (out.size() > 1) {
      out += ',';
    }
    append_json_string(out, names[i]);
    out += ':';
    engine::append_value_json(
        out, *result_->columns[static_cast<std::size_t>(names.rend() - last) - 1], row);
  }
  return out + "}";
}

}  // namespace omnigraph

#include "cli/result_format.h"

#include "cli/console.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace omnigraph::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string header_line(const QueryResult& result, const std::string& branch) {
  return fmt::format("{} rows from branch {} via {}\n", result.row_count(), branch,
                     result.query_name());
}

Json target_of(const std::string& branch) { return {{"branch", branch}, {"snapshot", nullptr}}; }

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

/// The first `count` characters.
std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  while (at < text.size()) {
    bool starts = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
    if (starts && count-- == 0) {
      break;
    }
    ++at;
  }
  return text.substr(0, at);
}

std::string replace_line_breaks(std::string text) {
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) {
    text.replace(at, 1, "\\n");
  }
  return text;
}

std::string fit(const std::string& text, std::size_t width) {
  if (count_characters(text) <= width) {
    return text;
  }
  if (width <= 1) {
    return std::string(first_characters(text, 1));
  }
  return std::string(first_characters(text, width - 1)) + "…";
}

std::string pad(const std::string& text, std::size_t width) {
  std::size_t length = count_characters(text);
  return text + std::string(width > length ? width - length : 0, ' ');
}

void print_row(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += (i == 0 ? "" : " | ") + pad(cells[i], widths[i]);
  }
  print(line + "\n");
}

void print_table(const QueryResult& result, const std::string& branch,
                 const TableLayoutOptions& options) {
  const std::vector<std::string>& names = result.columns();
  std::size_t cap = std::max<std::size_t>(options.max_column_width, 8);
  std::vector<std::size_t> widths;
  widths.reserve(names.size());
  for (const std::string& name : names) {
    widths.push_back(count_characters(name));
  }
  std::vector<std::vector<std::string>> rows(result.row_count());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      std::string cell = replace_line_breaks(result.text(row, i));
      widths[i] = std::max(widths[i], std::min(count_characters(cell), options.max_column_width));
      rows[row].push_back(std::move(cell));
    }
  }
  print(header_line(result, branch));
  std::string rule;
  for (std::size_t i = 0; i < names.size(); ++i) {
    widths[i] = std::min(widths[i], cap);
    rule += (i == 0 ? "" : "-+-") + std::string(widths[i], '-');
  }
  print_row(names, widths);
  print(rule + "\n");
  for (std::vector<std::string>& cells : rows) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      cells[i] = fit(cells[i], widths[i]);
    }
    print_row(cells, widths);
  }
}

void print_kv(const QueryResult& result, const std::string& branch) {
  print(header_line(result, branch));
  if (result.row_count() == 0) {
    print("(no rows)\n");
  }
  for (std::size_t row = 0; row < result.row_count(); ++row) {
    print(fmt::format("{}row {}\n", row == 0 ? "" : "\n", row + 1));
    for (std::size_t i = 0; i < result.columns().size(); ++i) {
      print(fmt::format("{}: {}\n", result.columns()[i], result.text(row, i)));
    }
  }
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (char c : text) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + '"';
}

void print_csv(const QueryResult& result) {
  std::string line;
  for (std::size_t i = 0; i < result.columns().size(); ++i) {
    line += (i == 0 ? "" : ",") + csv_field(result.columns()[i]);
  }
  print(line + "\n");
  for (std::size_t row = 0; row < result.row_count(); ++row) {
    line.clear();
    for (std::size_t i = 0; i < result.columns().size(); ++i) {
      line += (i == 0 ? "" : ",") + csv_field(result.text(row, i));
    }
    print(line + "\n");
  }
}

void print_jsonl(const QueryResult& result, const std::string& branch) {
  Json metadata = {{"kind", "metadata"},
                   {"query_name", result.query_name()},
                   {"target", target_of(branch)},
                   {"row_count", result.row_count()}};
  print(metadata.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  for (std::size_t row = 0; row < result.row_count(); ++row) {
    print(result.row_json(row) + "\n");
  }
}

/// `text`, its lines behind the first indented by `indent`.
std::string indent_lines(const std::string& text, std::string_view indent) {
  std::string out;
  for (char c : text) {
    out += c;
    if (c == '\n') {
      out += indent;
    }
  }
  return out;
}

// The rows are printed one by one between the head and the tail of the envelope, so that a large
// result never stands in memory as one document.
void print_json(const QueryResult& result, const std::string& branch) {
  Json head = {{"query_name", result.query_name()},
               {"target", target_of(branch)},
               {"row_count", result.row_count()},
               {"columns", result.columns()}};
  std::string text = head.dump(2, ' ', false, Json::error_handler_t::replace);
  print(text.substr(0, text.size() - 2) + ",\n  \"rows\": [");
  for (std::size_t row = 0; row < result.row_count(); ++row) {
    std::string object = Json::parse(result.row_json(row)).dump(2);
    print((row == 0 ? "\n    " : ",\n    ") + indent_lines(object, "    "));
  }
  print(result.row_count() == 0 ? "]" : "\n  ]");
  print(fmt::format(",\n  \"graph_commit_id\": \"{}\"\n}}\n", result.graph_commit_id()));
}

}  // namespace

void print_result(const QueryResult& result, const std::string& branch, Format format,
                  const TableLayoutOptions& table) {
  switch (format) {
    case Format::table:
      return print_table(result, branch, table);
    case Format::kv:
      return print_kv(result, branch);
    case Format::csv:
      return print_csv(result);
    case Format::jsonl:
      return print_jsonl(result, branch);
    case Format::json:
      return print_json(result, branch);
  }
}

}  // namespace omnigraph::cli

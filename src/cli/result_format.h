#pragma once

#include "cli/arguments.h"
#include "omnigraph/query.h"

#include <string>

namespace omnigraph::cli {

/// How tables are laid out; `defaults.table_…` of the operator configuration set it.
struct TableLayoutOptions {
  std::size_t max_column_width = 80;
};

/// Prints the rows of a read of `branch` in one of the five formats (GQ-92, GQ-93), each ending
/// with one line feed.
void print_result(const QueryResult& result, const std::string& branch, Format format,
                  const TableLayoutOptions& table = {});

}  // namespace omnigraph::cli

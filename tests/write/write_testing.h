#pragma once

#include "testing/graph_builder.h"
#include "write/record_decoder.h"

#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::write::testing {

using omnigraph::testing::catalog_of;
using omnigraph::testing::error_of;
using omnigraph::testing::GraphHandle;
using omnigraph::testing::make_graph;
using omnigraph::testing::Rows;
using omnigraph::testing::rows_of;

/// A node type with a key, one without, one with a composite key, and edges.
inline constexpr std::string_view kPeople = R"(
node Note { score: F64? text: String? kind: enum(memo, todo)? }
node Person { name: String @key age: I32? }
node Spot { zone: String aisle: I32 label: String? @key(zone, aisle) }
edge HasNote: Person -> Note
edge Knows: Person -> Person { since: Date? weight: I32? }
)";

/// Decodes `text` as one piece of input.
inline DecodedChunk decode(const RecordDecoder& decoder, std::string_view text,
                           std::uint64_t first_line = 1) {
  std::string padded(text);
  padded.append(64, '\0');
  return decoder.decode(std::string_view(padded).substr(0, text.size()), first_line);
}

/// The first problem as the load reports it, `line 3: …`; empty if there is none.
inline std::string problem_text(const FirstProblem& problem) {
  return problem.get()
             ? "line " + std::to_string(problem.get()->place.line) + ": " + problem.get()->message
             : std::string();
}

/// What pieces of one input decode to, put together.
struct Decoded {
  FirstProblem problem;
  std::vector<std::vector<std::string>> rows;  ///< by table: line and values

  void add(const DecodedChunk& chunk) {
    problem.add(chunk.problem.get());
    rows.resize(chunk.rows.size());
    for (std::size_t table = 0; table < chunk.rows.size(); ++table) {
      for (std::size_t row = 0; row < chunk.rows[table].lines.size(); ++row) {
        rows[table].push_back(std::to_string(chunk.rows[table].lines[row]) + " " +
                              omnigraph::testing::row_text(chunk.rows[table].batch.columns, row));
      }
    }
  }
};

}  // namespace omnigraph::write::testing

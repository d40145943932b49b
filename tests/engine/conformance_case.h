#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The conformance suite is text: one file a topic, in `conformance/`.
///
///     # a comment line
///     === schema
///     node Person { name: String @key }
///     === load merge                      one commit; also append, overwrite; may repeat
///     {"type":"Person","data":{"name":"ada"}}
///     === cases
///
///     -- GQ_45 what the case claims
///     ($n: String?) {"n":"ada"}           optional: declared parameters, then the arguments
///     match { $p: Person { name: $n } } return { $p.name }
///     =>                                  rows follow, in any order; `=> in order` for this order
///     ["p.name"]                          optional: the columns
///     {"p.name":"ada"}
///
///     -- GQ_21 a refusal
///     match { $p: Nobody } return { $p }
///     !> T1                               a bad_request whose message contains this
///
/// The text of a case is the body of a query, or whole declarations if it begins with `query`.
namespace omnigraph::engine::testing {

/// One commit of a conformance file.
struct ConformanceLoad {
  std::string mode;
  std::string lines;
};

/// What all cases of a file run on.
struct ConformanceGraph {
  std::string schema;
  std::vector<ConformanceLoad> loads;
};

struct ConformanceCase {
  std::string file;  ///< full path
  int line = 0;
  std::string name;
  std::string source;  ///< whole query declarations
  std::string params_json;
  bool in_order = false;
  std::vector<std::string> rows;
  std::optional<std::string> columns;  ///< as JSON
  std::optional<std::string> error;    ///< then no rows
};

struct ConformanceFile {
  ConformanceGraph graph;
  std::vector<ConformanceCase> cases;
};

/// Reads a file; throws `std::runtime_error` naming the line of the first mistake in it.
ConformanceFile read_conformance_file(const std::string& path);

}  // namespace omnigraph::engine::testing

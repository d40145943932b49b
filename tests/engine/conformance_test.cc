#include "conformance_case.h"
#include "omnigraph/graph.h"
#include "testing/testing.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <memory>
#include <set>

// Sections 6 to 8 of the query language, case by case through the public interface. The cases are
// in conformance/*.txt; conformance_case.h says how they are written.

namespace omnigraph::engine {
namespace {

using testing::ConformanceCase;
using testing::ConformanceFile;

const std::vector<ConformanceFile>& files() {
  static const std::vector<ConformanceFile> files = [] {
    std::set<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(OMNIGRAPH_CONFORMANCE_DIR)) {
      if (entry.path().extension() == ".txt") {
        paths.insert(entry.path().string());
      }
    }
    std::vector<ConformanceFile> read;
    for (const std::string& path : paths) {
      read.push_back(testing::read_conformance_file(path));
    }
    return read;
  }();
  return files;
}

/// A case and the graph that it runs on.
struct Parameter {
  const ConformanceFile* file = nullptr;
  const ConformanceCase* test = nullptr;
};

void PrintTo(const Parameter& parameter, std::ostream* out) { *out << parameter.test->name; }

std::vector<Parameter> all_cases() {
  std::vector<Parameter> cases;
  for (const ConformanceFile& file : files()) {
    for (const ConformanceCase& test : file.cases) {
      cases.push_back({&file, &test});
    }
  }
  return cases;
}

/// `traversals_12_GQ_52_diamond_each_node_once`: the line keeps names unique.
std::string name_of(const ::testing::TestParamInfo<Parameter>& info) {
  const ConformanceCase& test = *info.param.test;
  std::string name = std::filesystem::path(test.file).stem().string() + "_" +
                     std::to_string(test.line) + "_" + test.name;
  std::string spelled;
  for (char c : name) {
    bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (plain || (!spelled.empty() && spelled.back() != '_')) {
      spelled += plain ? c : '_';
    }
  }
  return spelled;
}

class Conformance : public ::testing::TestWithParam<Parameter> {
 protected:
  static void TearDownTestSuite() { graphs_.clear(); }

  /// The graph of a file, made by the first of its cases.
  static Graph& graph_of(const ConformanceFile& file) {
    std::unique_ptr<Filled>& filled = graphs_[&file];
    if (!filled) {
      filled = std::make_unique<Filled>();
      std::string uri = filled->directory / "graph";
      Graph::init(uri, file.graph.schema);
      filled->graph = Graph::open(uri, {.durable = false});
      for (const testing::ConformanceLoad& load : file.graph.loads) {
        std::string path = filled->directory / "load.jsonl";
        omnigraph::testing::write_file(path, load.lines);
        LoadOptions options;
        options.mode = parse_load_mode(load.mode).value();
        filled->graph->load(path, options);
      }
    }
    return *filled->graph;
  }

 private:
  struct Filled {
    omnigraph::testing::TemporaryDirectory directory;
    std::unique_ptr<Graph> graph;
  };
  inline static std::map<const ConformanceFile*, std::unique_ptr<Filled>> graphs_;
};

std::string columns_json(const QueryResult& result) {
  std::string text = "[";
  for (const std::string& column : result.columns()) {
    text += (text.size() > 1 ? ",\"" : "\"") + column + "\"";
  }
  return text + "]";
}

TEST_P(Conformance, holds) {
  const ConformanceCase& test = *GetParam().test;
  Graph& graph = graph_of(*GetParam().file);
  std::vector<std::string> rows;
  std::string columns;
  try {
    QueryResult result = graph.query({test.source, std::nullopt, test.params_json});
    columns = columns_json(result);
    for (std::size_t row = 0; row < result.row_count(); ++row) {
      rows.push_back(result.row_json(row));
    }
  } catch (const Error& error) {
    std::string message = error.what();
    if (!test.error || message.find(*test.error) == message.npos) {
      ADD_FAILURE_AT(test.file.c_str(), test.line) << test.name << "\nfailed with: " << message;
    } else if (error.kind() != ErrorKind::bad_request) {
      ADD_FAILURE_AT(test.file.c_str(), test.line)
          << test.name << "\nis no bad_request but " << to_string(error.kind());
    }
    return;
  }
  std::vector<std::string> expected = test.rows;
  if (!test.in_order) {
    std::sort(expected.begin(), expected.end());
    std::sort(rows.begin(), rows.end());
  }
  if (test.error) {
    ADD_FAILURE_AT(test.file.c_str(), test.line) << test.name << "\nmust fail: " << *test.error;
  } else if (rows != expected) {
    ADD_FAILURE_AT(test.file.c_str(), test.line)
        << test.name << "\nexpected " << ::testing::PrintToString(expected) << "\ngot      "
        << ::testing::PrintToString(rows);
  } else if (test.columns && columns != *test.columns) {
    ADD_FAILURE_AT(test.file.c_str(), test.line)
        << test.name << "\nexpected columns " << *test.columns << "\ngot " << columns;
  }
}

INSTANTIATE_TEST_SUITE_P(Query, Conformance, ::testing::ValuesIn(all_cases()), name_of);

}  // namespace
}  // namespace omnigraph::engine

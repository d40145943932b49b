#include "memory_graph.h"

#include "base/clock.h"
#include "base/ulid.h"
#include "engine/open_on_store.h"
#include "storage/counting_store.h"

namespace omnigraph::engine::testing {

void make_graph(storage::ObjectStore& store, std::string_view schema_source, Leftovers leftovers) {
  SystemClock clock;
  SystemRandom random;
  UlidGenerator ulids(clock, random);
  initialize(store, "memory", schema_source, leftovers, ulids, clock);
}

std::unique_ptr<Graph> open_graph(storage::ObjectStore& store) {
  // The decorator is there to be owned: a handle owns its store.
  return open_on_store(std::make_unique<storage::CountingStore>(store), "memory");
}

LoadReceipt load_lines(Graph& graph, LoadMode mode, std::string_view lines) {
  omnigraph::testing::TemporaryDirectory directory;
  std::string path = directory / "load.jsonl";
  omnigraph::testing::write_file(path, lines);
  LoadOptions options;
  options.mode = mode;
  return graph.load(path, options);
}

std::vector<std::string> rows_of(Graph& graph, const std::string& source,
                                 const std::string& params_json) {
  QueryResult result = graph.query({source, std::nullopt, params_json});
  std::vector<std::string> rows;
  for (std::size_t row = 0; row < result.row_count(); ++row) {
    rows.push_back(result.row_json(row));
  }
  return rows;
}

const std::string_view kDumpSchema = R"(
node Person { name: String @key  age: I32? }
node Town { name: String @key }
edge Knows: Person -> Person { since: I32? }
edge LivesIn: Person -> Town
)";

std::string dump(Graph& graph) {
  std::string text;
  for (const char* source : {
           "query q() { match { $p: Person } return { $p.name, $p.age } order { $p.name } }",
           "query q() { match { $t: Town } return { $t.name } order { $t.name } }",
           "query q() { match { $a $w:knows $b } return { $a, $b, $w.since } order { $a.name } }",
           "query q() { match { $p livesIn $t } return { $p, $t } order { $p.name } }",
           "query q() { match { $p: Person { name: \"bo\" } } return { $p.age } }",
       }) {
    for (const std::string& row : rows_of(graph, source)) {
      text += row + "\n";
    }
    text += "\n";
  }
  return text;
}

}  // namespace omnigraph::engine::testing

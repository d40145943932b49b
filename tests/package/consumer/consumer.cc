// Makes a graph, loads it and asks it, through the installed headers only.

#include <omnigraph/graph.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

namespace {

void require(bool condition, const char* claim) {
  if (!condition) {
    std::cerr << "not so: " << claim << '\n';
    std::exit(1);
  }
}

}  // namespace

int main(int argc, char** argv) {
  require(argc == 2, "the graph's folder is the only argument");
  const std::string graph_uri = argv[1];
  const std::string records = graph_uri + ".jsonl";
  std::ofstream(records) << R"({"type": "Person", "data": {"name": "Ada"}})"
                         << "\n"
                         << R"({"type": "Person", "data": {"name": "Grace"}})"
                         << "\n"
                         << R"({"edge": "Knows", "from": "Ada", "to": "Grace"})"
                         << "\n";

  omnigraph::Graph::init(graph_uri,
                         "node Person { name: String @key }\nedge Knows: Person -> Person\n");
  auto graph = omnigraph::Graph::open(graph_uri);
  omnigraph::LoadReceipt receipt = graph->load(records, {});
  require(receipt.total_entities == 3, "three entities were loaded");

  omnigraph::QueryRequest request;
  request.source = "query known() { match { $a knows $b } return { $a.name, $b.name } }";
  omnigraph::QueryResult rows = graph->query(request);
  require(rows.row_count() == 1, "one row matches");
  require(rows.row_json(0) == R"({"a.name":"Ada","b.name":"Grace"})", "Ada knows Grace");

  try {
    omnigraph::Graph::open(graph_uri + ".nowhere");
    require(false, "a graph that is not there cannot be opened");
  } catch (const omnigraph::Error& error) {
    require(error.kind() == omnigraph::ErrorKind::not_found, "the error says not_found");
  }
  std::cout << "omnigraph " << omnigraph::version() << " works as a package\n";
}

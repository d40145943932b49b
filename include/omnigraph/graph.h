#pragma once

#include "omnigraph/error.h"
#include "omnigraph/load.h"
#include "omnigraph/query.h"
#include "omnigraph/schema.h"
#include "omnigraph/snapshot.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph {

struct InitOptions {
  /// Takes over the leftovers of an interrupted `init`. Never touches an initialised graph.
  bool force = false;
};

/// What an `init` has to say about the schema, which was accepted.
struct InitReceipt {
  std::vector<SchemaDiagnostic> diagnostics;
};

struct OpenOptions {
  /// Whether a commit is on the medium before it is acknowledged. Without it, a power cut may lose
  /// the newest commits; a crash of the process does not.
  bool durable = true;
};

/// The storage format number that this build reads and writes.
std::uint64_t storage_format();
/// The version of this build, such as `0.1.0`.
std::string_view version();

/// A graph in a folder: opened once, then queried and written by any number of threads. Other
/// processes may do the same at the same time.
///
///     omnigraph::Graph::init("team.omni", "node Person { name: String @key }");
///     auto graph = omnigraph::Graph::open("team.omni");
///     graph->load("people.jsonl", {});
///     auto rows = graph->query({"query all() { match { $p: Person } return { $p.name } }"});
///
/// A graph is named by a URI: a path, or `file://…`. All functions throw `omnigraph::Error`.
class Graph {
 public:
  /// Makes an empty graph with the types of `schema_source`. Throws `conflict` if there is one
  /// already, `bad_request` for a schema with errors; then nothing is left behind.
  static InitReceipt init(const std::string& uri, std::string_view schema_source,
                          const InitOptions& options = {});

  /// Opens a graph. Throws `not_found` if there is none at `uri`, `internal` if it is damaged.
  static std::unique_ptr<Graph> open(const std::string& uri, const OpenOptions& options = {});

  virtual ~Graph() = default;

  /// Loads the file `path`, one JSON record a line, as one commit; see `LoadMode`.
  virtual LoadReceipt load(const std::string& path, const LoadOptions& options) = 0;

  /// Runs a read on the newest commit. It sees every commit acknowledged before it began, and no
  /// later one.
  virtual QueryResult query(const QueryRequest& request) = 0;

  virtual SnapshotInfo snapshot() = 0;

  /// The accepted schema, byte for byte as it was given.
  virtual std::string schema_source() = 0;

  /// What has to change for the graph to have the schema `source`. Writes nothing. Throws
  /// `bad_request` if the source has errors or a rename hint in it cannot be resolved.
  virtual SchemaPlan plan_schema(std::string_view source,
                                 const SchemaPlanOptions& options = {}) = 0;

  /// Makes `source` the schema of the graph, as one commit; or does nothing if it is already.
  ///
  /// Throws `bad_request` if the source has errors, a step is unsupported, or the data stand
  /// against it (naming the first ten entities that do); `conflict` if another apply came first.
  /// Then the graph is as it was.
  virtual SchemaReceipt apply_schema(std::string_view source,
                                     const SchemaApplyOptions& options = {}) = 0;
};

}  // namespace omnigraph

#include "cli/commands.h"

#include "base/throw_error.h"
#include "cli/console.h"
#include "cli/progress_bar.h"
#include "cli/result_format.h"
#include "cli/schema_format.h"
#include "cli/target.h"
#include "omnigraph/graph.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace omnigraph::cli {
namespace {

using Json = nlohmann::ordered_json;

Json optional_json(const std::optional<std::string>& text) { return text ? Json(*text) : Json(); }

Json commit_json(const Commit& commit) {
  return {{"graph_commit_id", commit.graph_commit_id},
          {"graph_branch", optional_json(commit.graph_branch)},
          {"graph_manifest_version", commit.graph_manifest_version},
          {"parent_commit_id", optional_json(commit.parent_commit_id)},
          {"merged_parent_commit_id", optional_json(commit.merged_parent_commit_id)},
          {"actor_id", optional_json(commit.actor_id)},
          {"created_at", commit.created_at}};
}

Json loaded_json(const std::vector<LoadedType>& types) {
  Json json = Json::array();
  for (const LoadedType& type : types) {
    json.push_back({{"name", type.name}, {"entities_loaded", type.entities_loaded}});
  }
  return json;
}

void print_receipt(const LoadReceipt& receipt, const std::string& uri,
                   const LoadArguments& arguments) {
  if (arguments.json) {
    Json json = {{"uri", uri},
                 {"branch", arguments.branch},
                 {"mode", to_string(arguments.mode)},
                 {"branch_created", false},
                 {"nodes", loaded_json(receipt.nodes)},
                 {"edges", loaded_json(receipt.edges)},
                 {"total_entities", receipt.total_entities},
                 {"commit", commit_json(receipt.commit)}};
    print(json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    return;
  }
  print(fmt::format("loaded {} entities into {} on branch {} ({}): {} node types, {} edge types\n",
                    receipt.total_entities, uri, arguments.branch, to_string(arguments.mode),
                    receipt.nodes.size(), receipt.edges.size()));
}

std::string query_source(const QueryArguments& arguments) {
  if (arguments.file) {
    return read_input_file(*arguments.file, "query file");
  }
  if (arguments.inline_source) {
    if (arguments.inline_source->find_first_not_of(" \t\r\n") == std::string::npos) {
      throw_bad_request("-e was given no query text");
    }
    return *arguments.inline_source;
  }
  if (arguments.name) {
    throw_bad_request(
        "stored query '{}' needs a server; to run a query on a store give its source with -e or "
        "--query",
        *arguments.name);
  }
  throw_bad_request("there is no query to run; give its source with -e or --query");
}

}  // namespace

void run_init(const InitArguments& arguments, const GlobalFlags& global) {
  if (global.store) {
    throw_bad_request("`init` is direct (storage-native): --store does not apply; give the URI");
  }
  refuse_remote_url("init", arguments.uri);
  std::string schema = read_input_file(arguments.schema_file, "schema file");
  InitReceipt receipt = Graph::init(arguments.uri, schema, {arguments.force});
  print_warnings(receipt.diagnostics);
  print(fmt::format("initialized {}\n", arguments.uri));
}

void run_load(const LoadArguments& arguments, const GlobalFlags& global) {
  std::string uri = resolve_store(arguments.uri, global);
  require_branch(arguments.branch);
  std::unique_ptr<Graph> graph = open_graph(uri);
  if (!global.quiet) {
    print_diagnostic(fmt::format("omnigraph load → {} (direct, local)\n", uri));
  }
  LoadOptions options;
  options.mode = arguments.mode;
  options.actor = global.actor;
  LoadReceipt receipt;
  {
    ProgressBar bar;
    if (diagnostics_are_watched() && !global.quiet && !arguments.json) {
      options.progress = [&bar](const LoadProgress& progress) { bar.update(progress); };
    }
    receipt = graph->load(arguments.data_file, options);
  }
  for (const std::string& warning : receipt.warnings) {
    print_diagnostic("warning: " + warning + "\n");
  }
  print_receipt(receipt, uri, arguments);
}

void run_query(const QueryArguments& arguments, const GlobalFlags& global) {
  if (arguments.deprecated_name) {
    print_diagnostic("warning: `omnigraph read` is deprecated; use `omnigraph query`\n");
  }
  QueryRequest request;
  request.source = query_source(arguments);
  request.name = arguments.name;
  if (arguments.params || arguments.params_file) {
    request.params_json = arguments.params ? *arguments.params
                                           : read_input_file(*arguments.params_file, "params file");
    if (request.params_json.find_first_not_of(" \t\r\n") == std::string::npos) {
      throw_bad_request("params must be a JSON object; they are empty");
    }
  }
  std::string uri = resolve_store(std::nullopt, global);
  require_branch(arguments.branch);
  QueryResult result = open_graph(uri)->query(request);
  print_result(result, arguments.branch, arguments.format);
}

void run_snapshot(const SnapshotArguments& arguments, const GlobalFlags& global) {
  std::string uri = resolve_store(arguments.uri, global);
  require_branch(arguments.branch);
  SnapshotInfo info = open_graph(uri)->snapshot();
  if (arguments.json) {
    Json datasets = Json::array();
    for (const DatasetInfo& dataset : info.datasets) {
      datasets.push_back({{"entity_kind", dataset.entity_kind},
                          {"type_name", dataset.type_name},
                          {"dataset_path", dataset.dataset_path},
                          {"published_dataset_version", dataset.published_dataset_version},
                          {"native_dataset_branch", optional_json(dataset.native_dataset_branch)},
                          {"entity_count", dataset.entity_count}});
    }
    Json json = {{"graph_branch", info.graph_branch},
                 {"graph_manifest_version", info.graph_manifest_version},
                 {"internal_schema_version", info.internal_schema_version},
                 {"datasets", std::move(datasets)}};
    print(json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    return;
  }
  print(fmt::format("graph_branch: {}\ngraph_manifest_version: {}\ninternal_schema_version: {}\n",
                    info.graph_branch, info.graph_manifest_version, info.internal_schema_version));
  for (const DatasetInfo& dataset : info.datasets) {
    print(fmt::format(
        "{} type '{}' published_dataset_version={} native_dataset_branch={} entities={}\n",
        dataset.entity_kind, dataset.type_name, dataset.published_dataset_version,
        dataset.native_dataset_branch.value_or("main"), dataset.entity_count));
  }
}

void run_version() {
  print(fmt::format("omnigraph {}\ninternal-schema {}\n", version(), storage_format()));
}

}  // namespace omnigraph::cli

#pragma once

#include "commit/commit_log.h"
#include "commit/commit_record_json.h"
#include "testing/graph_builder.h"

#include <string>

namespace omnigraph::commit::testing {

using omnigraph::testing::error_of;
using omnigraph::testing::GraphHandle;
using omnigraph::testing::make_graph;
using omnigraph::testing::rows_of;
using omnigraph::testing::TemporaryDirectory;

/// A small entry, of which `commit` tells who wrote it.
inline LogEntry entry_at(Position position, std::string commit, std::string lineage = "main") {
  CommitRecord record;
  record.version = position;
  record.commit = std::move(commit);
  record.operation = "load";
  LogEntry entry;
  entry.lineage = std::move(lineage);
  entry.position = position;
  entry.commits.push_back(std::move(record));
  return entry;
}

/// Puts entries 1 … `depth` of main, as a log of that depth has them.
inline void fill_log(storage::ObjectStore& store, Position depth) {
  storage::Sequence names("__manifest/main/", ".json");
  for (Position position = 1; position <= depth; ++position) {
    std::string content = encode_log_entry(entry_at(position, std::to_string(position)));
    store.put_if_absent(names.name(position), as_bytes(content), storage::Durability::unsynced);
  }
}

}  // namespace omnigraph::commit::testing

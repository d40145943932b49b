#pragma once

#include "commit/snapshot.h"
#include "omnigraph/load.h"
#include "table/table_cache.h"
#include "write/staged_input.h"

#include <memory>
#include <vector>

namespace omnigraph::write {

/// What a load does to one table besides adding its staged rows.
struct TableChange {
  const StagedTable* staged = nullptr;
  /// Staged rows, by fragment, that a later record of the same id supersedes.
  std::vector<std::vector<lance::RowOffset>> superseded;
  /// Committed rows that a staged row replaces.
  std::vector<table::Position> replaced;
};

/// Checks a staged input against a snapshot, by the rules and in the order of WR-43, WR-48 and
/// WR-54: ids and unique tuples within the input and against what is committed, endpoints and
/// cardinalities in the final image, external blobs, ids that an append must not meet.
class LoadValidator {
 public:
  /// Everything outlives the validator. `cache` has the staged files.
  LoadValidator(const commit::Snapshot& head, const StagedInput& input, LoadMode mode,
                table::TableCache& cache);
  ~LoadValidator();

  /// The changes of all tables that the input touches. Throws the first problem by place.
  std::vector<TableChange> validate();

 private:
  struct Table;

  Table* find_staged_node(std::string_view type) const;
  void check_ids(Table& table);
  void check_endpoints(Table& edges);
  void check_end(Table& edges, const char* column, const std::string& node_type,
                 FirstProblem& problem) const;
  void check_retained_edges();
  void find_committed(Table& table);
  void check_unique(Table& table) const;
  void check_cardinality(Table& edges) const;
  void check_blobs(Table& table) const;
  bool is_removed(const std::string& node_type, std::string_view id) const;

  const commit::Snapshot& head_;
  const StagedInput& input_;
  LoadMode mode_;
  std::vector<std::unique_ptr<Table>> tables_;  // the touched ones, by ordinal
  FirstProblem problem_;
};

}  // namespace omnigraph::write

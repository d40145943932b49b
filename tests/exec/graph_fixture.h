#pragma once

#include "base/clock.h"
#include "base/ulid.h"
#include "columnar/batch.h"
#include "commit/publisher.h"
#include "exec/graph_view.h"
#include "omnigraph/graph.h"
#include "storage/memory_store.h"
#include "table/table_cache.h"
#include "testing/testing.h"

#include <memory>
#include <string>
#include <string_view>

namespace omnigraph::exec::testing {

/// A graph in memory, filled by real loads.
class GraphFixture {
 public:
  explicit GraphFixture(std::string_view schema_source);
  ~GraphFixture();

  /// One commit of JSON lines. Everything that a view keeps is made before and after it.
  void load(LoadMode mode, std::string_view lines);

  /// One commit of rows that no JSON can spell (NaN), without the loader and its checks.
  /// `columns` are those of the node table, in its order.
  void append_rows(std::string_view node_type, std::vector<columnar::ArrayPtr> columns);

  /// The newest commit, sharing with the views before it what did not change, as a handle's does.
  const GraphView& view();

 private:
  storage::MemoryStore store_;
  SystemClock clock_;
  omnigraph::testing::SeededRandom random_;
  UlidGenerator ulids_{clock_, random_};
  table::TableCache files_{store_};
  commit::CommitLog log_{store_, commit::kMainLineage};
  commit::Publisher publisher_{files_, log_, ulids_, random_};
  omnigraph::testing::TemporaryDirectory directory_;
  std::unique_ptr<Graph> graph_;
  std::unique_ptr<GraphView> view_;
  bool is_newest_ = false;
};

}  // namespace omnigraph::exec::testing

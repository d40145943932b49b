#pragma once

#include "columnar/batch.h"
#include "columnar/builder.h"
#include "storage/memory_store.h"
#include "table/table.h"
#include "table/table_cache.h"
#include "table/table_edit.h"
#include "table/table_state.h"
#include "table/table_writer.h"
#include "testing/graph_builder.h"

#include <string>
#include <vector>

namespace omnigraph::table::testing {

using omnigraph::testing::error_of;
using omnigraph::testing::FixedClock;
using omnigraph::testing::SeededRandom;

inline const std::string kDirectory = "nodes/0000000000000001-0000000000000002";
inline const TableAddress kTable = {EntityKind::node, kDirectory, 7};

/// One column of each kind that tables have; `id` is not nullable.
columnar::Schema all_columns();

/// `rows` random rows of `columns`; ids are `<first>`, `<first + 1>`, ….
columnar::Batch random_rows(const columnar::Schema& columns, std::size_t rows, std::size_t first,
                            SeededRandom& random);

/// What tests of a table share: a store, a cache, and ULIDs that repeat.
struct Bench {
  explicit Bench(std::uint64_t seed = 1) : random(seed) {}

  storage::MemoryStore store;
  FixedClock clock;
  SeededRandom random;
  UlidGenerator ulids{clock, random};
  TableCache files{store};
  Rewriter rewriter{files, ulids};

  void put(const std::vector<StagedObject>& objects);

  /// The fragment of one data file with these rows, or several of them if it is large; in the
  /// store.
  std::vector<StateFragment> write(const std::vector<lance::Field>& fields,
                                   const columnar::Batch& batch);
};

/// A fragment that only has to look like one: nobody reads its file.
StateFragment fragment_of(const std::string& file, std::uint32_t rows,
                          const std::vector<lance::RowOffset>& deleted = {});

}  // namespace omnigraph::table::testing

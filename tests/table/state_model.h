#pragma once

#include "expr/predicate.h"
#include "expr/value.h"
#include "table/compaction.h"
#include "table_testing.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace omnigraph::table::testing {

/// Values by field id, whatever the columns are called meanwhile; nulls may be left out.
using ModelRow = std::map<std::int32_t, expr::Value>;
/// Live rows by id.
using ModelRows = std::map<std::string, std::shared_ptr<const ModelRow>>;

/// Too small to keep any open file.
constexpr std::size_t kTinyBudget = 64 << 10;

/// A state and the rows that it must have for ever.
struct KeptState {
  TableStatePtr state;
  ModelRows rows;
};

/// A table that random steps change, beside a plain model of its rows. All states are kept.
class StateModel {
 public:
  explicit StateModel(EntityKind kind);

  /// One change; which one and of what follows from `seed`.
  void step(std::uint64_t seed);
  /// Compares every state that there was with its model, through a shared cache or a tiny one.
  void check_all();

  std::size_t state_count() const { return history_.size(); }

 private:
  void edit_rows(std::size_t superseding);
  void remove_rows();
  void upsert_rows();
  void overwrite();
  void add_column();
  void rename_column();
  void drop_column();
  void add_column_file();
  void begin_compaction();
  void end_compaction();
  void store_manifest();
  void store_delta();
  void reopen();

  const TableState& state() const { return *history_.back().state; }
  const ModelRows& rows() const { return history_.back().rows; }
  TableCache& cache() { return *caches_.back(); }
  void advance(TableState state, ModelRows rows);
  std::vector<std::string> new_ids(std::size_t count);
  std::vector<std::string> some_ids(std::size_t count);
  columnar::Batch random_batch(const std::vector<std::string>& ids);
  columnar::ArrayPtr random_column(const columnar::Type& type, std::size_t rows, bool nullable);
  std::optional<std::size_t> some_free_column();
  void edit(const std::vector<std::string>& removed, bool all, const columnar::Batch& batch,
            const std::set<std::size_t>& superseded);
  StagedRows stage(const columnar::Batch& batch);

  void check(const KeptState& kept, TableCache& cache);
  void check_look_ups(const KeptState& kept, const Table& table);
  void check_conditions(const KeptState& kept, const Table& table);
  void check_adjacency(const Table& table);

  storage::MemoryStore store_;
  FixedClock clock_;
  SeededRandom ulid_random_{1};
  UlidGenerator ulids_{clock_, ulid_random_};
  std::vector<std::unique_ptr<TableCache>> caches_;
  TableAddress address_;
  SeededRandom random_;
  std::vector<KeptState> history_;
  TableState manifest_;  // that deltas are relative to
  std::optional<Compaction> compaction_;
  std::size_t next_id_ = 0;
  std::size_t next_name_ = 0;
};

}  // namespace omnigraph::table::testing

#include "write/load_validator.h"

#include "base/parallel.h"
#include "base/throw_error.h"
#include "write/cardinality_check.h"
#include "write/id_lookup.h"
#include "write/table_image.h"
#include "write/unique_check.h"

#include <algorithm>
#include <atomic>

namespace omnigraph::write {
namespace {

using table::Position;

constexpr std::uint32_t kMorselRows = 1U << 16;
/// Staged rows are few if the table has this many times as many.
constexpr std::uint32_t kFewRows = 16;

/// The names of the key's members, sorted, as of a unique group.
std::vector<std::string> key_group(const TableLayout& layout) {
  std::vector<std::string> names;
  for (const schema::Property* member : layout.node->key()) {
    names.push_back(member->name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Lowers `least` to `value` if that is smaller.
void lower(std::atomic<Position>& least, Position value) {
  Position current = least.load();
  while (value < current && !least.compare_exchange_weak(current, value)) {
  }
}

}  // namespace

/// One touched table: its staged rows opened for reading, and what is found out about them.
struct LoadValidator::Table {
  Table(const StagedTable& staged_table, const commit::SnapshotTable& head_table,
        table::TableCache& cache)
      : staged(staged_table),
        layout(*staged_table.layout),
        committed(head_table.table()),
        rows(cache, head_table.address(),
             std::make_shared<const table::TableState>(
                 table::TableState{committed.state().fields, staged_table.rows.fragments, 0})) {
    change.staged = &staged_table;
    change.superseded.resize(staged_table.rows.fragments.size());
  }

  /// The ids of the staged rows; of those that repeat, the last.
  const index::IdIndex& ids() const {
    return index.get([this] { return index_ids(rows); });
  }

  LoadProblem problem(LoadStage stage, Position position, std::string message) const {
    return {{stage, layout.is_edge(), layout.type->name, staged.lines[position]},
            std::move(message)};
  }

  LoadProblem id_taken(LoadStage stage, Position position, std::string_view id,
                       std::string_view reason) const {
    const char* kind = layout.is_edge() ? "edge" : "node";
    LoadProblem found =
        problem(stage, position, fmt::format("{} {} '{}' {}", kind, layout.type->name, id, reason));
    found.conflict = KeyConflict{kind, layout.type->name, std::string(id)};
    return found;
  }

  /// What the load will make of the table.
  TableImage image(LoadMode mode) const {
    TableImage final_image(committed, rows, change.superseded);
    if (mode == LoadMode::overwrite) {
      final_image.remove_all();
    } else {
      final_image.remove(removed);
    }
    return final_image;
  }

  const StagedTable& staged;
  const TableLayout& layout;
  const table::Table& committed;
  table::Table rows;
  TableChange change;
  std::vector<RemovedRow> removed;  // as in `change`
  FirstProblem first;
  Lazy<index::IdIndex> index;
};

LoadValidator::LoadValidator(const commit::Snapshot& head, const StagedInput& input, LoadMode mode,
                             table::TableCache& cache)
    : head_(head), input_(input), mode_(mode), tables_(input.tables().size()) {
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    if (input_.tables()[i].writer) {
      const TableLayout& layout = *input_.tables()[i].layout;
      tables_[i] = std::make_unique<Table>(
          input_.tables()[i],
          layout.is_edge() ? head_.edge(layout.type->name) : head_.node(layout.type->name), cache);
    }
  }
}

LoadValidator::~LoadValidator() = default;

LoadValidator::Table* LoadValidator::find_staged_node(std::string_view type) const {
  for (const auto& table : tables_) {
    if (table && !table->layout.is_edge() && table->layout.type->name == type) {
      return table.get();
    }
  }
  return nullptr;
}

/// Ids within the input (WR-43).
void LoadValidator::check_ids(Table& table) {
  if (!table.staged.has_stated_ids) {
    return;  // minted ids differ
  }
  for (Position position = 0; position < table.rows.position_count(); ++position) {
    std::string_view id = table.ids().id_at(position);
    Position last = *table.ids().find(id);
    if (last == position) {
      continue;
    }
    std::string again = fmt::format("occurs again on line {}", table.staged.lines[last]);
    if (!table.layout.key.empty()) {
      table.first.add(
          table.problem(LoadStage::uniqueness, position,
                        fmt::format("@unique violation on {}: {} {}",
                                    group_place(table.layout.type->name, key_group(table.layout)),
                                    in_quotes(id), again)));
      return;
    }
    if (mode_ != LoadMode::merge) {
      table.first.add(table.id_taken(LoadStage::uniqueness, position, id, again));
      return;
    }
    std::size_t fragment = table.rows.fragment_of(position);
    table.change.superseded[fragment].push_back(position - table.rows.start_of(fragment));
  }
}

/// Every endpoint in `column` must be a node in the final image.
void LoadValidator::check_end(Table& edges, const char* column, const std::string& node_type,
                              FirstProblem& problem) const {
  const Table* staged = find_staged_node(node_type);
  bool only_staged = staged != nullptr && mode_ == LoadMode::overwrite;
  IdLookup committed(head_.node(node_type).table(), edges.rows.position_count());
  const lance::Field& field = edges.rows.field(column);
  std::vector<table::Morsel> morsels = edges.rows.morsels(kMorselRows);
  constexpr Position kNone = ~Position{0};
  std::atomic<Position> missing = kNone;
  parallel_for(morsels.size(), [&](std::size_t i) {
    columnar::ArrayPtr ids = edges.rows.read(morsels[i], field);
    const std::vector<lance::RowOffset>& superseded = edges.change.superseded[morsels[i].fragment];
    for (std::uint32_t row = 0; row < morsels[i].count; ++row) {
      if (std::binary_search(superseded.begin(), superseded.end(), morsels[i].first + row)) {
        continue;
      }
      std::string_view id = ids->text_at(row);
      if ((staged == nullptr || !staged->ids().find(id)) && (only_staged || !committed.find(id))) {
        lower(missing, morsels[i].position + row);
        return;
      }
    }
  });
  if (missing == kNone) {
    return;
  }
  Position position = missing;
  columnar::ArrayPtr id = edges.rows.take(field, std::span(&position, 1));
  problem.add(edges.problem(
      LoadStage::endpoints, position,
      fmt::format("edge {}: '{}' names '{}', which is not found in {}", edges.layout.type->name,
                  std::string_view(column) == "src" ? "from" : "to", id->text_at(0), node_type)));
}

void LoadValidator::check_endpoints(Table& edges) {
  check_end(edges, "src", edges.layout.edge->from, edges.first);
  check_end(edges, "dst", edges.layout.edge->to, edges.first);
}

/// Overwriting a node type must not leave a committed edge without its endpoint (WR-57).
void LoadValidator::check_retained_edges() {
  for (const schema::EdgeType& type : head_.catalog().edges) {
    bool rewritten = std::any_of(tables_.begin(), tables_.end(), [&type](const auto& table) {
      return table && table->layout.edge != nullptr && table->layout.edge->name == type.name;
    });
    if (rewritten) {
      continue;
    }
    for (const auto& [column, node_type] :
         {std::pair("src", type.from), std::pair("dst", type.to)}) {
      const Table* staged = find_staged_node(node_type);
      if (staged == nullptr) {
        continue;
      }
      const table::Table& edges = head_.edge(type.name).table();
      for (const table::Morsel& morsel : edges.morsels(kMorselRows)) {
        columnar::ArrayPtr ids = edges.read(morsel, edges.field(column));
        for (std::uint32_t row : edges.live(morsel)) {
          if (!staged->ids().find(ids->text_at(row))) {
            problem_.add(LoadProblem{
                {LoadStage::endpoints, true, type.name, 0},
                fmt::format("overwriting {} would leave edges of type {} without an endpoint: '{}' "
                            "is not found in {}; load the edge type too, or use --mode merge",
                            node_type, type.name, ids->text_at(row), node_type)});
            break;
          }
        }
      }
    }
  }
}

/// The committed rows that the staged ones replace, or must not meet.
void LoadValidator::find_committed(Table& table) {
  if (mode_ == LoadMode::overwrite || !table.staged.has_stated_ids ||
      table.committed.live_rows() == 0) {
    return;
  }
  auto meet = [this, &table](Position staged, Position committed, std::string_view id) {
    if (mode_ == LoadMode::append) {
      table.first.add(table.id_taken(LoadStage::collisions, staged, id,
                                     "exists already; use --mode merge to replace it"));
    }
    table.change.replaced.push_back(committed);
    table.removed.push_back({committed, staged});
  };
  // Whichever side is smaller is looked up in the other.
  const table::Table& committed = table.committed;
  if (table.rows.position_count() < committed.live_rows() / kFewRows) {
    for (Position staged = 0; staged < table.rows.position_count(); ++staged) {
      std::string_view id = table.ids().id_at(staged);
      if (table.ids().find(id) != staged) {
        continue;  // superseded
      }
      if (std::optional<Position> found = committed.find(id, table::Compare::text)) {
        meet(staged, *found, id);
      }
    }
    return;
  }
  const lance::Field& field = committed.field("id");
  for (const table::Morsel& morsel : committed.morsels(kMorselRows)) {
    columnar::ArrayPtr ids = committed.read(morsel, field);
    for (std::uint32_t row : committed.live(morsel)) {
      std::string_view id = ids->text_at(row);
      if (std::optional<Position> staged = table.ids().find(id)) {
        meet(*staged, morsel.position + row, id);
      }
    }
  }
}

/// Tuples within the input and against committed rows (WR-55).
void LoadValidator::check_unique(Table& table) const {
  const schema::EntityType& type = *table.layout.type;
  for (const std::vector<std::string>& group : table.committed.address().unique_groups) {
    TableImage image = table.image(mode_);
    UniqueCheck check(image, group);
    auto report = [&table, place = group_place(type.name, group)](const TupleConflict& conflict,
                                                                  std::string_view reason) {
      table.first.add(table.problem(
          LoadStage::uniqueness, conflict.row,
          fmt::format("@unique violation on {}: {} {}", place, in_quotes(conflict.tuple), reason)));
    };
    if (std::optional<TupleConflict> repeated = check.find_repeated()) {
      report(*repeated,
             fmt::format("occurs again on line {}", table.staged.lines[repeated->other]));
    }
    if (std::optional<TupleConflict> held = check.find_held()) {
      columnar::ArrayPtr holder =
          table.committed.take(table.committed.field("id"), std::span(&held->other, 1));
      report(*held,
             fmt::format("is that of {} {} already", table.layout.is_edge() ? "edge" : "node",
                         in_quotes(holder->text_at(0))));
    }
  }
}

/// Whether the load removes the node: an overwrite that does not have it.
bool LoadValidator::is_removed(const std::string& node_type, std::string_view id) const {
  const Table* staged = find_staged_node(node_type);
  return mode_ == LoadMode::overwrite && staged != nullptr && !staged->ids().find(id);
}

/// Edges per source (WR-56).
void LoadValidator::check_cardinality(Table& edges) const {
  const schema::EdgeType& type = *edges.layout.edge;
  if (type.cardinality == schema::Cardinality{}) {
    return;
  }
  TableImage image = edges.image(mode_);
  std::optional<CardinalityViolation> violation = find_cardinality_violation(
      image, type.cardinality,
      [this, &type](std::string_view id) { return is_removed(type.from, id); });
  if (violation) {
    std::string message =
        fmt::format("@card violation on edge {}: {}", type.name,
                    cardinality_reason(violation->source, violation->edges, type.cardinality));
    std::uint64_t line = violation->row == kNoRow ? 0 : edges.staged.lines[violation->row];
    edges.first.add(
        LoadProblem{{LoadStage::cardinality, true, type.name, line}, std::move(message)});
  }
}

/// No policy admits external blobs yet (WR-78). Those of superseded records do not matter (WR-80).
void LoadValidator::check_blobs(Table& table) const {
  for (const ExternalBlob& blob : table.staged.external_blobs) {
    std::size_t fragment = table.rows.fragment_of(static_cast<Position>(blob.row));
    const std::vector<lance::RowOffset>& superseded = table.change.superseded[fragment];
    auto offset = static_cast<Position>(blob.row) - table.rows.start_of(fragment);
    if (std::binary_search(superseded.begin(), superseded.end(), offset)) {
      continue;
    }
    // The URI is not shown: it may hold credentials.
    table.first.add(table.problem(
        LoadStage::blobs, static_cast<Position>(blob.row),
        fmt::format("property '{}' of {} refers to an external URI, and the graph has no policy "
                    "that admits any; give the content itself as \"base64:…\"",
                    *blob.property, table.layout.type->name)));
    return;  // the others are on later lines
  }
}

std::vector<TableChange> LoadValidator::validate() {
  auto for_each_table = [this](auto&& check) {
    parallel_for(tables_.size(), [this, &check](std::size_t i) {
      if (tables_[i]) {
        check(*tables_[i]);
      }
    });
  };
  for_each_table([this](Table& table) {
    check_ids(table);
    find_committed(table);
    check_unique(table);
    check_blobs(table);
  });
  for_each_table([this](Table& table) {
    if (table.layout.is_edge()) {
      check_endpoints(table);
      check_cardinality(table);
    }
  });
  if (mode_ == LoadMode::overwrite) {
    check_retained_edges();
  }
  std::vector<TableChange> changes;
  for (const auto& table : tables_) {
    if (table) {
      problem_.add(table->first.get());
      changes.push_back(std::move(table->change));
    }
  }
  if (problem_.get()) {
    throw_load_problem(*problem_.get());
  }
  return changes;
}

}  // namespace omnigraph::write

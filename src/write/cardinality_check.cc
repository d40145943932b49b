#include "write/cardinality_check.h"

#include "base/hash.h"
#include "base/throw_error.h"
#include "write/value_rules.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <tuple>
#include <vector>

namespace omnigraph::write {
namespace {

using table::Position;

constexpr std::uint32_t kMorselRows = 1U << 16;
/// Looking a source up in one file takes as long as reading so many edges.
constexpr std::uint64_t kLookupCost = 8;

/// A touched source.
struct Source {
  std::uint64_t edges = 0;
  Position row = kNoRow;  // the first added row that concerns it
  Position named_by = 0;  // a row with its id
  bool is_named_by_added = true;
};

class CardinalityCheck {
 public:
  explicit CardinalityCheck(const TableImage& edges)
      : edges_(edges), seed_(edges.committed().address().hash_seed) {}

  void touch_added();
  void touch_removed();
  void touch_all_committed();
  void count_kept();
  std::optional<CardinalityViolation> first_violation(
      const schema::Cardinality& cardinality,
      absl::FunctionRef<bool(std::string_view)> is_removed) const;

 private:
  void count_by_adjacency();
  void count_by_scan();
  std::string id_of(const Source& source) const;

  const TableImage& edges_;
  std::uint64_t seed_;
  absl::flat_hash_map<Hash128, Source> sources_;
};

void CardinalityCheck::touch_added() {
  const table::Table& added = edges_.added();
  const lance::Field& field = added.field("src");
  for (const table::Morsel& morsel : added.morsels(kMorselRows)) {
    columnar::ArrayPtr ids = added.read(morsel, field);
    for (std::uint32_t i = 0; i < morsel.count; ++i) {
      Position row = morsel.position + i;
      if (!edges_.is_superseded(row)) {
        Source& source = sources_.try_emplace(hash128(ids->text_at(i), seed_)).first->second;
        if (source.edges++ == 0) {
          source.row = source.named_by = row;
        }
      }
    }
  }
}

void CardinalityCheck::touch_removed() {
  std::vector<Position> rows;
  for (const RemovedRow& removed : edges_.removed()) {
    rows.push_back(removed.row);
  }
  columnar::ArrayPtr ids = edges_.committed().take(edges_.committed().field("src"), rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto [found, is_new] = sources_.try_emplace(hash128(ids->text_at(i), seed_));
    Source& source = found->second;
    if (is_new) {
      source.named_by = rows[i];
      source.is_named_by_added = false;
    }
    source.row = std::min(source.row, edges_.removed()[i].replacement);
  }
}

/// All of them lose their edges.
void CardinalityCheck::touch_all_committed() {
  const table::Table& committed = edges_.committed();
  const lance::Field& field = committed.field("src");
  for (const table::Morsel& morsel : committed.morsels(kMorselRows)) {
    columnar::ArrayPtr ids = committed.read(morsel, field);
    for (std::uint32_t i : committed.live(morsel)) {
      auto [found, is_new] = sources_.try_emplace(hash128(ids->text_at(i), seed_));
      if (is_new) {
        found->second.named_by = morsel.position + i;
        found->second.is_named_by_added = false;
      }
    }
  }
}

void CardinalityCheck::count_kept() {
  const table::Table& committed = edges_.committed();
  std::uint64_t lookups = sources_.size() * committed.state().fragments.size();
  if (lookups * kLookupCost < committed.live_rows()) {
    count_by_adjacency();
  } else {
    count_by_scan();
  }
}

void CardinalityCheck::count_by_adjacency() {
  const table::Table& committed = edges_.committed();
  std::vector<index::EdgeRef> edges;
  for (std::size_t i = 0; i < committed.state().fragments.size(); ++i) {
    std::shared_ptr<const index::AdjacencySegment> adjacency = committed.adjacency(i);
    const lance::DeletionVector& deleted = committed.state().fragments[i].deleted;
    for (auto& [hash, source] : sources_) {
      std::optional<std::uint32_t> place = adjacency->find_source(hash);
      if (!place) {
        continue;
      }
      edges.clear();
      adjacency->append_out(*place, edges);
      source.edges += static_cast<std::uint64_t>(
          std::count_if(edges.begin(), edges.end(), [&](const index::EdgeRef& edge) {
            return !deleted.contains(edge.row) && edges_.keeps(committed.start_of(i) + edge.row);
          }));
    }
  }
}

void CardinalityCheck::count_by_scan() {
  const table::Table& committed = edges_.committed();
  const lance::Field& field = committed.field("src");
  for (const table::Morsel& morsel : committed.morsels(kMorselRows)) {
    columnar::ArrayPtr ids = committed.read(morsel, field);
    for (std::uint32_t i : committed.live(morsel)) {
      auto found = sources_.find(hash128(ids->text_at(i), seed_));
      if (found != sources_.end() && edges_.keeps(morsel.position + i)) {
        ++found->second.edges;
      }
    }
  }
}

std::string CardinalityCheck::id_of(const Source& source) const {
  const table::Table& table = source.is_named_by_added ? edges_.added() : edges_.committed();
  return std::string(table.take(table.field("src"), std::span(&source.named_by, 1))->text_at(0));
}

std::optional<CardinalityViolation> CardinalityCheck::first_violation(
    const schema::Cardinality& cardinality,
    absl::FunctionRef<bool(std::string_view)> is_removed) const {
  std::optional<CardinalityViolation> first;
  for (const auto& [hash, source] : sources_) {
    if (is_within(source.edges, cardinality) || (first && source.row > first->row)) {
      continue;
    }
    CardinalityViolation found{id_of(source), source.edges, source.row};
    bool is_first =
        !first || std::tie(found.row, found.source) < std::tie(first->row, first->source);
    if (is_first && !is_removed(found.source)) {
      first = std::move(found);
    }
  }
  return first;
}

}  // namespace

bool is_within(std::uint64_t edges, const schema::Cardinality& cardinality) {
  return edges >= cardinality.min && (!cardinality.max || edges <= *cardinality.max);
}

std::string cardinality_reason(std::string_view source, std::uint64_t edges,
                               const schema::Cardinality& cardinality) {
  bool is_too_few = edges < cardinality.min;
  return fmt::format("source {} has {} edge{}, {} than {}", in_quotes(source), edges,
                     edges == 1 ? "" : "s", is_too_few ? "fewer" : "more",
                     is_too_few ? cardinality.min : cardinality.max.value_or(0));
}

std::optional<CardinalityViolation> find_cardinality_violation(
    const TableImage& edges, const schema::Cardinality& cardinality,
    absl::FunctionRef<bool(std::string_view)> is_removed) {
  if (cardinality.min == 0 && !cardinality.max) {
    return std::nullopt;
  }
  CardinalityCheck check(edges);
  check.touch_added();
  if (!edges.removes_all()) {
    check.touch_removed();
    check.count_kept();
  } else if (cardinality.min > 0) {
    check.touch_all_committed();
  }
  return check.first_violation(cardinality, is_removed);
}

}  // namespace omnigraph::write

#include "write/constraint_audit.h"

#include "base/hash.h"
#include "base/throw_error.h"
#include "index/tuple_segment.h"
#include "write/cardinality_check.h"
#include "write/unique_check.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <span>

namespace omnigraph::write {
namespace {

using columnar::ArrayPtr;
using table::Position;

constexpr std::uint32_t kMorselRows = 1U << 16;

std::string id_at(const table::Table& table, Position row) {
  return std::string(table.take(table.field("id"), std::span(&row, 1))->text_at(0));
}

/// A row by the hash of its tuple. Half a hash suffices: equal ones are compared.
struct HashedRow {
  std::uint64_t hash = 0;
  Position row = 0;
};

/// A row, and the one before it that has the same tuple.
struct Repetition {
  Position row = 0;
  Position before = 0;
  std::string tuple;
};

/// Looks for tuples that repeat in a whole table.
class TupleAudit {
 public:
  TupleAudit(const table::Table& table, std::span<const std::string> group)
      : table_(table), members_(table.tuple_fields(group)) {}

  /// The first rows, up to `most`, that repeat a tuple.
  std::vector<Repetition> run(std::size_t most);

 private:
  void read();
  void compare(std::span<const HashedRow> rows, std::size_t most);
  void keep_first(std::size_t most);

  const table::Table& table_;
  std::vector<const lance::Field*> members_;
  std::vector<HashedRow> rows_;
  std::vector<Repetition> found_;
};

void TupleAudit::read() {
  rows_.reserve(table_.live_rows());
  std::string buffer;
  for (const table::Morsel& morsel : table_.morsels(kMorselRows)) {
    std::vector<ArrayPtr> columns;
    for (const lance::Field* member : members_) {
      columns.push_back(table_.read(morsel, *member));
    }
    for (std::uint32_t i : table_.live(morsel)) {
      std::optional<Hash128> hash =
          index::hash_tuple(columns, i, table_.address().hash_seed, buffer);
      if (hash) {
        rows_.push_back({hash->low, morsel.position + i});
      }
    }
  }
}

/// Adds the rows of those of one hash, ascending, that repeat a tuple.
void TupleAudit::compare(std::span<const HashedRow> rows, std::size_t most) {
  absl::flat_hash_map<std::string, Position> first;
  std::size_t added = 0;
  for (std::size_t i = 0; i < rows.size() && added < most; ++i) {
    std::vector<ArrayPtr> columns;
    for (const lance::Field* member : members_) {
      columns.push_back(table_.take(*member, std::span(&rows[i].row, 1)));
    }
    std::string tuple;
    ensure(index::append_unique_tuple(tuple, columns, 0), "a tuple that was hashed is complete");
    auto [before, is_new] = first.emplace(tuple, rows[i].row);
    if (!is_new) {
      found_.push_back({rows[i].row, before->second, std::move(tuple)});
      ++added;
    }
  }
}

/// Drops all but the first rows.
void TupleAudit::keep_first(std::size_t most) {
  std::sort(found_.begin(), found_.end(),
            [](const Repetition& a, const Repetition& b) { return a.row < b.row; });
  found_.resize(std::min(found_.size(), most));
}

std::vector<Repetition> TupleAudit::run(std::size_t most) {
  read();
  std::sort(rows_.begin(), rows_.end(), [](const HashedRow& a, const HashedRow& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.row < b.row;
  });
  for (std::size_t begin = 0, end = 0; begin < rows_.size(); begin = end) {
    for (end = begin + 1; end < rows_.size() && rows_[end].hash == rows_[begin].hash;) {
      ++end;
    }
    // The second row is the first that can repeat anything.
    bool is_too_late =
        found_.size() >= most && end - begin > 1 && rows_[begin + 1].row > found_.back().row;
    if (end - begin < 2 || is_too_late) {
      continue;
    }
    compare(std::span(rows_).subspan(begin, end - begin), most);
    keep_first(most);
  }
  return std::move(found_);
}

std::vector<Violation> audit_group(const table::Table& table, const schema::EntityType& type,
                                   std::span<const std::string> group, std::size_t most) {
  std::string_view kind = table.address().kind == table::EntityKind::edge ? "edge" : "node";
  std::vector<Violation> violations;
  for (const Repetition& found : TupleAudit(table, group).run(most)) {
    violations.push_back({id_at(table, found.row),
                          fmt::format("@unique violation on {}: {} is that of {} {} already",
                                      group_place(type.name, group), in_quotes(found.tuple), kind,
                                      in_quotes(id_at(table, found.before)))});
  }
  return violations;
}

}  // namespace

std::vector<Violation> audit_values(const table::Table& table, const ValueRules& rules,
                                    std::size_t most) {
  std::vector<Violation> violations;
  if (rules.empty()) {
    return violations;
  }
  std::vector<std::string> properties = rules.properties();
  for (const table::Morsel& morsel : table.morsels(kMorselRows)) {
    std::vector<std::uint32_t> live = table.live(morsel);
    columnar::Batch batch;
    batch.length = live.size();
    for (const std::string& property : properties) {
      const lance::Field& field = table.field(property);
      ArrayPtr values = table.read(morsel, field);
      batch.schema.push_back({property, field.type, true});
      batch.columns.push_back(live.size() == morsel.count ? std::move(values)
                                                          : columnar::take(*values, live));
    }
    for (ValueViolation& found : rules.find(batch, most - violations.size())) {
      violations.push_back(
          {id_at(table, morsel.position + live[found.row]), std::move(found.message)});
    }
    if (violations.size() == most) {
      break;
    }
  }
  return violations;
}

std::vector<Violation> audit_constraint(const table::Table& table, const schema::EntityType& type,
                                        const schema::Constraint& constraint, std::size_t most) {
  if (most == 0) {
    return {};
  }
  if (const auto* key = std::get_if<schema::KeyConstraint>(&constraint)) {
    return audit_group(table, type, key->properties, most);
  }
  if (const auto* unique = std::get_if<schema::UniqueConstraint>(&constraint)) {
    return audit_group(table, type, unique->properties, most);
  }
  return audit_values(table, ValueRules(type, std::span(&constraint, 1)), most);
}

std::vector<Violation> audit_cardinality(const table::Table& edges, const schema::EdgeType& type,
                                         std::size_t most) {
  struct Source {
    std::uint64_t edges = 0;
    Position first = 0;
  };
  absl::flat_hash_map<Hash128, Source> sources;
  const lance::Field& field = edges.field("src");
  for (const table::Morsel& morsel : edges.morsels(kMorselRows)) {
    ArrayPtr ids = edges.read(morsel, field);
    for (std::uint32_t i : edges.live(morsel)) {
      Hash128 hash = hash128(ids->text_at(i), edges.address().hash_seed);
      auto [source, is_new] = sources.try_emplace(hash, Source{0, morsel.position + i});
      ++source->second.edges;
    }
  }
  std::vector<Source> offenders;
  for (const auto& [hash, source] : sources) {
    if (!is_within(source.edges, type.cardinality)) {
      offenders.push_back(source);
    }
  }
  std::sort(offenders.begin(), offenders.end(),
            [](const Source& a, const Source& b) { return a.first < b.first; });
  offenders.resize(std::min(offenders.size(), most));
  std::vector<Violation> violations;
  for (const Source& source : offenders) {
    std::string id(edges.take(field, std::span(&source.first, 1))->text_at(0));
    std::string message = fmt::format("@card violation on edge {}: {}", type.name,
                                      cardinality_reason(id, source.edges, type.cardinality));
    violations.push_back({std::move(id), std::move(message)});
  }
  return violations;
}

}  // namespace omnigraph::write

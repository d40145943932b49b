#include "state_model.h"

#include <rapidcheck/gtest.h>

#include <algorithm>

namespace omnigraph::table::testing {

using columnar::ArrayPtr;
using columnar::TypeId;

void StateModel::check_all() {
  TableCache tiny(store_, kTinyBudget);
  for (std::size_t i = 0; i < history_.size(); ++i) {
    check(history_[i], i % 3 == 0 ? tiny : cache());
    RC_ASSERT(tiny.bytes() <= kTinyBudget);
  }
}

void StateModel::check(const KeptState& kept, TableCache& cache) {
  Table table(cache, address_, kept.state);
  RC_ASSERT(table.live_rows() == kept.rows.size());
  std::set<std::string> seen;
  for (const Morsel& morsel : table.morsels(1000)) {
    std::vector<ArrayPtr> columns;
    for (const lance::Field& field : kept.state->fields) {
      columns.push_back(table.read(morsel, field));
    }
    for (std::uint32_t row : table.live(morsel)) {
      std::string id(columns[0]->text_at(row));
      RC_ASSERT(seen.insert(id).second);
      const ModelRow& expected = *kept.rows.at(id);
      for (std::size_t i = 0; i < columns.size(); ++i) {
        auto value = expected.find(kept.state->fields[i].id);
        RC_ASSERT(expr::value_at(*columns[i], row) ==
                  (value == expected.end() ? expr::Value() : value->second));
      }
    }
  }
  check_look_ups(kept, table);
  check_conditions(kept, table);
  if (address_.kind == EntityKind::edge) {
    check_adjacency(table);
  }
}

void StateModel::check_look_ups(const KeptState& kept, const Table& table) {
  std::vector<std::string> ids = {"", "shared prefix of the ids ", "zzz"};
  for (int i = 0; i < 30; ++i) {
    ids.push_back("shared prefix of the ids " +
                  std::to_string(100'000'000 + random_.next() % (next_id_ + 1)));
  }
  for (const std::string& id : ids) {
    for (Compare compare : {Compare::hash, Compare::text}) {
      std::optional<Position> position = table.find(id, compare);
      RC_ASSERT(position.has_value() == kept.rows.contains(id));
      if (position) {
        RC_ASSERT(table.take(table.field("id"), std::span(&*position, 1))->text_at(0) == id);
      }
    }
  }
}

namespace {

/// `left op right` by the plain meaning of values; not true if either is null.
bool is_true(expr::Operator op, const expr::Value& left, const expr::Value& right) {
  if (left.is_null() || right.is_null()) {
    return false;
  }
  auto compare = [op](const auto& a, const auto& b) {
    switch (op) {
      case expr::Operator::equal:
        return a == b;
      case expr::Operator::not_equal:
        return a != b;
      case expr::Operator::less:
        return a < b;
      case expr::Operator::less_equal:
        return a <= b;
      case expr::Operator::greater:
        return a > b;
      default:
        return a >= b;
    }
  };
  if (const auto* number = std::get_if<std::int64_t>(&left.data)) {
    return compare(*number, std::get<std::int64_t>(right.data));
  }
  if (const auto* date = std::get_if<expr::Date>(&left.data)) {
    return compare(date->days, std::get<expr::Date>(right.data).days);
  }
  return compare(std::get<std::string>(left.data), std::get<std::string>(right.data));
}

bool can_compare(const lance::Field& field) {
  TypeId type = field.type.id();
  return type == TypeId::int32 || type == TypeId::int64 || type == TypeId::date32 ||
         type == TypeId::utf8;
}

}  // namespace

void StateModel::check_conditions(const KeptState& kept, const Table& table) {
  for (int round = 0; round < 6; ++round) {
    std::vector<ColumnCondition> conditions;
    std::vector<std::pair<std::int32_t, expr::Value>> constants;
    for (std::uint64_t i = random_.next() % 2; i < 2; ++i) {
      const lance::Field& field = kept.state->fields[random_.next() % kept.state->fields.size()];
      if (!can_compare(field)) {
        continue;
      }
      expr::Value constant = expr::value_at(*random_column(field.type, 1, round == 5), 0);
      if (field.name == "id" && !kept.rows.empty()) {
        constant.data = std::next(kept.rows.begin(),
                                  static_cast<std::ptrdiff_t>(random_.next() % kept.rows.size()))
                            ->first;
      }
      auto op = static_cast<expr::Operator>(random_.next() % 6);
      expr::Comparison comparison{op, expr::ColumnRef{0}, constant};
      if (random_.next() % 2 == 0) {
        comparison = {expr::mirrored(op), constant, expr::ColumnRef{0}};
      }
      conditions.push_back({&field, comparison});
      constants.emplace_back(field.id, constant);
    }
    std::set<std::string> offered;
    for (const Morsel& morsel : table.morsels(3000, conditions)) {
      ArrayPtr ids = table.read(morsel, table.field("id"));
      for (std::uint32_t row : table.live(morsel)) {
        offered.emplace(ids->text_at(row));
      }
    }
    for (const auto& [id, row] : kept.rows) {
      bool matches = true;
      for (std::size_t i = 0; i < conditions.size(); ++i) {
        auto value = row->find(constants[i].first);
        bool is_mirrored = std::holds_alternative<expr::Value>(conditions[i].comparison.left);
        expr::Operator op = conditions[i].comparison.op;
        matches =
            matches && value != row->end() &&
            is_true(is_mirrored ? expr::mirrored(op) : op, value->second, constants[i].second);
      }
      RC_ASSERT(!matches || offered.contains(id));
    }
  }
}

/// The segments of each fragment must say what its columns say, which were compared before.
void StateModel::check_adjacency(const Table& table) {
  for (std::size_t i = 0; i < table.state().fragments.size(); ++i) {
    Morsel all{i, 0, table.state().fragments[i].physical_rows, table.start_of(i)};
    ArrayPtr sources = table.read(all, table.field("src"));
    ArrayPtr targets = table.read(all, table.field("dst"));
    std::shared_ptr<const index::AdjacencySegment> edges = table.adjacency(i);
    RC_ASSERT(edges->edge_count() == all.count);
    std::set<std::uint32_t> out;
    std::set<std::uint32_t> in;
    std::vector<index::EdgeRef> refs;
    auto check = [&](Hash128 source, Hash128 target, std::uint32_t row) {
      RC_ASSERT(source == hash128(sources->text_at(row), address_.hash_seed));
      RC_ASSERT(target == hash128(targets->text_at(row), address_.hash_seed));
    };
    for (std::uint32_t source = 0; source < edges->source_count(); ++source) {
      refs.clear();
      edges->append_out(source, refs);
      for (const index::EdgeRef& ref : refs) {
        check(edges->source(source), edges->target(ref.neighbour), ref.row);
        RC_ASSERT(out.insert(ref.row).second);
      }
    }
    for (std::uint32_t target = 0; target < edges->target_count(); ++target) {
      refs.clear();
      edges->append_in(target, refs);
      for (const index::EdgeRef& ref : refs) {
        check(edges->source(ref.neighbour), edges->target(target), ref.row);
        RC_ASSERT(in.insert(ref.row).second);
      }
    }
    RC_ASSERT(out.size() == all.count && in.size() == all.count);
  }
}

}  // namespace omnigraph::table::testing

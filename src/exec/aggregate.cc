#include "exec/aggregate.h"

#include "expr/compare.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace omnigraph::exec {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Builder;
using columnar::Type;
using columnar::TypeId;

constexpr std::uint32_t kUnknown = ~std::uint32_t{0};

/// Appends a spelling of value `i` that equal values share and different ones do not.
void append_group_key(std::string& key, const Array& array, std::size_t i) {
  if (array.is_null(i)) {
    key += '\0';
    return;
  }
  key += '\1';
  switch (array.type().id()) {
    case TypeId::boolean:
      key += array.boolean_at(i) ? '\1' : '\0';
      return;
    case TypeId::utf8:
    case TypeId::binary: {
      std::string_view text = array.text_at(i);
      append_little_endian(key, static_cast<std::uint64_t>(text.size()));
      key += text;
      return;
    }
    case TypeId::float32:
    case TypeId::float64: {
      double value = std::get<double>(expr::number_at(array, i));
      value = std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : value + 0.0;
      append_little_endian(key, value);
      return;
    }
    case TypeId::list: {
      ArrayPtr items = array.list_at(i);
      append_little_endian(key, static_cast<std::uint64_t>(items->length()));
      for (std::size_t item = 0; item < items->length(); ++item) {
        append_group_key(key, *items, item);
      }
      return;
    }
    case TypeId::vector:
      key += as_text(std::as_bytes(array.vector_at(i)));
      return;
    case TypeId::structure:
      return;
    default:
      if (array.type().bit_width() == 32) {
        append_little_endian(key, array.values<std::uint32_t>()[i]);
      } else {
        append_little_endian(key, array.values<std::uint64_t>()[i]);
      }
  }
}

std::optional<std::size_t> only_variable(const std::vector<query::ExpressionPtr>& keys) {
  std::vector<std::size_t> variables;
  for (const query::ExpressionPtr& key : keys) {
    collect_variables(*key, variables);
  }
  bool one = !variables.empty() && std::all_of(variables.begin(), variables.end(),
                                               [&](std::size_t v) { return v == variables[0]; });
  return one ? std::optional(variables[0]) : std::nullopt;
}

class CountAccumulator final : public Accumulator {
 public:
  CountAccumulator(query::ExpressionPtr argument, const Scope& scope)
      : argument_(std::move(argument)), scope_(scope) {}

  void add(const Rows& rows, const std::vector<std::uint32_t>& groups,
           std::size_t group_count) override {
    counts_.resize(group_count);
    // Entities are never null: nothing needs to be fetched to count them.
    if (std::holds_alternative<query::EntityId>(argument_->node)) {
      for (std::uint32_t group : groups) {
        ++counts_[group];
      }
      return;
    }
    ArrayPtr values = evaluate(*argument_, rows, scope_);
    for (std::size_t row = 0; row < groups.size(); ++row) {
      counts_[groups[row]] += values->is_valid(row) ? 1 : 0;
    }
  }

  ArrayPtr finish(std::size_t group_count) override {
    counts_.resize(group_count);
    Array::Parts parts;
    parts.type = Type(TypeId::int64);
    parts.length = group_count;
    parts.values = columnar::Buffer::take(std::move(counts_));
    return Array::make(std::move(parts));
  }

 private:
  query::ExpressionPtr argument_;
  const Scope& scope_;
  std::vector<std::int64_t> counts_;
};

class SumAccumulator final : public Accumulator {
 public:
  enum class Result : std::uint8_t { sum, mean };

  SumAccumulator(query::ExpressionPtr argument, const Scope& scope, Result result)
      : argument_(std::move(argument)), scope_(scope), result_(result) {}

  void add(const Rows& rows, const std::vector<std::uint32_t>& groups,
           std::size_t group_count) override {
    sums_.resize(group_count);
    counts_.resize(group_count);
    ArrayPtr values = evaluate(*argument_, rows, scope_);
    for (std::size_t row = 0; row < groups.size(); ++row) {
      if (values->is_valid(row)) {
        sums_[groups[row]] += std::visit([](auto number) { return static_cast<double>(number); },
                                         expr::number_at(*values, row));
        ++counts_[groups[row]];
      }
    }
  }

  ArrayPtr finish(std::size_t group_count) override {
    sums_.resize(group_count);
    counts_.resize(group_count);
    Builder builder{Type(TypeId::float64)};
    for (std::size_t group = 0; group < group_count; ++group) {
      if (counts_[group] == 0) {
        builder.append_null();
      } else {
        double count = result_ == Result::mean ? static_cast<double>(counts_[group]) : 1.0;
        builder.append(sums_[group] / count);
      }
    }
    return builder.finish();
  }

 private:
  query::ExpressionPtr argument_;
  const Scope& scope_;
  Result result_;
  std::vector<double> sums_;
  std::vector<std::int64_t> counts_;
};

class ExtremeAccumulator final : public Accumulator {
 public:
  enum class Result : std::uint8_t { least, greatest };

  ExtremeAccumulator(query::ExpressionPtr argument, const Scope& scope, Result result)
      : argument_(std::move(argument)), scope_(scope), result_(result) {}

  void add(const Rows& rows, const std::vector<std::uint32_t>& groups,
           std::size_t group_count) override {
    best_.resize(group_count);
    ArrayPtr values = evaluate(*argument_, rows, scope_);
    for (std::uint32_t row = 0; row < groups.size(); ++row) {
      Best& best = best_[groups[row]];
      if (values->is_null(row)) {
        continue;
      }
      if (best.array) {
        std::weak_ordering order = expr::compare_values(*values, row, *best.array, best.row);
        if (result_ == Result::least ? order >= 0 : order <= 0) {
          continue;
        }
      }
      best = {values, row};
    }
  }

  ArrayPtr finish(std::size_t group_count) override {
    best_.resize(group_count);
    Builder builder(column_type(argument_->type));
    for (const Best& best : best_) {
      if (best.array) {
        builder.append_from(*best.array, best.row);
      } else {
        builder.append_null();
      }
    }
    return builder.finish();
  }

 private:
  struct Best {
    ArrayPtr array;  // that holds the value; null before the first
    std::uint32_t row = 0;
  };

  query::ExpressionPtr argument_;
  const Scope& scope_;
  Result result_;
  std::vector<Best> best_;
};

}  // namespace

Grouping::Grouping(const Scope& scope, std::vector<query::ExpressionPtr> keys)
    : scope_(scope), keys_(std::move(keys)), entity_(only_variable(keys_)) {
  for (const query::ExpressionPtr& key : keys_) {
    values_.emplace_back(column_type(key->type));
  }
  if (keys_.empty()) {
    count_ = 1;
  } else if (entity_) {
    by_entity_.resize(scope_.table_of(*entity_).table().position_count(), kUnknown);
  }
}

std::vector<std::uint32_t> Grouping::groups_of(const Rows& rows) {
  if (keys_.empty()) {
    return std::vector<std::uint32_t>(rows.count, 0);
  }
  return entity_ ? groups_by_entity(rows, *entity_) : groups_by_value(rows);
}

std::vector<std::uint32_t> Grouping::groups_by_entity(const Rows& rows, std::size_t variable) {
  const std::vector<table::Position>& positions = rows.columns[variable];
  std::vector<table::Position> fresh;
  for (table::Position position : positions) {
    if (by_entity_[position] == kUnknown) {
      by_entity_[position] = 0;  // the group follows; this only keeps it from being listed twice
      fresh.push_back(position);
    }
  }
  if (!fresh.empty()) {
    Rows entities{fresh.size(), std::vector<std::vector<table::Position>>(rows.columns.size())};
    entities.columns[variable] = fresh;
    std::vector<std::uint32_t> groups = groups_by_value(entities);
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      by_entity_[fresh[i]] = groups[i];
    }
  }
  std::vector<std::uint32_t> groups;
  groups.reserve(rows.count);
  for (table::Position position : positions) {
    groups.push_back(by_entity_[position]);
  }
  return groups;
}

std::vector<std::uint32_t> Grouping::groups_by_value(const Rows& rows) {
  std::vector<ArrayPtr> columns;
  for (const query::ExpressionPtr& key : keys_) {
    columns.push_back(evaluate(*key, rows, scope_));
  }
  std::vector<std::uint32_t> groups;
  groups.reserve(rows.count);
  std::string spelling;
  for (std::size_t row = 0; row < rows.count; ++row) {
    spelling.clear();
    for (const ArrayPtr& column : columns) {
      append_group_key(spelling, *column, row);
    }
    auto found = by_value_.find(spelling);
    if (found == by_value_.end()) {
      found = by_value_.emplace(spelling, static_cast<std::uint32_t>(count_++)).first;
      for (std::size_t i = 0; i < columns.size(); ++i) {
        values_[i].append_from(*columns[i], row);
      }
    }
    groups.push_back(found->second);
  }
  return groups;
}

std::vector<ArrayPtr> Grouping::finish() {
  std::vector<ArrayPtr> columns;
  for (Builder& values : values_) {
    columns.push_back(values.finish());
  }
  return columns;
}

std::unique_ptr<Accumulator> make_accumulator(const query::Aggregate& aggregate,
                                              const Scope& scope) {
  switch (aggregate.kind) {
    case query::AggregateKind::count:
      return std::make_unique<CountAccumulator>(aggregate.argument, scope);
    case query::AggregateKind::sum:
      return std::make_unique<SumAccumulator>(aggregate.argument, scope,
                                              SumAccumulator::Result::sum);
    case query::AggregateKind::avg:
      return std::make_unique<SumAccumulator>(aggregate.argument, scope,
                                              SumAccumulator::Result::mean);
    case query::AggregateKind::min:
      return std::make_unique<ExtremeAccumulator>(aggregate.argument, scope,
                                                  ExtremeAccumulator::Result::least);
    case query::AggregateKind::max:
      return std::make_unique<ExtremeAccumulator>(aggregate.argument, scope,
                                                  ExtremeAccumulator::Result::greatest);
  }
  return nullptr;
}

}  // namespace omnigraph::exec

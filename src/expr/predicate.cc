#include "expr/predicate.h"

#include "expr/compare.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace omnigraph::expr {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Batch;
using columnar::Type;
using columnar::TypeId;

bool holds(Operator op, std::weak_ordering order) {
  switch (op) {
    case Operator::equal:
      return order == 0;
    case Operator::not_equal:
      return order != 0;
    case Operator::less:
      return order < 0;
    case Operator::less_equal:
      return order <= 0;
    case Operator::greater:
      return order > 0;
    case Operator::greater_equal:
      return order >= 0;
    default:
      return false;
  }
}

/// Keeps the non-null rows for which `test(row)` holds.
template <typename Test>
void keep_if(const Array& column, Selection& selection, Test test) {
  auto end = column.null_count() == 0
                 ? std::remove_if(selection.begin(), selection.end(),
                                  [&test](std::uint32_t row) { return !test(row); })
                 : std::remove_if(selection.begin(), selection.end(), [&](std::uint32_t row) {
                     return column.is_null(row) || !test(row);
                   });
  selection.erase(end, selection.end());
}

/// The integers for which `v op constant` holds are those in [low, high], or outside it if
/// `inverted`; nothing when no value can satisfy it. One kernel then serves every operator and mix
/// of types, exactly.
template <typename T>
struct Interval {
  T low = std::numeric_limits<T>::lowest();
  T high = std::numeric_limits<T>::max();
  bool inverted = false;

  bool contains(T value) const { return (value >= low && value <= high) != inverted; }
};

template <typename T>
std::optional<Interval<T>> integer_interval(Operator op, const Number& constant) {
  using Limits = std::numeric_limits<T>;
  auto order_of = [&constant](T value) {
    if constexpr (std::is_signed_v<T>) {
      return compare_numbers(std::int64_t{value}, constant);
    } else {
      return compare_numbers(std::uint64_t{value}, constant);
    }
  };
  // The number of values below the constant, found by bisection over the type: 32 or 64 steps once
  // per scan are nothing, and no case analysis over the mixes of types can go wrong.
  auto first_not = [&order_of](bool or_equal) -> std::optional<T> {
    auto below = [&](T value) { return or_equal ? order_of(value) <= 0 : order_of(value) < 0; };
    if (!below(Limits::lowest())) {
      return Limits::lowest();
    }
    if (below(Limits::max())) {
      return std::nullopt;
    }
    T low = Limits::lowest();
    T high = Limits::max();
    while (high != low + 1 && high != low) {
      T middle = std::midpoint(low, high);
      (below(middle) ? low : high) = middle;
    }
    return high;
  };
  std::optional<T> from = first_not(false);  // the first value >= constant
  std::optional<T> past = first_not(true);   // the first value > constant
  Interval<T> interval;
  switch (op) {
    case Operator::less:
    case Operator::less_equal: {
      std::optional<T> end = op == Operator::less ? from : past;
      if (end == Limits::lowest()) {
        return std::nullopt;
      }
      interval.high = end ? static_cast<T>(*end - 1) : Limits::max();
      return interval;
    }
    case Operator::greater:
    case Operator::greater_equal: {
      std::optional<T> start = op == Operator::greater ? past : from;
      if (!start) {
        return std::nullopt;
      }
      interval.low = *start;
      return interval;
    }
    default:
      if (!from || from == past) {
        return op == Operator::equal ? std::nullopt : std::optional(interval);
      }
      return Interval<T>{*from, *from, op == Operator::not_equal};
  }
}

std::optional<Number> number_of(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value.data)) {
    return *integer;
  }
  if (const auto* natural = std::get_if<std::uint64_t>(&value.data)) {
    return *natural;
  }
  if (const auto* real = std::get_if<double>(&value.data)) {
    return *real;
  }
  if (const auto* date = std::get_if<Date>(&value.data)) {
    return std::int64_t{date->days};
  }
  if (const auto* instant = std::get_if<DateTime>(&value.data)) {
    return instant->millis;
  }
  return std::nullopt;
}

template <typename T>
void filter_integers(Operator op, const Array& column, const Number& constant,
                     Selection& selection) {
  std::optional<Interval<T>> interval = integer_interval<T>(op, constant);
  if (!interval) {
    selection.clear();
    return;
  }
  std::span<const T> values = column.values<T>();
  keep_if(column, selection,
          [values, in = *interval](std::uint32_t row) { return in.contains(values[row]); });
}

template <typename T>
void filter_floats(Operator op, const Array& column, Number constant, Selection& selection) {
  if constexpr (std::is_same_v<T, float>) {
    constant = std::visit([](auto number) -> Number { return double{static_cast<float>(number)}; },
                          constant);
  }
  std::span<const T> values = column.values<T>();
  keep_if(column, selection, [&, op](std::uint32_t row) {
    return holds(op, compare_numbers(double{values[row]}, constant));
  });
}

void filter_text(Operator op, const Array& column, std::string_view constant,
                 Selection& selection) {
  switch (op) {
    case Operator::equal:
      return keep_if(column, selection, [&column, constant](std::uint32_t row) {
        return column.text_at(row) == constant;
      });
    case Operator::starts_with:
      return keep_if(column, selection, [&column, constant](std::uint32_t row) {
        return column.text_at(row).starts_with(constant);
      });
    case Operator::contains_text:
      return keep_if(column, selection, [&column, constant](std::uint32_t row) {
        return column.text_at(row).find(constant) != std::string_view::npos;
      });
    default:
      return keep_if(column, selection, [&column, constant, op](std::uint32_t row) {
        return holds(op, column.text_at(row) <=> constant);
      });
  }
}

/// `column op constant` by a kernel for the column's type; false if there is none for this pair.
bool filter_by_constant(Operator op, const Array& column, const Value& constant,
                        Selection& selection) {
  if (const auto* text = std::get_if<std::string>(&constant.data);
      text != nullptr && column.type().is_variable()) {
    filter_text(op, column, *text, selection);
    return true;
  }
  std::optional<Number> number = number_of(constant);
  if (!number || !is_order(op)) {
    return false;
  }
  switch (column.type().id()) {
    case TypeId::int32:
    case TypeId::date32:
      filter_integers<std::int32_t>(op, column, *number, selection);
      return true;
    case TypeId::int64:
    case TypeId::date64:
      filter_integers<std::int64_t>(op, column, *number, selection);
      return true;
    case TypeId::uint32:
      filter_integers<std::uint32_t>(op, column, *number, selection);
      return true;
    case TypeId::uint64:
      filter_integers<std::uint64_t>(op, column, *number, selection);
      return true;
    case TypeId::float32:
      filter_floats<float>(op, column, *number, selection);
      return true;
    case TypeId::float64:
      filter_floats<double>(op, column, *number, selection);
      return true;
    default:
      return false;
  }
}

/// A side of a comparison, row by row; a constant is an array of one value.
struct Side {
  ArrayPtr array;
  bool constant = false;

  std::size_t at(std::uint32_t row) const { return constant ? 0 : row; }
};

Side side_of(const Operand& operand, const Batch& batch) {
  if (const auto* column = std::get_if<ColumnRef>(&operand)) {
    return {batch.columns[column->index], false};
  }
  const auto& value = std::get<Value>(operand);
  return {array_of(value, natural_type(value)), true};
}

bool list_contains(const Array& list, std::size_t i, const Array& item, std::size_t j) {
  ArrayPtr items = list.list_at(i);
  for (std::size_t k = 0; k < items->length(); ++k) {
    if (items->is_valid(k) && compare_values(*items, k, item, j) == 0) {
      return true;
    }
  }
  return false;
}

bool is_true(Operator op, const Array& left, std::size_t i, const Array& right, std::size_t j) {
  switch (op) {
    case Operator::starts_with:
      return left.text_at(i).starts_with(right.text_at(j));
    case Operator::contains_text:
      return left.text_at(i).find(right.text_at(j)) != std::string_view::npos;
    case Operator::contains_item:
      return list_contains(left, i, right, j);
    default:
      return holds(op, compare_values(left, i, right, j));
  }
}

/// A constant beside an F32 column, or beside a list of F32, is rounded to F32 (GQ-66); so are the
/// items of a constant list.
void round_constant(Side& constant, const Array& other) {
  const Type single(TypeId::float32);
  bool beside_list = other.type().id() == TypeId::list && other.type().item().type == single;
  if (!constant.constant || (other.type() != single && !beside_list)) {
    return;
  }
  const Type& type = constant.array->type();
  if (type.is_numeric()) {
    constant.array = array_of(value_at(*constant.array, 0), single);
  } else if (type.id() == TypeId::list && type.item().type.is_numeric()) {
    constant.array = array_of(value_at(*constant.array, 0), Type::list({"item", single, true}));
  }
}

}  // namespace

Selection select_all(std::size_t count) {
  Selection selection(count);
  std::iota(selection.begin(), selection.end(), 0U);
  return selection;
}

void filter(const Comparison& comparison, const Batch& batch, Selection& selection) {
  const auto* left_column = std::get_if<ColumnRef>(&comparison.left);
  const auto* right_column = std::get_if<ColumnRef>(&comparison.right);
  const auto* left_value = std::get_if<Value>(&comparison.left);
  const auto* right_value = std::get_if<Value>(&comparison.right);
  if ((left_value != nullptr && left_value->is_null()) ||
      (right_value != nullptr && right_value->is_null())) {
    selection.clear();
    return;
  }
  if (left_column != nullptr && right_value != nullptr &&
      filter_by_constant(comparison.op, *batch.columns[left_column->index], *right_value,
                         selection)) {
    return;
  }
  if (left_value != nullptr && right_column != nullptr && is_order(comparison.op) &&
      filter_by_constant(mirrored(comparison.op), *batch.columns[right_column->index], *left_value,
                         selection)) {
    return;
  }
  Side left = side_of(comparison.left, batch);
  Side right = side_of(comparison.right, batch);
  round_constant(left, *right.array);
  round_constant(right, *left.array);
  auto end = std::remove_if(selection.begin(), selection.end(), [&](std::uint32_t row) {
    std::size_t i = left.at(row);
    std::size_t j = right.at(row);
    return left.array->is_null(i) || right.array->is_null(j) ||
           !is_true(comparison.op, *left.array, i, *right.array, j);
  });
  selection.erase(end, selection.end());
}

}  // namespace omnigraph::expr

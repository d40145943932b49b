#include "expr/prune.h"

#include "expr/value.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <variant>

namespace omnigraph::expr {
namespace {

using columnar::Array;
using columnar::Type;
using columnar::TypeId;

/// Finds runs by comparing their bounds as a filter compares values: then all mixes of types and
/// the rounding of constants are as they are there.
class BoundsFilter {
 public:
  explicit BoundsFilter(const Bounds& bounds)
      : batch_{{{"minimum", bounds.minimum.type(), true}, {"maximum", bounds.maximum.type(), true}},
               {bounds.minimum.slice(0, bounds.minimum.length()),
                bounds.maximum.slice(0, bounds.maximum.length())},
               bounds.minimum.length()} {}

  Selection least(Operator op, const Value& constant, const Selection& runs) const {
    return keep({op, ColumnRef{0}, constant}, runs);
  }

  /// A run without an upper bound satisfies it as well.
  Selection greatest(Operator op, const Value& constant, const Selection& runs) const {
    Selection kept = keep({op, ColumnRef{1}, constant}, runs);
    Selection unbounded = runs;
    const Array& minimum = *batch_.columns[0];
    const Array& maximum = *batch_.columns[1];
    unbounded.erase(std::remove_if(unbounded.begin(), unbounded.end(),
                                   [&](std::uint32_t run) {
                                     return minimum.is_null(run) || maximum.is_valid(run);
                                   }),
                    unbounded.end());
    return unite(kept, unbounded);
  }

  Selection without_nulls(const Selection& runs) const {
    Selection kept;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(kept),
                 [&](std::uint32_t run) { return batch_.columns[0]->is_valid(run); });
    return kept;
  }

  static Selection unite(const Selection& a, const Selection& b) {
    Selection all;
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
    return all;
  }

 private:
  Selection keep(const Comparison& comparison, Selection runs) const {
    filter(comparison, batch_, runs);
    return runs;
  }

  columnar::Batch batch_;
};

/// The runs that may have a value `v` for which `v op constant`.
Selection may_match(Operator op, const Value& constant, const BoundsFilter& bounds,
                    const Selection& runs) {
  switch (op) {
    case Operator::less:
    case Operator::less_equal:
      return bounds.least(op, constant, runs);
    case Operator::greater:
    case Operator::greater_equal:
      return bounds.greatest(op, constant, runs);
    case Operator::equal:
      return bounds.greatest(Operator::greater_equal, constant,
                             bounds.least(Operator::less_equal, constant, runs));
    case Operator::not_equal:  // not if both bounds equal the constant
      return BoundsFilter::unite(bounds.least(op, constant, runs),
                                 bounds.greatest(op, constant, runs));
    case Operator::starts_with:
      // Texts with a prefix follow each other, from the prefix itself on.
      return bounds.greatest(
          Operator::greater_equal, constant,
          BoundsFilter::unite(bounds.least(Operator::less_equal, constant, runs),
                              bounds.least(Operator::starts_with, constant, runs)));
    case Operator::contains_text:
    case Operator::contains_item:
      return bounds.without_nulls(runs);
  }
  return runs;
}

/// Whether `filter` compares values of `type` with `constant` by their order.
bool is_comparable(const Type& type, const Value& constant) {
  if (std::holds_alternative<std::string>(constant.data)) {
    return type.is_variable();
  }
  if (std::holds_alternative<bool>(constant.data)) {
    return type.id() == TypeId::boolean;
  }
  if (std::holds_alternative<Date>(constant.data)) {
    return type.id() == TypeId::date32;
  }
  if (std::holds_alternative<DateTime>(constant.data)) {
    return type.id() == TypeId::date64;
  }
  return type.is_numeric() && natural_type(constant).is_numeric();
}

/// The runs that may have one of the items of `list`.
Selection may_be_item(const Value& list, const Type& type, const BoundsFilter& bounds,
                      const Selection& runs) {
  // As `filter` sees them: of one type.
  columnar::ArrayPtr items = array_of(list, natural_type(list))->list_at(0);
  Selection kept;
  for (std::size_t i = 0; i < items->length(); ++i) {
    Value item = value_at(*items, i);
    if (item.is_null()) {
      continue;
    }
    if (!is_comparable(type, item)) {
      return runs;
    }
    kept = BoundsFilter::unite(kept, may_match(Operator::equal, item, bounds, runs));
  }
  return kept;
}

}  // namespace

void prune(const Comparison& comparison, const Bounds& bounds, Selection& runs) {
  const auto* left = std::get_if<Value>(&comparison.left);
  const auto* right = std::get_if<Value>(&comparison.right);
  if ((left != nullptr) == (right != nullptr)) {
    return;
  }
  const Value& constant = left != nullptr ? *left : *right;
  if (constant.is_null()) {
    runs.clear();
    return;
  }
  const Type& type = bounds.minimum.type();
  BoundsFilter filter(bounds);
  if (right != nullptr || is_order(comparison.op)) {
    if (is_comparable(type, constant)) {
      runs = may_match(right != nullptr ? comparison.op : mirrored(comparison.op), constant, filter,
                       runs);
    }
  } else if (comparison.op == Operator::contains_item &&
             std::holds_alternative<List>(constant.data)) {
    runs = may_be_item(constant, type, filter, runs);
  }
}

}  // namespace omnigraph::expr

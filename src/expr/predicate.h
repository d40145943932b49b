#pragma once

#include "columnar/batch.h"
#include "expr/operator.h"
#include "expr/value.h"

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace omnigraph::expr {

/// The rows of a batch that are still wanted, ascending.
using Selection = std::vector<std::uint32_t>;

/// All `count` rows.
Selection select_all(std::size_t count);

/// One side of a comparison: a column of the batch, by position, or a constant.
struct ColumnRef {
  std::size_t index = 0;
  friend bool operator==(const ColumnRef&, const ColumnRef&) = default;
};
using Operand = std::variant<ColumnRef, Value>;

/// `left op right`. Unknown, and so not true, when either side is null (GQ-71).
struct Comparison {
  Operator op = Operator::equal;
  Operand left;
  Operand right;
  friend bool operator==(const Comparison&, const Comparison&) = default;
};

/// Keeps the rows of `selection` for which `comparison` is true. Sides are of compatible types, as
/// the type checker made sure: numbers compare by mathematical value, and a constant compared with
/// an F32 column is rounded to F32 first (GQ-66).
void filter(const Comparison& comparison, const columnar::Batch& batch, Selection& selection);

}  // namespace omnigraph::expr

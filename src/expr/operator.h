#pragma once

#include <cstdint>

namespace omnigraph::expr {

/// How two values are compared. The type checker has made sure that the sides fit.
enum class Operator : std::uint8_t {
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  contains_text,  ///< the text on the right is part of the one on the left
  contains_item,  ///< the list on the left has an item equal to the right side
  starts_with,    ///< the text on the left begins with the one on the right
};

/// Whether the operator follows from the order of its sides.
constexpr bool is_order(Operator op) { return op <= Operator::greater_equal; }

/// The operator that says the same with the sides exchanged; of one that is an order.
constexpr Operator mirrored(Operator op) {
  switch (op) {
    case Operator::less:
      return Operator::greater;
    case Operator::less_equal:
      return Operator::greater_equal;
    case Operator::greater:
      return Operator::less;
    case Operator::greater_equal:
      return Operator::less_equal;
    default:
      return op;
  }
}

}  // namespace omnigraph::expr

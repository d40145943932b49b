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

}  // namespace omnigraph::expr

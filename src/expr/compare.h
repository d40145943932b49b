#pragma once

#include "columnar/array.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <variant>

namespace omnigraph::expr {

/// A number of any stored type, without loss.
using Number = std::variant<std::int64_t, std::uint64_t, double>;

/// Orders two numbers by mathematical value across types (GQ-66). NaN equals NaN and is greater
/// than every other number (GQ-68); both zeros are equal.
std::weak_ordering compare_numbers(const Number& a, const Number& b);

/// Value `i` of a numeric array; F32 widened.
Number number_at(const columnar::Array& array, std::size_t i);

/// Orders value `i` of `a` and value `j` of `b`, which are not null and of compatible scalar types
/// (GQ-18): numbers by value, text by code point, false before true, dates and instants by time.
std::weak_ordering compare_values(const columnar::Array& a, std::size_t i, const columnar::Array& b,
                                  std::size_t j);

}  // namespace omnigraph::expr

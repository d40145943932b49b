#pragma once

#include "columnar/array.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace omnigraph::expr {

/// Days since 1970-01-01.
struct Date {
  std::int32_t days = 0;
  friend bool operator==(const Date&, const Date&) = default;
};

/// Milliseconds since 1970-01-01T00:00:00Z.
struct DateTime {
  std::int64_t millis = 0;
  friend bool operator==(const DateTime&, const DateTime&) = default;
};

struct Value;
using List = std::vector<Value>;
using Vector = std::vector<float>;

/// One value outside a column: a literal of a query, a parameter, a bound of a constraint. Null is
/// `std::monostate`. Integers keep their sign class, so that the whole range of U64 fits.
struct Value {
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Date,
               DateTime, List, Vector>
      data;

  bool is_null() const { return std::holds_alternative<std::monostate>(data); }
  friend bool operator==(const Value&, const Value&) = default;
};

/// Value `i` of `array`, widened: integers to 64 bits, F32 to double.
Value value_at(const columnar::Array& array, std::size_t i);

/// The column type that holds `value` as it is; text for a null.
columnar::Type natural_type(const Value& value);

/// An array of one value, converted to `type`, which must be able to hold it.
columnar::ArrayPtr array_of(const Value& value, const columnar::Type& type);

}  // namespace omnigraph::expr

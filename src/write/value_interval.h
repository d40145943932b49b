#pragma once

#include "schema/catalog.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>
#include <variant>

namespace omnigraph::write {

/// The values of `T` (an integer type, or double) that lie within the bounds of a `@range`,
/// exactly, whatever numbers the bounds were written as. NaN is in none.
template <typename T>
struct ValueInterval {
  T low = 1;
  T high = 0;  ///< inclusive; below `low` if no value is within

  ValueInterval() = default;
  explicit ValueInterval(const schema::RangeConstraint& range) {
    using Limits = std::numeric_limits<T>;
    constexpr T kLowest = std::is_integral_v<T> ? Limits::lowest() : -Limits::infinity();
    constexpr T kHighest = std::is_integral_v<T> ? Limits::max() : Limits::infinity();
    std::optional<T> least = range.min ? at_or_above(*range.min) : kLowest;
    std::optional<T> greatest = range.max ? at_or_below(*range.max) : kHighest;
    if (least && greatest) {
      low = *least;
      high = *greatest;
    }
  }

  bool contains(T value) const { return value >= low && value <= high; }

  /// The least value that is not below `bound`.
  static std::optional<T> at_or_above(const schema::RangeBound& bound) {
    return std::visit([](auto number) { return rounded_up(number); }, bound);
  }
  /// The greatest value that is not above `bound`.
  static std::optional<T> at_or_below(const schema::RangeBound& bound) {
    return std::visit([](auto number) { return rounded_down(number); }, bound);
  }

 private:
  /// 2 to the power of the value bits of an integer type: the first double above its values.
  static double end() { return std::ldexp(1.0, std::numeric_limits<T>::digits); }

  static std::optional<T> rounded_up(std::int64_t bound) {
    if constexpr (std::is_floating_point_v<T>) {
      auto near = static_cast<double>(bound);
      return is_below(near, bound) ? std::nextafter(near, std::numeric_limits<T>::infinity())
                                   : near;
    } else if constexpr (std::is_unsigned_v<T>) {
      return bound <= 0 ? std::optional<T>(T{0})
             : static_cast<std::uint64_t>(bound) > std::numeric_limits<T>::max()
                 ? std::nullopt
                 : std::optional(static_cast<T>(bound));
    } else {
      return bound > std::numeric_limits<T>::max()   ? std::nullopt
             : bound < std::numeric_limits<T>::min() ? std::optional(std::numeric_limits<T>::min())
                                                     : std::optional(static_cast<T>(bound));
    }
  }

  static std::optional<T> rounded_up(double bound) {
    if constexpr (std::is_floating_point_v<T>) {
      return bound;
    } else {
      double up = std::ceil(bound);
      return up >= end() ? std::nullopt
             : up <= static_cast<double>(std::numeric_limits<T>::min())
                 ? std::optional(std::numeric_limits<T>::min())
                 : std::optional(static_cast<T>(up));
    }
  }

  static std::optional<T> rounded_down(std::int64_t bound) {
    if constexpr (std::is_floating_point_v<T>) {
      auto near = static_cast<double>(bound);
      return is_above(near, bound) ? std::nextafter(near, -std::numeric_limits<T>::infinity())
                                   : near;
    } else if constexpr (std::is_unsigned_v<T>) {
      return bound < 0 ? std::nullopt
             : static_cast<std::uint64_t>(bound) > std::numeric_limits<T>::max()
                 ? std::optional(std::numeric_limits<T>::max())
                 : std::optional(static_cast<T>(bound));
    } else {
      return bound < std::numeric_limits<T>::min()   ? std::nullopt
             : bound > std::numeric_limits<T>::max() ? std::optional(std::numeric_limits<T>::max())
                                                     : std::optional(static_cast<T>(bound));
    }
  }

  static std::optional<T> rounded_down(double bound) {
    if constexpr (std::is_floating_point_v<T>) {
      return bound;
    } else {
      double down = std::floor(bound);
      return down < static_cast<double>(std::numeric_limits<T>::min()) ? std::nullopt
             : down >= end() ? std::optional(std::numeric_limits<T>::max())
                             : std::optional(static_cast<T>(down));
    }
  }

  // `near` is the double nearest to the integer: an integer itself, at most 2^63 in magnitude.
  static bool is_below(double near, std::int64_t bound) {
    return near < std::ldexp(1.0, 63) && static_cast<std::int64_t>(near) < bound;
  }
  static bool is_above(double near, std::int64_t bound) {
    return near >= std::ldexp(1.0, 63) || static_cast<std::int64_t>(near) > bound;
  }
};

}  // namespace omnigraph::write

#include "expr/compare.h"

#include "base/throw_error.h"

#include <cmath>
#include <limits>

namespace omnigraph::expr {
namespace {

using columnar::Array;
using columnar::TypeId;

std::weak_ordering compare_doubles(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) {
    return std::isnan(a) <=> std::isnan(b);
  }
  return a < b   ? std::weak_ordering::less
         : a > b ? std::weak_ordering::greater
                 : std::weak_ordering::equivalent;
}

/// `Integer` against double without rounding the integer.
template <typename Integer>
std::weak_ordering compare_mixed(Integer a, double b) {
  if (std::isnan(b)) {
    return std::weak_ordering::less;
  }
  // 2^63 or 2^64: the first double beyond the type, exactly representable.
  const double beyond = std::ldexp(1.0, std::numeric_limits<Integer>::digits);
  if (b >= beyond) {
    return std::weak_ordering::less;
  }
  if (b < static_cast<double>(std::numeric_limits<Integer>::min())) {
    return std::weak_ordering::greater;
  }
  double whole = std::floor(b);
  std::weak_ordering order = a <=> static_cast<Integer>(whole);
  return order == 0 && whole < b ? std::weak_ordering::less : order;
}

struct NumberOrder {
  std::weak_ordering operator()(double a, double b) const { return compare_doubles(a, b); }
  std::weak_ordering operator()(std::int64_t a, std::int64_t b) const { return a <=> b; }
  std::weak_ordering operator()(std::uint64_t a, std::uint64_t b) const { return a <=> b; }
  std::weak_ordering operator()(std::int64_t a, std::uint64_t b) const {
    return a < 0 ? std::weak_ordering::less : static_cast<std::uint64_t>(a) <=> b;
  }
  std::weak_ordering operator()(std::uint64_t a, std::int64_t b) const {
    return 0 <=> (*this)(b, a);
  }
  std::weak_ordering operator()(std::int64_t a, double b) const { return compare_mixed(a, b); }
  std::weak_ordering operator()(std::uint64_t a, double b) const { return compare_mixed(a, b); }
  std::weak_ordering operator()(double a, std::int64_t b) const {
    return 0 <=> compare_mixed(b, a);
  }
  std::weak_ordering operator()(double a, std::uint64_t b) const {
    return 0 <=> compare_mixed(b, a);
  }
};

}  // namespace

std::weak_ordering compare_numbers(const Number& a, const Number& b) {
  return std::visit(NumberOrder{}, a, b);
}

Number number_at(const Array& array, std::size_t i) {
  switch (array.type().id()) {
    case TypeId::int32:
      return std::int64_t{array.values<std::int32_t>()[i]};
    case TypeId::int64:
      return array.values<std::int64_t>()[i];
    case TypeId::uint32:
      return std::int64_t{array.values<std::uint32_t>()[i]};
    case TypeId::uint64:
      return array.values<std::uint64_t>()[i];
    case TypeId::float32:
      return double{array.values<float>()[i]};
    case TypeId::float64:
      return array.values<double>()[i];
    default:
      throw_internal("{} is not a number", columnar::to_string(array.type()));
  }
}

std::weak_ordering compare_values(const Array& a, std::size_t i, const Array& b, std::size_t j) {
  if (a.type().is_numeric()) {
    return compare_numbers(number_at(a, i), number_at(b, j));
  }
  switch (a.type().id()) {
    case TypeId::boolean:
      return a.boolean_at(i) <=> b.boolean_at(j);
    case TypeId::utf8:
    case TypeId::binary:
      return a.text_at(i) <=> b.text_at(j);
    case TypeId::date32:
      return a.values<std::int32_t>()[i] <=> b.values<std::int32_t>()[j];
    case TypeId::date64:
      return a.values<std::int64_t>()[i] <=> b.values<std::int64_t>()[j];
    default:
      throw_internal("values of {} have no order", columnar::to_string(a.type()));
  }
}

}  // namespace omnigraph::expr

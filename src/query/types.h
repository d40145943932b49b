#pragma once

#include "schema/catalog.h"

#include <cstdint>
#include <string>

namespace omnigraph::query {

/// The type of a value in a query (GQ-17). The values of an enum are plain Strings here.
struct ValueType {
  schema::Scalar scalar = schema::Scalar::string;
  std::uint32_t dimension = 0;  ///< of a vector, else 0
  bool list = false;
  bool nullable = false;

  bool is_scalar(schema::Scalar wanted) const { return !list && scalar == wanted; }
  bool is_vector() const { return is_scalar(schema::Scalar::vector); }
  bool is_blob() const { return scalar == schema::Scalar::blob; }  ///< a list of them too

  friend bool operator==(const ValueType&, const ValueType&) = default;
};

ValueType value_type(const schema::PropertyType& type);
ValueType scalar_type(schema::Scalar scalar);

bool is_numeric(schema::Scalar scalar);
bool is_integer(schema::Scalar scalar);

/// Whether two values may be compared or one stored as the other (GQ-18): both lists or both not,
/// and equal scalars (and dimensions) or both numeric. Nullability does not matter.
bool compatible(const ValueType& a, const ValueType& b);

/// The type of one item of a list.
ValueType element_of(const ValueType& list);

/// As a query declares it, without nullability: `String`, `[I32]`, `Vector(8)`.
std::string to_string(const ValueType& type);

}  // namespace omnigraph::query

#include "query/types.h"

namespace omnigraph::query {

using schema::Scalar;

ValueType value_type(const schema::PropertyType& type) {
  return {type.scalar, type.dimension, type.list, type.nullable};
}

ValueType scalar_type(Scalar scalar) { return {scalar, 0, false, false}; }

bool is_integer(Scalar scalar) {
  return scalar == Scalar::i32 || scalar == Scalar::i64 || scalar == Scalar::u32 ||
         scalar == Scalar::u64;
}

bool is_numeric(Scalar scalar) {
  return is_integer(scalar) || scalar == Scalar::f32 || scalar == Scalar::f64;
}

bool compatible(const ValueType& a, const ValueType& b) {
  if (a.list != b.list) {
    return false;
  }
  return (a.scalar == b.scalar && a.dimension == b.dimension) ||
         (is_numeric(a.scalar) && is_numeric(b.scalar));
}

ValueType element_of(const ValueType& list) { return {list.scalar, list.dimension, false, true}; }

std::string to_string(const ValueType& type) {
  return schema::to_string(schema::PropertyType{type.scalar, type.dimension, type.list, false, {}});
}

}  // namespace omnigraph::query

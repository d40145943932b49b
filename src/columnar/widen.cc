#include "columnar/widen.h"

#include "base/throw_error.h"
#include "columnar/builder.h"

#include <cstdint>
#include <vector>

namespace omnigraph::columnar {
namespace {

template <typename From, typename To>
ArrayPtr convert(const Array& array, const Type& type) {
  Builder builder(type);
  std::span<const From> values = array.values<From>();
  for (std::size_t i = 0; i < array.length(); ++i) {
    if (array.is_valid(i)) {
      builder.append(static_cast<To>(values[i]));
    } else {
      builder.append_null();
    }
  }
  return builder.finish();
}

template <typename From>
ArrayPtr convert_from(const Array& array, const Type& to) {
  switch (to.id()) {
    case TypeId::int64:
      return convert<From, std::int64_t>(array, to);
    case TypeId::uint64:
      return convert<From, std::uint64_t>(array, to);
    default:
      return convert<From, double>(array, to);
  }
}

}  // namespace

bool is_widening(const Type& from, const Type& to) {
  switch (from.id()) {
    case TypeId::int32:
      return to.id() == TypeId::int64 || to.id() == TypeId::float64;
    case TypeId::uint32:
      return to.id() == TypeId::int64 || to.id() == TypeId::uint64 || to.id() == TypeId::float64;
    case TypeId::float32:
      return to.id() == TypeId::float64;
    default:
      return false;
  }
}

ArrayPtr widen(const Array& array, const Type& to) {
  ensure(is_widening(array.type(), to), "numbers are read as a type that holds all of them");
  switch (array.type().id()) {
    case TypeId::int32:
      return convert_from<std::int32_t>(array, to);
    case TypeId::uint32:
      return convert_from<std::uint32_t>(array, to);
    default:
      return convert_from<float>(array, to);
  }
}

ArrayPtr repeat(const Array& value, std::size_t length) {
  return take(value, std::vector<std::uint32_t>(length, 0));
}

}  // namespace omnigraph::columnar

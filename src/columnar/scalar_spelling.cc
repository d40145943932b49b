#include "columnar/scalar_spelling.h"

#include "base/json_text.h"
#include "base/number_text.h"
#include "base/throw_error.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace omnigraph::columnar {
namespace {

template <typename T>
bool append_float(std::string& out, T value, SpelledFloats floats) {
  if (std::isfinite(value)) {
    out += key_spelling(value);
    return true;
  }
  if (floats == SpelledFloats::all) {
    out += std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  }
  return floats == SpelledFloats::all;
}

}  // namespace

bool append_scalar_spelling(std::string& out, const Array& array, std::size_t i,
                            SpelledFloats floats) {
  auto decimal = [&out](auto value) {
    fmt::format_to(std::back_inserter(out), "{}", value);
    return true;
  };
  switch (array.type().id()) {
    case TypeId::boolean:
      out += array.boolean_at(i) ? "true" : "false";
      return true;
    case TypeId::int32:
    case TypeId::date32:
      return decimal(array.values<std::int32_t>()[i]);
    case TypeId::int64:
    case TypeId::date64:
      return decimal(array.values<std::int64_t>()[i]);
    case TypeId::uint32:
      return decimal(array.values<std::uint32_t>()[i]);
    case TypeId::uint64:
      return decimal(array.values<std::uint64_t>()[i]);
    case TypeId::float32:
      return append_float(out, array.values<float>()[i], floats);
    case TypeId::float64:
      return append_float(out, array.values<double>()[i], floats);
    case TypeId::utf8:
      out += array.text_at(i);
      return true;
    default:
      throw_internal("a column of type {} has no canonical spelling", to_string(array.type()));
  }
}

bool append_tuple_spelling(std::string& out, std::span<const ArrayPtr> members, std::size_t i,
                           SpelledFloats floats) {
  if (members.size() == 1) {
    return append_scalar_spelling(out, *members.front(), i, floats);
  }
  std::string spelling;
  char separator = '[';
  for (const ArrayPtr& member : members) {
    spelling.clear();
    if (!append_scalar_spelling(spelling, *member, i, floats)) {
      return false;
    }
    out += separator;
    append_json_string(out, spelling);
    separator = ',';
  }
  out += ']';
  return true;
}

}  // namespace omnigraph::columnar

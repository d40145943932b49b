#include "write/key_spelling.h"

#include "base/json_text.h"
#include "base/number_text.h"
#include "base/throw_error.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace omnigraph::write {
namespace {

using columnar::Array;
using columnar::TypeId;

template <typename T>
bool append_float(std::string& out, T value) {
  if (!std::isfinite(value)) {
    return false;
  }
  out += key_spelling(value);
  return true;
}

}  // namespace

bool append_key_spelling(std::string& out, const Array& array, std::size_t i) {
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
      return append_float(out, array.values<float>()[i]);
    case TypeId::float64:
      return append_float(out, array.values<double>()[i]);
    case TypeId::utf8:
      out += array.text_at(i);
      return true;
    default:
      throw_internal("a column of type {} cannot be part of a key",
                     columnar::to_string(array.type()));
  }
}

bool append_key_id(std::string& out, std::span<const columnar::ArrayPtr> key, std::size_t i) {
  if (key.size() == 1) {
    return append_key_spelling(out, *key.front(), i);
  }
  std::string spelling;
  char separator = '[';
  for (const columnar::ArrayPtr& member : key) {
    spelling.clear();
    if (!append_key_spelling(spelling, *member, i)) {
      return false;
    }
    out += separator;
    append_json_string(out, spelling);
    separator = ',';
  }
  out += ']';
  return true;
}

}  // namespace omnigraph::write

#include "engine/value_json.h"

#include "base/date_text.h"
#include "base/json_text.h"
#include "base/number_text.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace omnigraph::engine {
namespace {

using columnar::Array;
using columnar::TypeId;

void append_vector(std::string& out, std::span<const float> items) {
  char separator = '[';
  for (float item : items) {
    out += separator;
    if (std::isfinite(item)) {
      append_json_number(out, item);
    } else {
      out += "null";
    }
    separator = ',';
  }
  out += items.empty() ? "[]" : "]";
}

void append_list(std::string& out, const Array& items) {
  out += '[';
  for (std::size_t i = 0; i < items.length(); ++i) {
    if (i > 0) {
      out += ',';
    }
    append_value_json(out, items, i);
  }
  out += ']';
}

}  // namespace

void append_value_json(std::string& out, const Array& array, std::size_t i) {
  if (array.is_null(i)) {
    out += "null";
    return;
  }
  auto integer = [&out](auto value) { fmt::format_to(std::back_inserter(out), "{}", value); };
  switch (array.type().id()) {
    case TypeId::boolean:
      out += array.boolean_at(i) ? "true" : "false";
      return;
    case TypeId::int32:
      return integer(array.values<std::int32_t>()[i]);
    case TypeId::int64:
      return integer(array.values<std::int64_t>()[i]);
    case TypeId::uint32:
      return integer(array.values<std::uint32_t>()[i]);
    case TypeId::uint64:
      return integer(array.values<std::uint64_t>()[i]);
    case TypeId::float32:
      return append_json_number(out, array.values<float>()[i]);
    case TypeId::float64:
      return append_json_number(out, array.values<double>()[i]);
    case TypeId::date32:
      return append_json_string(out, format_date(array.values<std::int32_t>()[i]));
    case TypeId::date64:
      return append_json_string(out, format_date_time(array.values<std::int64_t>()[i]));
    case TypeId::utf8:
    case TypeId::binary:
      return append_json_string(out, array.text_at(i));
    case TypeId::vector:
      return append_vector(out, array.vector_at(i));
    case TypeId::list:
      return append_list(out, *array.list_at(i));
    case TypeId::structure:
      out += "null";  // Blobs are not read values
      return;
  }
}

}  // namespace omnigraph::engine

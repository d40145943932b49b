#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace omnigraph::query {

/// The machine-readable codes of type errors (query-language.md, section 5); some have none
/// (GQ-33).
enum class TypeCode : std::uint8_t {
  none = 0,
  t1 = 1,
  t2,
  t3,
  t4,
  t5,
  t6,
  t7,
  t8,
  t9,
  t10,
  t11,
  t12,
  t13,
  t14,
  t15,
  t16,
  t17,
  t18,
  t19,
  t20,
  t21,
  t22,
  t23,
  t24,
};

/// Throws `Error` (bad_request) `type error: T6: text`, then line, column and the line of `source`
/// itself at byte `offset`. An empty source leaves out the place.
[[noreturn]] void throw_type_error(std::string_view source, std::size_t offset, TypeCode code,
                                   std::string_view text);

}  // namespace omnigraph::query

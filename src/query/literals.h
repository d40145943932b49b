#pragma once

#include "expr/value.h"
#include "query/ast.h"
#include "query/types.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace omnigraph::query {

struct TypedValue {
  ValueType type;
  expr::Value value;
};

/// The type and value of a literal (GQ-19). Throws `Error` (bad_request): an uncoded type error for
/// a list with lists in it or of several kinds (GQ-34), `invalid date …` for a date text that is
/// none.
TypedValue check_literal(std::string_view source, const Literal& literal);

/// A list of numbers as the vector that it stands for, or nothing if it is none: another value,
/// another number of items, or an item beyond the range of F32.
std::optional<expr::Vector> vector_of(const TypedValue& list, std::uint32_t dimension);

}  // namespace omnigraph::query

#pragma once

#include "expr/value.h"
#include "query/checked_query.h"

#include <span>
#include <string_view>
#include <vector>

namespace omnigraph::query {

/// The values of a query's parameters from the text of a JSON object (GQ-36 to GQ-41), in their
/// order. Empty text and `null` stand for `{}`.
///
///     declared           value
///     String, Blob       text
///     Bool               bool
///     I32, I64           std::int64_t, from an integer or a decimal string
///     U32, U64           std::uint64_t, likewise; the whole range (D-44)
///     F32, F64           double; of F32 rounded to the nearest
///     Date, DateTime     expr::Date, expr::DateTime
///     Vector(n)          expr::Vector of n items, all finite
///     [T]                expr::List of these, without nulls
///     T?                 the same or null, which an absent key means too
///
/// Throws `Error` (bad_request) naming the parameter for a value that does not convert, a null or
/// absent one that is not optional (D-30); and for an object as the value of an unknown key
/// (GQ-39).
std::vector<expr::Value> bind_parameters(std::span<const CheckedParameter> parameters,
                                         std::string_view json);

}  // namespace omnigraph::query

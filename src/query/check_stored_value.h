#pragma once

#include "query/check_context.h"

#include <string_view>

namespace omnigraph::query {

/// A value that a mutation assigns to, or compares with, a property of that type (WR-9); `name` is
/// the property's, for messages. Throws T3 for a literal, T7 for a parameter or `now()` that does
/// not fit, T14 for an unknown parameter.
ExpressionPtr check_stored_value(const CheckContext& context, std::string_view name,
                                 const schema::PropertyType& type, const ParsedExpression& value);

}  // namespace omnigraph::query

#pragma once

#include "query/check_context.h"
#include "query/scope.h"

namespace omnigraph::query {

/// `left op right` in `match` (GQ-24). Throws T7 when the sides cannot be compared so, and what the
/// sides may throw.
ExpressionPtr check_filter(const CheckContext& context, const Scope& scope,
                           const FilterClause& filter);

/// One inline property of a binding (GQ-22): equality, or membership when the property is a list.
/// Throws T2, T3, T6 or T7.
ExpressionPtr check_inline_property(const CheckContext& context, std::size_t variable,
                                    const schema::NodeType& type,
                                    const PropertyValue& inline_value);

/// The operator of a comparison that is not `contains`.
expr::Operator comparison_operator(WrittenOperator op);

/// Throws T3 unless `value` is a member of the enum that `type` is; other types pass.
void check_enum_member(const CheckContext& context, const schema::PropertyType& type,
                       const Literal& literal, const expr::Value& value);

/// `date("…")` where a date is wanted and a text was given, for the end of a message.
std::string_view date_hint(const ValueType& wanted, const ValueType& given);

}  // namespace omnigraph::query

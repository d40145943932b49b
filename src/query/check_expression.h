#pragma once

#include "query/check_context.h"
#include "query/scope.h"

#include <cstddef>

namespace omnigraph::query {

/// `$x.property` of an introduced variable. Throws T6 for an unknown variable or property, T24 for
/// a Blob.
ExpressionPtr check_property(const CheckContext& context, const Scope& scope,
                             const PropertyPath& path);

/// One side of a filter (GQ-24): a value. Throws T7 for what is none, T23 for a bare edge variable,
/// an uncoded type error for an unknown variable.
ExpressionPtr check_operand(const CheckContext& context, const Scope& scope,
                            const ParsedExpression& expression);

/// An expression of `return` other than an alias and an aggregate (GQ-27): also a bare node
/// variable. Throws T24 for a Blob, T23 for a bare edge variable.
ExpressionPtr check_read_value(const CheckContext& context, const Scope& scope,
                               const ParsedExpression& expression);

/// A ranking or text function (search document, section 2): T15, T19, T20, T21, and what a property
/// access may throw.
ExpressionPtr check_function(const CheckContext& context, const Scope& scope,
                             const FunctionCall& call, std::size_t offset);

}  // namespace omnigraph::query

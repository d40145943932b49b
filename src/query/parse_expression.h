#pragma once

#include "query/ast.h"
#include "query/token_cursor.h"

#include <optional>

namespace omnigraph::query {

/// `expr` of the grammar.
ParsedExpression parse_expression(TokenCursor& cursor);

/// `value` of the grammar: a literal, a variable or `now()`.
ParsedExpression parse_value(TokenCursor& cursor);

/// Whether the cursor stands before a call of `search`, `fuzzy` or `match_text`.
bool at_text_call(const TokenCursor& cursor);

/// An operator, or nothing where none stands.
std::optional<WrittenOperator> take_operator(TokenCursor& cursor);

/// `property: value` with what may follow it left alone.
PropertyValue parse_property_value(TokenCursor& cursor);

}  // namespace omnigraph::query

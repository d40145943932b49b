#pragma once

#include <cstdint>
#include <string_view>

namespace omnigraph::query {

/// The ranking functions and the text functions (search document, section 1).
enum class FunctionKind : std::uint8_t { nearest, bm25, rrf, search, fuzzy, match_text };

enum class AggregateKind : std::uint8_t { count, sum, avg, min, max };

/// The words as written in a query.
std::string_view to_string(FunctionKind kind);
std::string_view to_string(AggregateKind kind);

/// `search`, `fuzzy` and `match_text`: true or false for a row.
bool is_text_predicate(FunctionKind kind);
/// `nearest`, `bm25` and `rrf`: a score that can order rows.
bool is_rank(FunctionKind kind);

}  // namespace omnigraph::query

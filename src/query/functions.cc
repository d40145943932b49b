#include "query/functions.h"

namespace omnigraph::query {

std::string_view to_string(FunctionKind kind) {
  switch (kind) {
    case FunctionKind::nearest:
      return "nearest";
    case FunctionKind::bm25:
      return "bm25";
    case FunctionKind::rrf:
      return "rrf";
    case FunctionKind::search:
      return "search";
    case FunctionKind::fuzzy:
      return "fuzzy";
    case FunctionKind::match_text:
      break;
  }
  return "match_text";
}

std::string_view to_string(AggregateKind kind) {
  switch (kind) {
    case AggregateKind::count:
      return "count";
    case AggregateKind::sum:
      return "sum";
    case AggregateKind::avg:
      return "avg";
    case AggregateKind::min:
      return "min";
    case AggregateKind::max:
      break;
  }
  return "max";
}

bool is_text_predicate(FunctionKind kind) { return !is_rank(kind); }

bool is_rank(FunctionKind kind) {
  return kind == FunctionKind::nearest || kind == FunctionKind::bm25 || kind == FunctionKind::rrf;
}

}  // namespace omnigraph::query

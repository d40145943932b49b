#pragma once

#include "model.h"
#include "query/checked_query.h"

#include <string>
#include <vector>

namespace omnigraph::exec::testing {

/// What a read must return.
struct ReferenceResult {
  /// A spelling of every row of the whole result, before the limit; in the order of the query, if
  /// it has one.
  std::vector<std::string> rows;
};

/// Evaluates a read by section 7 of the query language as it stands there: tries every assignment
/// of entities to variables. Shares the checker with the executor, and nothing else.
ReferenceResult evaluate_reference(const query::CheckedRead& read, const schema::Catalog& catalog,
                                   const Model& model, const std::vector<expr::Value>& parameters,
                                   std::int64_t now_millis);

}  // namespace omnigraph::exec::testing

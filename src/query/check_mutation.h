#pragma once

#include "query/check_context.h"

namespace omnigraph::query {

/// Checks the statements of a mutation in text order (data-writes.md 2.2): T3, T7, T10 to T14, T16,
/// and, without a code, a key member in an update (WR-27) and inserts mixed with deletes (WR-15).
CheckedMutation check_mutation(const CheckContext& context, const Name& query,
                               const MutationBody& body);

}  // namespace omnigraph::query

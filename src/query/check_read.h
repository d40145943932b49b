#pragma once

#include "query/check_context.h"

namespace omnigraph::query {

/// Checks a read (GQ-20): match, return, order, then the rules about ranks and aggregates.
CheckedRead check_read(const CheckContext& context, const ReadBody& body);

}  // namespace omnigraph::query

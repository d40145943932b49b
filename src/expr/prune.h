#pragma once

#include "columnar/array.h"
#include "expr/operator.h"
#include "expr/predicate.h"

namespace omnigraph::expr {

/// Bounds of one column over runs of rows, one value a run: no value of run `i` is below
/// `minimum[i]` nor above `maximum[i]` in the order of `compare_values`. Of the column's type;
/// `binary` may stand for text. A run whose minimum is null has only nulls; one whose maximum alone
/// is null has no upper bound.
struct Bounds {
  const columnar::Array& minimum;
  const columnar::Array& maximum;
};

/// Keeps the runs of `runs` that may have a row for which `filter` would find `comparison` true;
/// one that it drops has none. `comparison` is between one column, whose bounds these are, and a
/// constant, on either side; of anything else all runs are kept.
void prune(const Comparison& comparison, const Bounds& bounds, Selection& runs);

}  // namespace omnigraph::expr

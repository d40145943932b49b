#pragma once

#include "lance/column_builder.h"
#include "lance/column_reader.h"
#include "lance/field.h"

#include <memory>

namespace omnigraph::lance {

/// Whether `field` is stored in one column of its own in a file of 2.1 or later (LNC-120): it has
/// no children, or they are packed into it (LNC-170, LNC-172).
bool is_leaf_column(const Field& field);

/// The reader of `field` in a file of 2.1 or later: reads each leaf below it with the structure
/// above, then puts the leaves together. Throws `Error` (internal) naming file and field if a
/// column is missing, corrupt or of a kind that we do not read.
std::unique_ptr<ColumnReader> build_structural_column(const ColumnBuilder& builder,
                                                      const Field& field);

}  // namespace omnigraph::lance

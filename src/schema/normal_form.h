#pragma once

#include "schema/ast.h"
#include "schema/catalog.h"

#include <string>
#include <string_view>
#include <vector>

// One order for everything that a source may write in any order (SCH-64, SCH-68).

namespace omnigraph::schema {

/// A `key`, `unique` or `index` constraint over `fields`: sorted, each name once.
Constraint field_constraint(std::string_view name, const std::vector<Word>& fields);

/// Sorts by compact JSON text, removes exact duplicates, sorts keyword arguments by name.
void normalise(std::vector<Annotation>& annotations);
/// Sorts as SCH-64 says and removes exact duplicates.
void normalise(std::vector<Constraint>& constraints);
/// Brings every part of `catalog` into its order.
void normalise(Catalog& catalog);

}  // namespace omnigraph::schema

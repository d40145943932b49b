#pragma once

#include "columnar/builder.h"
#include "schema/catalog.h"

#include <simdjson.h>

#include <optional>
#include <string>

namespace omnigraph::write {

/// Appends `value` to `builder` as the strict loader takes it for a property of `type` (WR-37), or
/// appends nothing and says what is wrong. Null is the caller's business.
std::optional<std::string> append_json_value(const simdjson::dom::element& value,
                                             const schema::PropertyType& type,
                                             columnar::Builder& builder);

}  // namespace omnigraph::write

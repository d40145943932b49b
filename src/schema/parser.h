#pragma once

#include "schema/ast.h"

#include <string_view>

namespace omnigraph::schema {

/// Reads a schema source: section 2 of the schema specification, nothing about meaning. Throws
/// `Error` (bad_request) that names line and column of each syntax error and shows the line; of one
/// declaration only the first error is reported.
SchemaAst parse_schema(std::string_view source);

}  // namespace omnigraph::schema

#pragma once

#include "schema/ast.h"
#include "schema/catalog.h"

#include <string_view>

namespace omnigraph::schema {

/// Admits what `ast`, read from `source`, declares: checks (b) to (f) and (h) of SCH-12. All ids of
/// the result are 0.
///
/// Throws `Error` (bad_request). Its message starts with `parse error:` or `catalog error:`
/// (SCH-14), shows where in `source`, and names `Type` or `Type.property`; independent errors
/// follow one another in the order of SCH-12.
Catalog build_catalog(const SchemaAst& ast, std::string_view source);

/// Parses and admits a source: what `init`, plan, apply and lint all ask (SCH-12).
Catalog compile_schema(std::string_view source);

}  // namespace omnigraph::schema

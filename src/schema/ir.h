#pragma once

#include "schema/catalog.h"

#include <string>
#include <string_view>

namespace omnigraph::schema {

/// The IR document of a catalog with identities (SCH-64): compact JSON with members in fixed order.
/// Throws `Error` (internal) if the catalog refers to something that it does not hold.
std::string ir_json(const Catalog& catalog);

/// The shape: the IR without identities (SCH-66).
std::string shape_json(const Catalog& catalog);

/// `sha256:` and the digest of `ir_json` in lower-case hex (SCH-67).
std::string ir_hash(const Catalog& catalog);
/// `sha256:` and the digest of `shape_json`.
std::string shape_hash(const Catalog& catalog);

/// Reads an IR document exactly as `ir_json` writes it, so that `ir_json(parse_ir(json, name))` is
/// `json`. Throws `Error` (internal) that says what is wrong in the document called `name`: another
/// version, and all that SCH-65 refuses.
Catalog parse_ir(std::string_view json, std::string_view name);

}  // namespace omnigraph::schema

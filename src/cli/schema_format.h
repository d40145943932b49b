#pragma once

#include "omnigraph/schema.h"

#include <string>
#include <vector>

namespace omnigraph::cli {

/// Prints what `schema plan` found: for people (SCH-104), or as one JSON document (SCH-78, D-35).
void print_plan(const SchemaPlan& plan, const std::string& uri);
void print_plan_json(const SchemaPlan& plan, const std::string& uri);

/// Prints what `schema apply` did (SCH-87, SCH-104).
void print_apply(const SchemaReceipt& receipt, const std::string& uri);
void print_apply_json(const SchemaReceipt& receipt, const std::string& uri);

/// Prints diagnostics on stderr, one line each, with their code, or else their kind:
/// `warning: [OG-DS-104] …`, or `note: …` for those that only inform.
void print_warnings(const std::vector<SchemaDiagnostic>& diagnostics);

}  // namespace omnigraph::cli

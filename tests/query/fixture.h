#pragma once

#include "query/checked_query.h"
#include "schema/catalog.h"

#include <string>
#include <string_view>

namespace omnigraph::query::testing {

/// The types that the tests of this folder speak of.
const schema::Catalog& catalog();

/// Parses a source of one query and checks it.
CheckedQuery check(std::string_view source);

/// A read with that match and `return { 1 }`, or a mutation, with the parameters below.
std::string read_of(std::string_view match, std::string_view rest = "return { 1 }");
std::string mutation_of(std::string_view statements);

/// What both declare: `$s: String, $i: I64, $f: F64?, …`.
extern const std::string_view kParameters;

/// The checked query as one line: variables, then what a pattern holds.
///
///     p:Person w:Knows f:Person | p -w:Knows-> f; f.age > $i | not { … }
std::string describe_match(std::string_view match);
/// Columns, and after a bar order keys: `p.name, n = count(p) | #1 desc, p.name`.
std::string describe_return(std::string_view rest);
std::string describe_mutation(std::string_view statements);

/// A source that must be refused. `~` marks the place that the message must point at.
struct Refusal {
  std::string_view rule;
  std::string_view marked;
  std::string_view says;  ///< how the message goes on after its heading
};

/// Each must fail with `parse error:` at its place.
void expect_parse_error(std::string_view rule, std::string marked, std::string_view says);
/// Fails with `type error: <says>`, where `says` starts with the code if there is one.
void expect_type_error(std::string_view rule, std::string marked, std::string_view says);

}  // namespace omnigraph::query::testing

#pragma once

#include "schema/catalog_builder.h"
#include "schema/identities.h"
#include "schema/migration.h"
#include "testing/testing.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::schema::testing {

inline constexpr std::string_view kDomain = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

/// The catalog of a new graph.
inline Catalog accepted(std::string_view source) {
  Catalog catalog = compile_schema(source);
  allocate_identities(catalog, std::string(kDomain));
  return catalog;
}

/// Options that say of every table how many entities it holds.
inline MigrationOptions holding(std::uint64_t entities, DropMode drops = DropMode::soft) {
  return {drops, [entities](std::uint64_t /*type_id*/) { return entities; }};
}

inline Migration migration(std::string_view from, std::string_view to, std::uint64_t entities = 7) {
  return plan_migration(accepted(from), to, holding(entities));
}

/// A step as tests compare it: its JSON, but an unsupported change without its reason:
/// `! node:T.p OG-MF-103 validated`.
inline std::string step_line(const MigrationStep& step, const SchemaStep& shown) {
  const auto* unsupported = std::get_if<UnsupportedChange>(&step.change);
  return unsupported == nullptr ? shown.json
                                : fmt::format("! {} {} {}", unsupported->entity,
                                              step.code.value_or(""), to_string(step.tier));
}

inline std::vector<std::string> step_lines(const Migration& migration) {
  SchemaPlan plan = public_plan(migration);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    lines.push_back(step_line(migration.steps[i], plan.steps[i]));
  }
  return lines;
}

struct MigrationCase {
  std::string_view rule;
  std::string_view from;
  std::string_view to;
  std::vector<std::string> steps;
  std::uint64_t entities = 7;  ///< of every table
};

inline void expect_steps(const MigrationCase& test) {
  SCOPED_TRACE(fmt::format("{}: {}  =>  {}", test.rule, test.from, test.to));
  EXPECT_THAT(step_lines(migration(test.from, test.to, test.entities)),
              ::testing::ElementsAreArray(test.steps));
}

}  // namespace omnigraph::schema::testing

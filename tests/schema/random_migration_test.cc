#include "migration_model.h"
#include "migrations.h"
#include "random_schema.h"
#include "schema/ir.h"

#include <rapidcheck/gtest.h>

namespace omnigraph::schema {
namespace {

using testing::accepted;
using testing::RandomSchema;

RC_GTEST_PROP(RandomMigrations, order_has_no_meaning, (std::uint64_t seed, std::uint64_t order)) {
  RandomSchema schema(seed);
  Catalog before = accepted(schema.text(1));
  Migration plan = plan_migration(before, schema.text(order), testing::holding(7));
  RC_ASSERT(plan.steps.empty());
  RC_ASSERT(plan.desired == before);
}

/// What holds of every plan between admissible schemas.
void check_plan(const Catalog& before, const Migration& plan) {
  bool same = shape_json(before) == shape_json(plan.desired);
  RC_ASSERT(plan.steps.empty() == same);
  // The steps tell every difference: taken at their word they lead to what is desired.
  RC_ASSERT(shape_json(testing::carried_out(before, plan)) == shape_json(plan.desired));
  RC_ASSERT(parse_ir(ir_json(plan.desired), "desired") == plan.desired);
  for (const SchemaStep& step : public_plan(plan).steps) {
    RC_ASSERT(step.json.starts_with("{\"kind\":\"" + step.kind + "\""));
    RC_ASSERT(!step.text.empty());
    RC_ASSERT(step.code.has_value() || step.kind != "unsupported_change");
  }
}

RC_GTEST_PROP(RandomMigrations, no_difference_is_lost,
              (std::uint64_t seed, std::uint64_t other_seed, std::uint64_t edits)) {
  RandomSchema schema(seed);
  RandomSchema other(other_seed);
  Catalog before = accepted(schema.text(1));
  for (std::uint64_t i = 0; i < 20; ++i) {
    std::string source = schema.edited(other, edits + i).text(i);
    Migration plan;
    try {
      plan = plan_migration(before, source, testing::holding(seed % 2));
    } catch (const Error& error) {
      RC_ASSERT(error.kind() == ErrorKind::bad_request);
      continue;  // not admissible, or a hint that claims what is claimed
    }
    check_plan(before, plan);
  }
}

RC_GTEST_PROP(RandomMigrations, any_two_schemas_can_be_compared,
              (std::uint64_t seed, std::uint64_t other_seed)) {
  Catalog before = accepted(RandomSchema(seed).text(1));
  try {
    check_plan(before,
               plan_migration(before, RandomSchema(other_seed).text(2), MigrationOptions()));
  } catch (const Error& error) {
    RC_ASSERT(error.kind() == ErrorKind::bad_request);  // hints that name nothing
  }
}

}  // namespace
}  // namespace omnigraph::schema

// Two schema sources, split at the first zero byte: each is admitted or refused, and the way from
// the first to the second is planned and shown. Nothing but `Error` may be thrown, and what is
// stored of a schema must read back the same.

#include "omnigraph/error.h"
#include "schema/catalog_builder.h"
#include "schema/identities.h"
#include "schema/ir.h"
#include "schema/migration.h"

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace omnigraph::fuzz {
namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

std::optional<schema::Catalog> admit(std::string_view source) {
  try {
    schema::Catalog catalog = schema::compile_schema(source);
    schema::allocate_identities(catalog, "01ARZ3NDEKTSV4RRFFQ69G5FAV");
    return catalog;
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::bad_request);
    return std::nullopt;
  }
}

void plan(const schema::Catalog& accepted, std::string_view source) {
  schema::MigrationOptions options;
  options.entity_count = [](std::uint64_t type_id) { return type_id % 3; };
  try {
    schema::Migration migration = schema::plan_migration(accepted, source, options);
    bool same = schema::shape_json(accepted) == schema::shape_json(migration.desired);
    require(same == migration.steps.empty());
    require(schema::parse_ir(schema::ir_json(migration.desired), "fuzz") == migration.desired);
    SchemaPlan shown = schema::public_plan(migration);
    require(shown.steps.size() == migration.steps.size());
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::bad_request);  // rename hints that cannot be resolved
  }
}

}  // namespace
}  // namespace omnigraph::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnigraph;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  std::size_t middle = input.find('\0');
  std::string_view first = input.substr(0, middle);
  std::string_view second =
      middle == std::string_view::npos ? std::string_view() : input.substr(middle + 1);
  std::optional<schema::Catalog> accepted = fuzz::admit(first);
  std::optional<schema::Catalog> desired = fuzz::admit(second);
  if (accepted && desired) {
    fuzz::plan(*accepted, second);
    fuzz::plan(*accepted, first);
  }
  return 0;
}

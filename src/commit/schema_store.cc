#include "commit/schema_store.h"

#include "base/hash.h"
#include "base/throw_error.h"
#include "schema/catalog_builder.h"
#include "schema/ir.h"

#include <memory>

namespace omnigraph::commit {
namespace {

std::string source_name(const std::string& digest) { return "__schema/" + digest + ".pg"; }
std::string ir_name(const std::string& digest) { return "__schema/" + digest + ".ir.json"; }

std::string read_checked(storage::ObjectStore& store, const std::string& name,
                         const std::string& digest) {
  std::optional<columnar::Buffer> bytes = store.find(name);
  if (!bytes) {
    throw_error(ErrorKind::conflict, "the graph is damaged: its schema object {} is missing", name);
  }
  std::string text(as_text(bytes->bytes()));
  if (sha256_hex(text) != digest) {
    throw_error(ErrorKind::conflict,
                "the graph is damaged: the content of {} does not match its name", name);
  }
  return text;
}

}  // namespace

SchemaObjects schema_objects(std::string_view source, const schema::Catalog& catalog) {
  SchemaObjects objects;
  objects.ir = schema::ir_json(catalog);
  objects.digests = {sha256_hex(source), sha256_hex(objects.ir)};
  objects.source_name = source_name(objects.digests.source);
  objects.ir_name = ir_name(objects.digests.ir);
  return objects;
}

AcceptedSchema read_schema(storage::ObjectStore& store, const CommitRecord& commit) {
  AcceptedSchema accepted;
  std::string name = ir_name(commit.schema_ir);
  std::string ir;
  store.run_together({[&] { ir = read_checked(store, name, commit.schema_ir); },
                      [&] { accepted.source = read_schema_source(store, commit); }});
  accepted.catalog = std::make_shared<const schema::Catalog>(schema::parse_ir(ir, name));
  std::string compiled;
  try {
    compiled = schema::shape_json(schema::compile_schema(accepted.source));
  } catch (const Error& error) {
    throw_error(ErrorKind::conflict,
                "the accepted schema {} does not compile with this build; use the build that "
                "accepted it to export the graph: {}",
                source_name(commit.schema_source), error.what());
  }
  if (compiled != schema::shape_json(*accepted.catalog)) {
    throw_error(ErrorKind::conflict,
                "the graph is damaged: the accepted schema {} does not say what {} has recorded",
                source_name(commit.schema_source), name);
  }
  return accepted;
}

std::string read_schema_source(storage::ObjectStore& store, const CommitRecord& commit) {
  return read_checked(store, source_name(commit.schema_source), commit.schema_source);
}

}  // namespace omnigraph::commit

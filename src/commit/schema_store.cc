#include "commit/schema_store.h"

#include "base/hash.h"
#include "base/throw_error.h"
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
    throw_internal("the graph is damaged: its schema object {} is missing", name);
  }
  std::string text(as_text(bytes->bytes()));
  if (sha256_hex(text) != digest) {
    throw_internal("the graph is damaged: the content of {} does not match its name", name);
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

schema::CatalogPtr read_catalog(storage::ObjectStore& store, const CommitRecord& commit) {
  std::string name = ir_name(commit.schema_ir);
  std::string ir = read_checked(store, name, commit.schema_ir);
  return std::make_shared<const schema::Catalog>(schema::parse_ir(ir, name));
}

std::string read_schema_source(storage::ObjectStore& store, const CommitRecord& commit) {
  return read_checked(store, source_name(commit.schema_source), commit.schema_source);
}

}  // namespace omnigraph::commit

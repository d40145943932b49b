#pragma once

#include "commit/commit_record.h"
#include "schema/catalog.h"
#include "storage/object_store.h"

#include <string>
#include <string_view>

namespace omnigraph::commit {

/// The digests by which a commit record names its schema.
struct SchemaDigests {
  std::string source;  ///< SHA-256 of the source text, hex
  std::string ir;      ///< SHA-256 of the IR text, hex
};

/// The objects of one accepted schema, each under its own digest: `__schema/<sha256>.pg` and
/// `__schema/<sha256>.ir.json`. Never changed, shared by every commit that names them.
struct SchemaObjects {
  SchemaDigests digests;
  std::string source_name;
  std::string ir_name;
  std::string ir;
};

/// The objects for `source` and the catalog compiled from it, identities included.
SchemaObjects schema_objects(std::string_view source, const schema::Catalog& catalog);

/// The catalog of a commit. Throws `Error` (internal) if it is missing or its digest differs.
schema::CatalogPtr read_catalog(storage::ObjectStore& store, const CommitRecord& commit);

/// The schema source of a commit, byte for byte as it was given.
std::string read_schema_source(storage::ObjectStore& store, const CommitRecord& commit);

}  // namespace omnigraph::commit

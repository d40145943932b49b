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

/// The accepted schema of a commit.
struct AcceptedSchema {
  std::string source;  ///< byte for byte as it was given
  schema::CatalogPtr catalog;
};

/// Reads the schema of a commit, and checks its parts against each other (SCH-69). Throws `Error`
/// (conflict) that says what disagrees: a part is missing or not what its digest says, or the
/// source does not compile to what was recorded.
AcceptedSchema read_schema(storage::ObjectStore& store, const CommitRecord& commit);

/// Only its source.
std::string read_schema_source(storage::ObjectStore& store, const CommitRecord& commit);

}  // namespace omnigraph::commit

#pragma once

#include <cstdint>
#include <string>

namespace omnigraph::table {

enum class EntityKind : std::uint8_t { node, edge };

/// `nodes/<type id>-<incarnation>` or `edges/…`, both numbers as 16 hex digits: the Lance dataset
/// of one type. A re-created type is another incarnation, so it never meets the files of the old
/// one.
std::string table_directory(EntityKind kind, std::uint64_t type_id, std::uint64_t incarnation);

std::string data_file_path(const std::string& directory, const std::string& file);
/// A table state: the manifest of `state`, a ULID.
std::string state_path(const std::string& directory, const std::string& state);
/// A deletion vector too large for its manifest.
std::string deletion_vector_path(const std::string& directory, const std::string& name);
/// The Lance version `version` that other readers open.
std::string linked_version_path(const std::string& directory, std::uint64_t version);
std::string deletion_file_path(const std::string& directory, const std::string& name);

}  // namespace omnigraph::table

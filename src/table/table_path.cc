#include "table/table_path.h"

#include "lance/manifest_name.h"

#include <fmt/format.h>

namespace omnigraph::table {

std::string table_directory(EntityKind kind, std::uint64_t type_id, std::uint64_t incarnation) {
  return fmt::format("{}/{:016x}-{:016x}", kind == EntityKind::node ? "nodes" : "edges", type_id,
                     incarnation);
}

std::string data_file_path(const std::string& directory, const std::string& file) {
  return directory + "/data/" + file;
}

std::string state_path(const std::string& directory, const std::string& state) {
  return directory + "/_staged/" + state + ".manifest";
}

std::string deletion_vector_path(const std::string& directory, const std::string& name) {
  return directory + "/_staged/" + name;
}

std::string linked_version_path(const std::string& directory, std::uint64_t version) {
  return directory + "/_versions/" + lance::manifest_name(version);
}

std::string deletion_file_path(const std::string& directory, const std::string& name) {
  return directory + "/_deletions/" + name;
}

}  // namespace omnigraph::table

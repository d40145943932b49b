#include "schema/unique_groups.h"

#include <algorithm>

namespace omnigraph::schema {

std::vector<std::vector<std::string>> unique_groups(const EntityType& type) {
  std::vector<std::vector<std::string>> groups;
  for (const Constraint& constraint : type.constraints) {
    const auto* unique = std::get_if<UniqueConstraint>(&constraint);
    if (unique != nullptr &&
        std::find(type.constraints.begin(), type.constraints.end(),
                  Constraint(KeyConstraint{unique->properties})) == type.constraints.end()) {
      groups.push_back(unique->properties);
    }
  }
  return groups;
}

}  // namespace omnigraph::schema

#pragma once

#include "expr/value.h"
#include "omnigraph/load.h"
#include "schema/catalog.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::exec::testing {

/// An entity as the model keeps it. Absent properties are null.
struct ModelEntity {
  std::string from;  ///< of an edge
  std::string to;
  std::map<std::string, expr::Value> properties;

  expr::Value property(const std::string& name) const {
    auto found = properties.find(name);
    return found == properties.end() ? expr::Value{} : found->second;
  }
};

/// The simplest picture of a graph: entities by type and id.
struct Model {
  std::map<std::string, std::map<std::string, ModelEntity>> nodes;
  std::map<std::string, std::map<std::string, ModelEntity>> edges;
};

}  // namespace omnigraph::exec::testing

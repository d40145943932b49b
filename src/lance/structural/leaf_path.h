#pragma once

#include "columnar/type.h"
#include "lance/field.h"
#include "lance/structural/leaf_type.h"

#include <span>
#include <string_view>
#include <vector>

namespace omnigraph::lance {

/// The way from a field at top level down to one of its leaves. 2.1 and later store each leaf with
/// the structure above it (LNC-120); read alone, a leaf becomes an array of `type()`: structures of
/// a single field and lists around its values.
struct LeafPath {
  LeafType leaf;
  /// The types from the outermost structure or list down to the leaf's own.
  std::vector<columnar::Type> types;

  const columnar::Type& type() const { return types.front(); }
  bool is_list(std::size_t depth) const {
    return depth + 1 < types.size() && types[depth].id() == columnar::TypeId::list;
  }
};

/// The path along `stack`: the field at top level first, the leaf last. Throws `Error` (internal)
/// naming `file` if the leaf is a packed structure that cannot be read.
LeafPath make_leaf_path(std::span<const Field* const> stack, std::string_view file);

}  // namespace omnigraph::lance

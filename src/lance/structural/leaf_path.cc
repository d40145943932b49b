#include "lance/structural/leaf_path.h"

#include "lance/structural/blob_v2.h"

#include <algorithm>
#include <utility>

namespace omnigraph::lance {

LeafPath make_leaf_path(std::span<const Field* const> stack, std::string_view file) {
  LeafPath path;
  path.leaf = is_blob_v2(*stack.back()) ? blob_v2_leaf() : leaf_type_of(*stack.back(), file);
  path.types.push_back(path.leaf.type);
  for (std::size_t i = stack.size() - 1; i-- > 0;) {
    columnar::Field inner{stack[i + 1]->name, path.types.back(), stack[i + 1]->nullable};
    path.types.push_back(stack[i]->type.id() == columnar::TypeId::list
                             ? columnar::Type::list(std::move(inner))
                             : columnar::Type::structure({std::move(inner)}));
  }
  std::reverse(path.types.begin(), path.types.end());
  return path;
}

}  // namespace omnigraph::lance

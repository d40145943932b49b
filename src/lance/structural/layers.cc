#include "lance/structural/layers.h"

#include <fmt/format.h>

namespace omnigraph::lance {
namespace {

// The stored kinds of layers; 2 is a list that is neither nullable nor ever empty.
constexpr std::int32_t kItem = 1;
constexpr std::int32_t kNullableItem = 3;
constexpr std::int32_t kNullableList = 4;
constexpr std::int32_t kEmptiableList = 5;
constexpr std::int32_t kNullableEmptiableList = 6;

bool is_list(std::int32_t stored) { return stored != kItem && stored != kNullableItem; }

}  // namespace

Layers parse_layers(std::span<const std::int32_t> stored, const LeafPath& path,
                    const PagePlace& place) {
  if (stored.size() != path.types.size()) {
    throw_corrupt(
        place, fmt::format("a page has {} layers, its field {}", stored.size(), path.types.size()));
  }
  Layers result;
  result.layer_of.push_back(0);
  for (std::size_t i = 0; i < stored.size(); ++i) {
    std::int32_t kind = stored[i];
    bool list_expected = path.is_list(stored.size() - 1 - i);
    if (kind < kItem || kind > kNullableEmptiableList || is_list(kind) != list_expected) {
      throw_corrupt(place, fmt::format("layer {} of a page is of kind {}", i, kind));
    }
    Layer layer;
    layer.is_list = list_expected;
    layer.first_level = static_cast<std::uint16_t>(result.max_level + 1);
    if (layer.is_list) {
      layer.depth = ++result.list_count;
    }
    if (kind == kNullableItem || kind == kNullableList || kind == kNullableEmptiableList) {
      layer.null_level = ++result.max_level;
      result.layer_of.push_back(static_cast<std::uint16_t>(i));
    }
    if (kind == kEmptiableList || kind == kNullableEmptiableList) {
      layer.empty_level = ++result.max_level;
      result.layer_of.push_back(static_cast<std::uint16_t>(i));
    }
    if (result.list_count == 0) {
      result.max_visible = result.max_level;
    }
    result.layers.push_back(layer);
  }
  return result;
}

}  // namespace omnigraph::lance

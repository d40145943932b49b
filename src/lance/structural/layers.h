#pragma once

#include "lance/page_reader.h"
#include "lance/structural/leaf_path.h"

#include <cstdint>
#include <span>
#include <vector>

namespace omnigraph::lance {

/// One nesting level of a page (LNC-122).
struct Layer {
  bool is_list = false;
  std::uint16_t depth = 0;        ///< of a list: 1 is the innermost
  std::uint16_t first_level = 1;  ///< what the levels of layers further in leave free
  std::uint16_t null_level = 0;   ///< the definition level of a null; 0 if there is none
  std::uint16_t empty_level = 0;  ///< that of an empty list; 0 if there is none
};

/// What the repetition and definition levels of a page mean.
struct Layers {
  std::vector<Layer> layers;      ///< the leaf first
  std::uint16_t list_count = 0;   ///< repetition levels run from 0 to this
  std::uint16_t max_level = 0;    ///< definition levels run from 0 to this
  std::uint16_t max_visible = 0;  ///< entries up to this definition level have a value (LNC-124)
  /// From definition level, 1 on, to the number of the layer that has it; entry 0 is unused.
  std::vector<std::uint16_t> layer_of;

  std::size_t size() const { return layers.size(); }
};

/// Throws `Error` (internal) naming `place` if the stored layers are not those of `path`.
Layers parse_layers(std::span<const std::int32_t> stored, const LeafPath& path,
                    const PagePlace& place);

}  // namespace omnigraph::lance

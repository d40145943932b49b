#include "columnar/bitmap.h"
#include "lance/structural/entries.h"

#include <utility>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::BitmapBuilder;
using columnar::Buffer;

Buffer take_validity(BitmapBuilder& valid) {
  return valid.set_count() == valid.size() ? Buffer() : Buffer::take(valid.finish());
}

// Puts the arrays of the layers, given as lengths, validity and offsets, around each other.
ArrayPtr wrap(ArrayPtr inner, const columnar::Type& type, BitmapBuilder& valid,
              std::vector<std::int64_t> offsets) {
  Array::Parts parts;
  parts.type = type;
  parts.length = valid.size();
  parts.null_count = valid.size() - valid.set_count();
  parts.validity = take_validity(valid);
  if (type.id() == columnar::TypeId::list) {
    parts.offsets = Buffer::take(std::move(offsets));
  }
  parts.children.push_back(std::move(inner));
  return Array::make(std::move(parts));
}

// Without lists every entry is a value and a row. The nulls of a layer and those further out have
// the levels from the layer's first on.
ArrayPtr assemble_flat(const Entries& entries, const Layers& layers, const LeafPath& path,
                       const PagePlace& place) {
  ArrayPtr array;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    BitmapBuilder valid;
    if (entries.definition.empty()) {
      valid.append(entries.count, true);
    }
    for (std::uint16_t level : entries.definition) {
      valid.append(level < layers.layers[i].first_level);
    }
    const columnar::Type& type = path.types[layers.size() - 1 - i];
    array = i == 0 ? finish_leaf(entries.values, take_validity(valid), place)
                   : wrap(std::move(array), type, valid, {});
  }
  return array;
}

// Builds all layers in one pass over the levels.
class NestedAssembler {
 public:
  NestedAssembler(const Layers& layers, const PagePlace& place)
      : layers_(layers), place_(place), valid_(layers.size()), offsets_(layers.size()) {
    top_of_.resize(layers.list_count + 1U, layers.size() - 1);
    for (std::size_t i = 0; i < layers.size(); ++i) {
      if (layers.layers[i].is_list) {
        top_of_[layers.layers[i].depth - 1U] = i - 1;
      }
    }
    first_open_ = layers.list_count + 1U;
  }

  void add(std::uint16_t repetition, std::uint16_t definition) {
    // The entry adds to the list of depth repetition + 1, which must be under construction.
    if (repetition < layers_.list_count && repetition + 1U < first_open_) {
      throw_corrupt(place_, "an entry continues a list that has ended");
    }
    std::size_t stop = definition == 0 ? kNone : layers_.layer_of[definition];
    if (stop != kNone && stop > top_of_[repetition]) {
      throw_corrupt(place_, "an entry continues a list and says that there is none");
    }
    bool under_null = false;
    first_open_ = 1;
    for (std::size_t i = top_of_[repetition] + 1; i-- > 0;) {
      const Layer& layer = layers_.layers[i];
      bool is_null = under_null || (i == stop && definition == layer.null_level);
      if (layer.is_list) {
        offsets_[i].push_back(static_cast<std::int64_t>(valid_[i - 1].size()));
      }
      valid_[i].append(!is_null);
      under_null = is_null;
      if (layer.is_list && (is_null || i == stop)) {
        first_open_ = layer.depth + 1U;
        return;
      }
    }
  }

  ArrayPtr finish(const Entries& entries, const LeafPath& path) {
    ArrayPtr array = finish_leaf(entries.values, take_validity(valid_[0]), place_);
    for (std::size_t i = 1; i < layers_.size(); ++i) {
      offsets_[i].push_back(static_cast<std::int64_t>(array->length()));
      array = wrap(std::move(array), path.types[layers_.size() - 1 - i], valid_[i],
                   std::move(offsets_[i]));
    }
    return array;
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};

  const Layers& layers_;
  const PagePlace& place_;
  std::vector<BitmapBuilder> valid_;
  std::vector<std::vector<std::int64_t>> offsets_;
  std::vector<std::size_t> top_of_;  // by repetition level: the outermost layer that is begun anew
  unsigned first_open_ = 0;          // the innermost list that another entry may continue
};

}  // namespace

ArrayPtr assemble(const Entries& entries, const Layers& layers, const LeafPath& path,
                  const PagePlace& place) {
  if (layers.list_count == 0) {
    return assemble_flat(entries, layers, path, place);
  }
  NestedAssembler assembler(layers, place);
  for (std::uint64_t i = 0; i < entries.count; ++i) {
    assembler.add(entries.repetition.empty() ? layers.list_count : entries.repetition[i],
                  entries.definition.empty() ? std::uint16_t{0} : entries.definition[i]);
  }
  return assembler.finish(entries, path);
}

}  // namespace omnigraph::lance

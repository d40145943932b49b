#pragma once

#include "columnar/buffer.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace omnigraph::lance {

/// Values as an encoding restores them, before they become an array of a type.
struct DecodedValues {
  std::uint64_t count = 0;
  /// Of a value of a fixed width; 0 if they are byte strings, packed fields of varying size, or
  /// fixed-size lists of which only the validity of the items is stored: all are null.
  std::uint64_t bits = 0;
  /// Values of a fixed width one behind the other, `count * bits` bits at least; or all strings.
  columnar::Buffer bytes;
  /// Of byte strings: `count + 1` positions in `bytes`, ascending.
  std::vector<std::int64_t> offsets;
  /// Of fixed-size lists whose items may be null: their validity, without gaps between lists.
  columnar::Buffer item_validity;
  /// Of a packed structure of fixed width: the bits of each field.
  std::vector<std::uint64_t> field_bits;
  /// Of a packed structure with fields of varying size: the values of each field.
  std::vector<DecodedValues> fields;

  std::string_view text_at(std::size_t i) const {
    return {reinterpret_cast<const char*>(bytes.data()) + offsets[i],
            static_cast<std::size_t>(offsets[i + 1] - offsets[i])};
  }
};

}  // namespace omnigraph::lance

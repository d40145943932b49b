#pragma once

#include "base/bytes.h"
#include "columnar/array.h"

#include <optional>
#include <string_view>
#include <vector>

namespace omnigraph::lance {

/// The most distinct values that a dictionary page of 2.0 can have (LNC-106).
inline constexpr std::uint32_t kMaxDictionaryItems = 255;

/// Texts as numbers of distinct ones.
struct TextDictionary {
  Bytes indices;  ///< a byte a text: 0 is null, i is item i - 1
  std::vector<std::string_view> items;
};

/// The dictionary of `texts`, whose items point into them in the order in which they occur first.
/// Nothing if they have too many distinct values.
std::optional<TextDictionary> build_dictionary(const columnar::Array& texts);

}  // namespace omnigraph::lance

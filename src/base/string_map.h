#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <functional>
#include <string>
#include <string_view>

namespace omnigraph {

/// Hashes `std::string` and `std::string_view` alike, so that look-ups need no temporary string.
/// (The packaged Abseil has its own string_view, so its default is not transparent for ours.)
struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

template <typename Value>
using StringMap = absl::flat_hash_map<std::string, Value, StringHash, std::equal_to<>>;

using StringSet = absl::flat_hash_set<std::string, StringHash, std::equal_to<>>;

}  // namespace omnigraph

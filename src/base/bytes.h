#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace omnigraph {

using Bytes = std::vector<std::byte>;
using ByteSpan = std::span<const std::byte>;

inline ByteSpan as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

inline std::string_view as_text(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// memcpy that may be given nothing, from nowhere.
inline void copy_bytes(void* to, const void* from, std::size_t size) {
  if (size > 0) {
    std::memcpy(to, from, size);
  }
}

/// Reads a fixed-width value stored little-endian at any alignment. The caller checks bounds.
template <typename T>
T load_little_endian(const std::byte* at) {
  static_assert(std::is_trivially_copyable_v<T>);
  T value;
  std::memcpy(&value, at, sizeof(T));
  return value;  // every platform we support is little-endian
}

/// Appends a fixed-width value, little-endian.
template <typename T>
void append_little_endian(std::string& out, T value) {
  static_assert(std::is_trivially_copyable_v<T>);
  out.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

}  // namespace omnigraph

#pragma once

#include "base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace omnigraph::columnar {

/// Immutable bytes with shared ownership: memory of ours, or a part of a mapped file that stays
/// mapped while any buffer refers to it. Copies are cheap; safe to share between threads.
class Buffer {
 public:
  Buffer() = default;
  Buffer(std::shared_ptr<const void> owner, ByteSpan bytes)
      : owner_(std::move(owner)), bytes_(bytes) {}

  /// Takes over `values`.
  template <typename T>
  static Buffer take(std::vector<T> values) {
    auto owner = std::make_shared<const std::vector<T>>(std::move(values));
    return Buffer(owner, std::as_bytes(std::span<const T>(*owner)));
  }
  static Buffer take(std::string text) {
    auto owner = std::make_shared<const std::string>(std::move(text));
    return Buffer(owner, omnigraph::as_bytes(*owner));
  }

  ByteSpan bytes() const { return bytes_; }
  const std::byte* data() const { return bytes_.data(); }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }

  /// The same bytes as values of `T`; the buffer must be aligned for it.
  template <typename T>
  std::span<const T> as() const {
    return {reinterpret_cast<const T*>(bytes_.data()), bytes_.size() / sizeof(T)};
  }

  /// A part of the buffer that keeps the whole alive.
  Buffer slice(std::size_t offset, std::size_t size) const {
    return Buffer(owner_, bytes_.subspan(offset, size));
  }

  bool is_aligned_for(std::size_t alignment) const {
    return reinterpret_cast<std::uintptr_t>(bytes_.data()) % alignment == 0;
  }

 private:
  std::shared_ptr<const void> owner_;
  ByteSpan bytes_;
};

}  // namespace omnigraph::columnar

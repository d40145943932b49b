#pragma once

#include "base/throw_error.h"
#include "columnar/buffer.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

namespace omnigraph::index {

/// Takes the parts of a stored segment from the front, checking that they are there. Every part
/// begins at a multiple of 8.
class SegmentCursor {
 public:
  /// `kind` and `name` are for messages. Bytes that are not aligned, as those of a file that is not
  /// mapped may be, are copied.
  SegmentCursor(columnar::Buffer bytes, std::string_view kind, std::string_view name)
      : bytes_(std::move(bytes)), kind_(kind), name_(name) {
    if (!bytes_.is_aligned_for(8)) {
      bytes_ = columnar::Buffer::take(Bytes(bytes_.bytes().begin(), bytes_.bytes().end()));
    }
  }

  [[noreturn]] void fail(std::string_view reason) const {
    throw_internal("{}: the {} is damaged: {}", name_, kind_, reason);
  }

  template <typename T>
  std::span<const T> take(std::uint64_t count) {
    std::uint64_t left = bytes_.size() - at_;
    if (count > left / sizeof(T)) {
      fail("it ends too early");
    }
    auto size = static_cast<std::size_t>(count) * sizeof(T);
    std::span<const T> values = bytes_.slice(at_, size).template as<T>();
    at_ = std::min(bytes_.size(), (at_ + size + 7) / 8 * 8);
    return values;
  }

  void expect_end() const {
    if (at_ != bytes_.size()) {
      fail("more follows than it has parts");
    }
  }

  /// What the parts point into; whoever keeps them keeps it.
  const columnar::Buffer& bytes() const { return bytes_; }

 private:
  columnar::Buffer bytes_;
  std::string_view kind_;
  std::string_view name_;
  std::size_t at_ = 0;
};

}  // namespace omnigraph::index

#pragma once

#include "base/bytes.h"
#include "lance/page_reader.h"

#include <cstdint>
#include <optional>

namespace omnigraph::lance {

/// A table of a FlatBuffers message (https://flatbuffers.dev, "Internals"), read with every
/// position checked:
///
///     table      i32 distance back to its vtable; fields
///     vtable     u16 its size, u16 the table's size, u16 a slot: where the field is from the table
///                on, 0 if it is absent
///     reference  u32 relative to itself
///     vector     u32 count; elements
///
/// Throws `Error` (internal) naming `place` wherever the message contradicts itself.
class FlatTable {
 public:
  /// The table that the message starts with a reference to.
  static FlatTable root(ByteSpan message, const PagePlace& place);

  bool has(std::size_t slot) const { return field(slot).has_value(); }
  /// A number in the table; `otherwise` if it is absent.
  template <typename T>
  T number(std::size_t slot, T otherwise) const {
    std::optional<std::uint64_t> at = field(slot);
    return at ? load<T>(*at) : otherwise;
  }
  FlatTable table(std::size_t slot) const;
  /// The bytes of a vector of structures of `element_size`; nothing if it is absent.
  ByteSpan vector(std::size_t slot, std::size_t element_size) const;

 private:
  FlatTable(ByteSpan message, std::uint64_t position, const PagePlace& place);

  template <typename T>
  T load(std::uint64_t at) const {
    require(at, sizeof(T));
    return load_little_endian<T>(message_.data() + at);
  }
  void require(std::uint64_t at, std::uint64_t size) const;
  std::optional<std::uint64_t> field(std::size_t slot) const;
  std::uint64_t reference(std::size_t slot) const;

  ByteSpan message_;
  const PagePlace& place_;
  std::uint64_t position_ = 0;
  std::uint64_t vtable_ = 0;
  std::uint64_t vtable_size_ = 0;
};

}  // namespace omnigraph::lance

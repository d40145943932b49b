#pragma once

#include "lance/page_decoder.h"
#include "lance/page_reader.h"

#include <cstdint>
#include <optional>

namespace omnigraph::lance {

/// How packed integers follow each other.
enum class IntegerPacking : std::uint8_t {
  consecutive,  ///< one bit string, the least significant bit first (encoding 10)
  fastlanes,    ///< blocks of 1,024 in the FastLanes order (encoding 12)
};

/// Integers with the bits left out that none of them needs.
struct PackedIntegers {
  ValueType type;
  IntegerPacking packing = IntegerPacking::consecutive;
  std::uint64_t packed_bits = 0;  ///< of a stored value, up to the bits of the type
  bool is_signed = false;         ///< the highest stored bit is the sign
  ByteRange values;               ///< as long as the page needs
  std::optional<ByteRange> validity;
};

/// The bytes that `count` packed values have.
std::uint64_t packed_size(const PackedIntegers& integers, std::uint64_t count);

/// A page of packed integers of 2.0.
class PackedIntegerPage final : public PageReader {
 public:
  PackedIntegerPage(PagePlace place, PackedIntegers integers)
      : place_(std::move(place)), integers_(std::move(integers)) {}

  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;

 private:
  /// The stored bytes that hold values, and the first value in them.
  struct Window {
    ByteRange bytes;
    std::uint64_t first = 0;
  };
  Window window(std::uint64_t first, std::uint64_t count) const;

  PagePlace place_;
  PackedIntegers integers_;
};

}  // namespace omnigraph::lance

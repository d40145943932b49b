#pragma once

#include "columnar/type.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace omnigraph::lance {

/// How the bits of a stored value become those in memory.
enum class Widening : std::uint8_t { none, sign_extend, zero_extend, half_float };

/// A scalar type on disk.
struct StoredScalar {
  columnar::TypeId type = columnar::TypeId::int64;
  std::uint32_t bits = 64;  ///< of one stored value; 0 for text, `null` and bytes of any size
  Widening widening = Widening::none;
};

/// The scalar that `text` names (LNC-31), if it is one that we can read.
std::optional<StoredScalar> parse_scalar_type(std::string_view text);

/// Vectors have thousands of dimensions at most; the limit bounds what a corrupt number can
/// allocate.
inline constexpr std::uint32_t kMaxDimension = 1U << 20;

/// `fixed_size_list:<item>:<dimension>`, split at the first and the last colon.
struct FixedSizeListType {
  std::string_view item;  ///< refers into the parsed text
  std::uint32_t dimension = 0;
};
std::optional<FixedSizeListType> parse_fixed_size_list(std::string_view text);

/// The text that we write for a scalar type.
std::string_view scalar_type_text(columnar::TypeId type);

}  // namespace omnigraph::lance

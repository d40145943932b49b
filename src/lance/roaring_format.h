#pragma once

#include "base/bytes.h"

#include <absl/functional/function_ref.h>

#include <cstdint>
#include <span>
#include <string_view>

namespace omnigraph::lance {

/// Reads a 32-bit Roaring bitmap in the portable serialisation and calls `visit` with its values:
/// ascending, up to 65,536 at a time. Throws `Error` (internal) naming `path` unless `bytes` are
/// exactly one such bitmap, valid in every part; values may have been visited by then.
///
/// CRoaring trusts what it reads, and the packaged release crashes on corrupt input (D-37), so it
/// never sees stored bytes.
void decode_roaring_bitmap(ByteSpan bytes, std::string_view path,
                           absl::FunctionRef<void(std::span<const std::uint32_t>)> visit);

}  // namespace omnigraph::lance

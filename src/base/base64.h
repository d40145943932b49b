#pragma once

#include "base/bytes.h"

#include <optional>
#include <string>
#include <string_view>

namespace omnigraph {

/// `bytes` in the standard alphabet with padding (RFC 4648, section 4).
std::string encode_base64(std::string_view bytes);

/// The bytes that `text` encodes; nothing unless it is exactly what `encode_base64` writes: no
/// white space, all padding, no bits behind the last byte.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace omnigraph

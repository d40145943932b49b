#pragma once

#include <cstddef>
#include <string_view>

namespace omnigraph::query {

/// Throws `Error` (bad_request): `parse error:`, line and column of byte `offset` of `source`, the
/// line itself, and `reason` (GQ-9).
[[noreturn]] void throw_parse_error(std::string_view source, std::size_t offset,
                                    std::string_view reason);

}  // namespace omnigraph::query

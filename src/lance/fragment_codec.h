#pragma once

#include "lance/manifest.h"

#include <string_view>

namespace omnigraph::lance {

namespace proto {
class Fragment;
}  // namespace proto

/// Throws `Error` (internal) naming `path` if the fragment is corrupt or needs what we do not have.
Fragment decode_fragment(const proto::Fragment& message, std::string_view path);

/// Throws `Error` (internal) if a file's path is no single path segment (LNC-15).
void encode_fragment(const Fragment& fragment, proto::Fragment& out);

}  // namespace omnigraph::lance

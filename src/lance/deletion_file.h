#pragma once

#include "base/bytes.h"
#include "lance/deletion_vector.h"
#include "lance/manifest.h"

#include <string_view>

namespace omnigraph::lance {

/// Reads a deletion file of either kind: ours and large foreign ones are bitmaps (LNC-50), small
/// foreign ones Arrow files of one column of row offsets (LNC-51). Throws `Error` (internal) naming
/// `path` if `bytes` are not exactly such a file.
DeletionVector decode_deletion_file(DeletionFileKind kind, ByteSpan bytes, std::string_view path);

}  // namespace omnigraph::lance

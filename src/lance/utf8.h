#pragma once

#include "columnar/array.h"
#include "lance/page_reader.h"

namespace omnigraph::lance {

/// Throws `Error` (internal) naming `place` unless every value of `text`, which has type utf8, is
/// valid UTF-8. Other types pass, and so does everything at a trusted place.
void check_utf8(const columnar::Array& text, const PagePlace& place);

}  // namespace omnigraph::lance

#pragma once

#include <string>
#include <string_view>

namespace omnigraph {

/// Appends `text` as a JSON string: quotes, backslashes and control characters are escaped, all
/// else is UTF-8 as it is.
void append_json_string(std::string& out, std::string_view text);

}  // namespace omnigraph

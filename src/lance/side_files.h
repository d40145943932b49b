#pragma once

#include "lance/byte_source.h"

#include <functional>
#include <memory>
#include <string>

namespace omnigraph::lance {

/// Opens a side file of a data file (LNC-170) by its name below `data/`: `<stem>/<digits>.blob`.
/// Throws if there is none. Called from any thread; whoever opens a file without one cannot read
/// blobs that lie in side files.
using SideFileOpener = std::function<std::shared_ptr<ByteSource>(const std::string& name)>;

/// The name of side file `number` of the data file at `path`, which ends in the file's name.
std::string side_file_name(std::string_view path, std::uint32_t number);

}  // namespace omnigraph::lance

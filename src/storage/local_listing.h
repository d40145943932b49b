#pragma once

#include "storage/object_store.h"

#include <string>
#include <vector>

namespace omnigraph::storage {

/// The files below the folder `root` that `request` asks for, by name in the order of bytes. Reads
/// the folders that can hold such names whole, whatever the limit. Leaves out temporary files and
/// those whose names no object can have; follows symbolic links. Empty if `root` does not exist.
std::vector<ObjectInfo> list_files(const std::string& root, const ListRequest& request);

}  // namespace omnigraph::storage

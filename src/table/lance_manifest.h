#pragma once

#include "lance/manifest.h"

#include <cstdint>
#include <vector>

namespace omnigraph::table {

/// A manifest as we write all of them (lance-format section 3), without fragments yet.
lance::Manifest empty_manifest(std::vector<lance::Field> fields, std::int64_t micros);

}  // namespace omnigraph::table

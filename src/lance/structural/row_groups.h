#pragma once

#include "columnar/array.h"

#include <absl/functional/function_ref.h>

#include <cstdint>
#include <span>
#include <utility>

namespace omnigraph::lance {

/// The values of `rows`, in that order, where rows can only be decoded in units (chunks, say).
/// `units_of` tells the first and the last unit of a row. Runs of rows without an untouched unit
/// between them are read at once; no unit that no row needs is.
columnar::ArrayPtr take_in_groups(
    std::span<const std::uint32_t> rows,
    absl::FunctionRef<std::pair<std::size_t, std::size_t>(std::uint32_t)> units_of,
    absl::FunctionRef<columnar::ArrayPtr(std::uint64_t, std::uint64_t)> read,
    const columnar::Type& type);

}  // namespace omnigraph::lance

#pragma once

#include "columnar/buffer.h"
#include "columnar/type.h"
#include "lance/logical_type.h"

#include <cstdint>

namespace omnigraph::lance {

/// The `count` stored values of `bits` in the form that they have in memory as `type`: widened, and
/// aligned. In place where nothing is to be done. There are enough of them.
columnar::Buffer to_memory(const columnar::Type& type, columnar::Buffer stored, std::size_t count,
                           Widening widening, std::uint64_t bits);

/// `count` stored floats, NaN where their bit in `validity` is not set: in memory, vectors have no
/// null items.
columnar::Buffer nan_where_null(ByteSpan stored, const columnar::Buffer& validity,
                                std::size_t count);

}  // namespace omnigraph::lance

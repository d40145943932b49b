#pragma once

#include "columnar/type.h"
#include "lance/value_compressor.h"

#include <cstdint>

namespace omnigraph::lance {

namespace proto {
class ArrayEncoding;
}  // namespace proto

/// How the writer describes values of 2.0 (lance-format section 9).

/// Flat values of `bits` on buffer `buffer` of the page, which say nothing about nulls.
void describe_flat(proto::ArrayEncoding& out, std::uint64_t bits, std::uint32_t buffer);

/// Values on buffer `buffer` in the form that they have.
void describe_values(proto::ArrayEncoding& out, const EncodedValues& values, std::uint32_t buffer);

/// The same, none of which is null.
void describe_valid(proto::ArrayEncoding& out, const EncodedValues& values, std::uint32_t buffer);

/// Plain vectors of `dimension` floats.
void describe_vectors(proto::ArrayEncoding& out, std::uint32_t dimension, std::uint32_t buffer);

}  // namespace omnigraph::lance

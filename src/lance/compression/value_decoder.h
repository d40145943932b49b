#pragma once

#include "columnar/buffer.h"
#include "lance/compression/decoded_values.h"
#include "lance/compression/stored_encoding.h"
#include "lance/page_reader.h"

#include <cstdint>
#include <vector>

namespace omnigraph::lance {

/// Decodes one chunk of `count` values from its value buffers by the mini-block rules (LNC-150 to
/// LNC-154). Throws `Error` (internal) naming `place` if the buffers do not hold them, or the
/// encoding is none for chunks.
DecodedValues decode_mini_block(const StoredEncoding& encoding,
                                std::vector<columnar::Buffer> buffers, std::uint64_t count,
                                const PagePlace& place);

/// Decodes one buffer that stands alone by the block rules (LNC-155).
DecodedValues decode_block(const StoredEncoding& encoding, columnar::Buffer buffer,
                           std::uint64_t count, const PagePlace& place);

/// Decodes values that were stored one by one (LNC-160, LNC-161): `slots` are what the page holds
/// for each.
DecodedValues decode_per_value(const StoredEncoding& encoding, DecodedValues slots,
                               const PagePlace& place);

/// What the decoders above share.

/// `count` values of `bits` at the start of `buffer`, which must have them.
DecodedValues fixed_values(columnar::Buffer buffer, std::uint64_t bits, std::uint64_t count,
                           const PagePlace& place);
/// The block at the start of `packed`, words of `word_bits` with `packed_bits` a value; `count` at
/// most 1,024 values of it.
DecodedValues unpack_block(ByteSpan packed, std::uint64_t word_bits, std::uint64_t packed_bits,
                           std::uint64_t count, const PagePlace& place);
/// Repeats each value of `values`, of `bits`, by its run length until there are `count`.
DecodedValues expand_runs(ByteSpan values, std::uint64_t bits, ByteSpan run_lengths,
                          std::uint64_t count, const PagePlace& place);
/// A word that says how many bits each value has, then a block.
DecodedValues decode_inline_bitpacking(ByteSpan stored, std::uint64_t word_bits,
                                       std::uint64_t count, const PagePlace& place);
/// `count + 1` offsets of `bits` at `first`, each of which is raised by `base` and then lies in
/// `bytes`.
DecodedValues string_values(columnar::Buffer bytes, std::uint64_t first, std::uint64_t base,
                            std::uint64_t bits, std::uint64_t count, const PagePlace& place);
/// Each text of `values` by its symbols.
DecodedValues decode_fsst(const FsstDecoder& symbols, const DecodedValues& values,
                          const PagePlace& place);
[[noreturn]] void refuse_encoding(const StoredEncoding& encoding, std::string_view where,
                                  const PagePlace& place);

}  // namespace omnigraph::lance

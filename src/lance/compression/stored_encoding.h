#pragma once

#include "base/bytes.h"
#include "lance/compression/fsst.h"
#include "lance/compression/general_compression.h"
#include "lance/page_reader.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace omnigraph::lance {

namespace proto21 {
class CompressiveEncoding;
}  // namespace proto21

enum class EncodingKind : std::uint8_t {
  flat,
  variable,
  constant,
  out_of_line_bitpacking,
  inline_bitpacking,
  fsst,
  rle,
  byte_stream_split,
  general,
  fixed_size_list,
  packed_struct,
  variable_packed_struct,
};

/// How values of 2.1 and later are stored (lance-format section 14): a chain of encodings, the
/// outermost first. What the file's metadata says about it has been checked: widths are such as the
/// decoders handle, and the chain is at most 16 long.
struct StoredEncoding {
  EncodingKind kind = EncodingKind::flat;
  /// Of a value (flat, byte_stream_split: 1 or a multiple of 8), an offset (variable: 32 or 64), an
  /// unpacked value (bitpacking: 8, 16, 32, 64), or a whole row (packed_struct).
  std::uint64_t bits = 0;
  std::uint64_t packed_bits = 0;               ///< out_of_line_bitpacking
  std::string constant;                        ///< constant: the value, empty for 0
  std::shared_ptr<const FsstDecoder> symbols;  ///< fsst
  GeneralScheme scheme = GeneralScheme::none;  ///< general
  std::uint32_t items_per_value = 0;           ///< fixed_size_list
  bool has_validity = false;                   ///< fixed_size_list: the items may be null

  /// A field of a packed structure.
  struct PackedField;
  /// Fields in order. Of packed_struct only the bits count: multiples of 8.
  std::vector<PackedField> fields;
  /// What fsst, rle (its values), general, fixed_size_list work on; else empty.
  std::vector<StoredEncoding> inner;

  const StoredEncoding& values() const { return inner.front(); }
};

struct StoredEncoding::PackedField {
  std::uint64_t bits = 0;         ///< of a value; 0 if its size varies
  std::uint64_t length_bits = 0;  ///< of the length before a value whose size varies: 8 to 64
  StoredEncoding values;          ///< variable_packed_struct
};

/// Reads the message. Throws `Error` (internal) naming `place` if it makes no sense or has an
/// encoding that we do not read.
StoredEncoding parse_encoding(const proto21::CompressiveEncoding& message, const PagePlace& place);

}  // namespace omnigraph::lance

#pragma once

#include "base/bytes.h"
#include "lance/compression/general_compression.h"
#include "lance/data_file_writer_options.h"

#include <cstdint>
#include <string>

namespace omnigraph::lance {

/// The values of one buffer of a page, in the form in which they are stored.
struct EncodedValues {
  enum class Form : std::uint8_t { plain, zstd, packed };

  Form form = Form::plain;
  std::uint64_t bits = 0;         ///< of a value before it was packed
  std::uint64_t packed_bits = 0;  ///< of a packed value
  ByteSpan plain;                 ///< the values as they were, where they were
  std::string stored;             ///< unless plain

  ByteSpan bytes() const { return form == Form::plain ? plain : as_bytes(stored); }
  std::size_t size() const { return bytes().size(); }
};

/// Whether `stored` bytes instead of `plain` ones are worth it that the values must be decoded
/// rather than used in place from a mapped file.
bool is_worth_decoding(std::size_t plain, std::size_t stored);

/// Finds the smallest form of flat values. What readers of 2.0 understand (D-36): Zstandard on any
/// of them (LNC-107), and integers that are not negative as a bit string (encoding 10). One that
/// saves next to nothing is not taken.
class ValueCompressor {
 public:
  explicit ValueCompressor(Compression compression) : compression_(compression) {}

  bool is_enabled() const { return compression_ != Compression::none; }

  /// `values` are bytes without width, or floating-point numbers, of `bits`.
  EncodedValues compress(ByteSpan values, std::uint64_t bits);
  /// Integers of `bits`: 8, 32 or 64.
  EncodedValues compress_integers(ByteSpan values, std::uint64_t bits);

 private:
  Compression compression_;
  ZstdCompressor zstd_;
};

}  // namespace omnigraph::lance

#pragma once

#include "base/bytes.h"
#include "lance/page_reader.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace omnigraph::lance {

/// Decodes texts that were compressed with FSST, one by one (LNC-165; Boncz, Neumann and Leis,
/// "FSST: Fast Random Access String Compression", 2020).
class FsstDecoder {
 public:
  /// Reads a stored symbol table. Throws `Error` (internal) naming `place` if it is corrupt.
  FsstDecoder(ByteSpan table, const PagePlace& place);

  /// The most bytes that `compressed` bytes become.
  std::size_t max_size(std::size_t compressed) const {
    return active_ ? compressed * 8 : compressed;
  }
  /// Writes the text that `compressed` stands for to `out`, which has room for `max_size` and eight
  /// bytes more. Returns its size. Throws if a code has no symbol or the escape is the last byte.
  std::size_t decode(std::string_view compressed, std::byte* out) const;

 private:
  struct Symbol {
    std::uint64_t bytes = 0;
    std::uint8_t size = 0;
  };

  PagePlace place_;
  bool active_ = false;
  std::array<Symbol, 255> symbols_{};  // size 0: no such symbol
};

}  // namespace omnigraph::lance

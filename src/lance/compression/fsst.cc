#include "lance/compression/fsst.h"

#include <fmt/format.h>

namespace omnigraph::lance {
namespace {

constexpr std::uint64_t kMark = 0x46535354;  // "FSST"
constexpr std::size_t kSymbolBytes = 8;
constexpr unsigned char kEscape = 255;

}  // namespace

FsstDecoder::FsstDecoder(ByteSpan table, const PagePlace& place) : place_(place) {
  if (table.size() < sizeof(std::uint64_t)) {
    throw_corrupt(place_, "an FSST symbol table has no header");
  }
  auto header = load_little_endian<std::uint64_t>(table.data());
  std::size_t count = header & 0xFF;
  active_ = (header >> 24 & 1) != 0;
  if (header >> 32 != kMark || count > symbols_.size() ||
      table.size() < sizeof(header) + count * (kSymbolBytes + 1)) {
    throw_corrupt(place_, "an FSST symbol table is none");
  }
  const std::byte* symbols = table.data() + sizeof(header);
  const std::byte* sizes = symbols + count * kSymbolBytes;
  for (std::size_t i = 0; i < count; ++i) {
    symbols_[i].bytes = load_little_endian<std::uint64_t>(symbols + i * kSymbolBytes);
    symbols_[i].size = static_cast<std::uint8_t>(sizes[i]);
    if (symbols_[i].size == 0 || symbols_[i].size > kSymbolBytes) {
      throw_corrupt(place_, fmt::format("an FSST symbol of {} bytes", symbols_[i].size));
    }
  }
}

std::size_t FsstDecoder::decode(std::string_view compressed, std::byte* out) const {
  if (!active_) {
    copy_bytes(out, compressed.data(), compressed.size());
    return compressed.size();
  }
  std::byte* at = out;
  for (std::size_t i = 0; i < compressed.size(); ++i) {
    auto code = static_cast<unsigned char>(compressed[i]);
    if (code != kEscape) {
      const Symbol& symbol = symbols_[code];
      if (symbol.size == 0) {
        throw_corrupt(place_, "an FSST code has no symbol");
      }
      std::memcpy(at, &symbol.bytes, sizeof(symbol.bytes));  // may write more than counts
      at += symbol.size;
    } else if (++i < compressed.size()) {
      *at++ = static_cast<std::byte>(compressed[i]);
    } else {
      throw_corrupt(place_, "an FSST text ends in an escape");
    }
  }
  return static_cast<std::size_t>(at - out);
}

}  // namespace omnigraph::lance

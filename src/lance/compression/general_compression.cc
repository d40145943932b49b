#include "lance/compression/general_compression.h"

#include "base/throw_error.h"

#include <fmt/format.h>
#include <lz4.h>
#include <lz4frame.h>
#include <zstd.h>

#include <limits>
#include <memory>

namespace omnigraph::lance {
namespace {

// What a compressed byte can become, at most; and what is granted to any buffer. Together they keep
// a few corrupt bytes from claiming gigabytes.
constexpr std::uint64_t kZstdExpansion = std::uint64_t{1} << 15;
constexpr std::uint64_t kLz4Expansion = 256;
constexpr std::uint64_t kGrantedBytes = std::uint64_t{32} << 20;

constexpr int kZstdLevel = 1;

void check_claim(std::uint64_t raw, std::uint64_t stored, GeneralScheme scheme,
                 const PagePlace& place) {
  check_decoded_size(place, raw);
  bool plausible = scheme == GeneralScheme::lz4 ? raw / kLz4Expansion <= stored
                                                : raw <= kGrantedBytes + stored * kZstdExpansion;
  if (!plausible) {
    throw_corrupt(place, fmt::format("{} compressed bytes claim to be {}", stored, raw));
  }
}

Bytes zstd_frame(ByteSpan frame, std::uint64_t size, const PagePlace& place) {
  check_claim(size, frame.size(), GeneralScheme::zstd, place);
  Bytes raw(size);
  std::size_t result = ZSTD_decompress(raw.data(), raw.size(), frame.data(), frame.size());
  if (ZSTD_isError(result) != 0 || result != size) {
    throw_corrupt(place, "compressed bytes (zstd) cannot be restored");
  }
  return raw;
}

// A frame whose length is not known beforehand.
Bytes zstd_stream(ByteSpan frame, const PagePlace& place) {
  unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size == ZSTD_CONTENTSIZE_ERROR) {
    throw_corrupt(place, "compressed bytes (zstd) have no frame");
  }
  if (size != ZSTD_CONTENTSIZE_UNKNOWN) {
    return zstd_frame(frame, size, place);
  }
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
  ensure(context != nullptr, "memory for decompression");
  Bytes raw;
  ZSTD_inBuffer in{frame.data(), frame.size(), 0};
  for (std::size_t left = 1; left != 0;) {
    raw.resize(raw.size() + ZSTD_DStreamOutSize());
    ZSTD_outBuffer out{raw.data(), raw.size(), raw.size() - ZSTD_DStreamOutSize()};
    std::size_t consumed = in.pos;
    std::size_t produced = out.pos;
    left = ZSTD_decompressStream(context.get(), &out, &in);
    bool stuck = left != 0 && in.pos == consumed && out.pos == produced;
    if (ZSTD_isError(left) != 0 || stuck) {
      throw_corrupt(place, "compressed bytes (zstd) cannot be restored");
    }
    raw.resize(out.pos);
    check_claim(raw.size(), frame.size(), GeneralScheme::zstd, place);
  }
  return raw;
}

bool is_bare_zstd(ByteSpan stored) {
  constexpr std::uint32_t kMagic = 0xFD2FB528;
  return stored.size() > sizeof(kMagic) &&
         load_little_endian<std::uint32_t>(stored.data()) == kMagic &&
         (stored[sizeof(kMagic)] & std::byte{0x10}) == std::byte{0};
}

Bytes lz4_block(ByteSpan block, std::uint64_t size, const PagePlace& place) {
  check_claim(size, block.size(), GeneralScheme::lz4, place);
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<int>::max());
  if (size > kMax || block.size() > kMax) {
    throw_corrupt(place, "compressed bytes (lz4) are too many");
  }
  Bytes raw(size);
  int result = LZ4_decompress_safe(reinterpret_cast<const char*>(block.data()),
                                   reinterpret_cast<char*>(raw.data()),
                                   static_cast<int>(block.size()), static_cast<int>(size));
  if (result < 0 || static_cast<std::uint64_t>(result) != size) {
    throw_corrupt(place, "compressed bytes (lz4) cannot be restored");
  }
  return raw;
}

Bytes lz4_frame(ByteSpan frame, std::uint64_t size, const PagePlace& place) {
  check_claim(size, frame.size(), GeneralScheme::lz4, place);
  LZ4F_dctx* context = nullptr;
  ensure(LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)) == 0,
         "memory for decompression");
  std::unique_ptr<LZ4F_dctx, decltype(&LZ4F_freeDecompressionContext)> owner(
      context, &LZ4F_freeDecompressionContext);
  Bytes raw(size);
  std::size_t produced = 0;
  std::size_t consumed = 0;
  for (std::size_t left = 1; left != 0;) {
    std::size_t room = raw.size() - produced;
    std::size_t given = frame.size() - consumed;
    left = LZ4F_decompress(context, raw.data() + produced, &room, frame.data() + consumed, &given,
                           nullptr);
    if (LZ4F_isError(left) != 0 || (left != 0 && room == 0 && given == 0)) {
      throw_corrupt(place, "compressed bytes (lz4) cannot be restored");
    }
    produced += room;
    consumed += given;
  }
  if (produced != size) {
    throw_corrupt(place, "compressed bytes (lz4) cannot be restored");
  }
  return raw;
}

}  // namespace

GeneralScheme parse_scheme(std::string_view name, const PagePlace& place) {
  if (name.empty() || name == "none") {
    return GeneralScheme::none;
  }
  if (name == "zstd") {
    return GeneralScheme::zstd;
  }
  if (name == "lz4") {
    return GeneralScheme::lz4;
  }
  throw_internal("{}: compression '{}' cannot be read", place.description, name);
}

Bytes decompress(GeneralScheme scheme, ByteSpan stored, const PagePlace& place) {
  if (scheme == GeneralScheme::none || stored.empty()) {
    return Bytes(stored.begin(), stored.end());
  }
  if (scheme == GeneralScheme::zstd && is_bare_zstd(stored)) {
    return zstd_stream(stored, place);
  }
  std::size_t prefix =
      scheme == GeneralScheme::zstd ? sizeof(std::uint64_t) : sizeof(std::uint32_t);
  if (stored.size() < prefix) {
    throw_corrupt(place, "compressed bytes have no length");
  }
  ByteSpan content = stored.subspan(prefix);
  return scheme == GeneralScheme::zstd
             ? zstd_frame(content, load_little_endian<std::uint64_t>(stored.data()), place)
             : lz4_block(content, load_little_endian<std::uint32_t>(stored.data()), place);
}

struct ZstdCompressor::Context {
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> zstd{ZSTD_createCCtx(), &ZSTD_freeCCtx};
};

ZstdCompressor::ZstdCompressor() = default;

ZstdCompressor::~ZstdCompressor() = default;

std::string ZstdCompressor::compress(ByteSpan raw) {
  if (!context_) {
    context_ = std::make_unique<Context>();
    ensure(context_->zstd != nullptr, "memory for compression");
  }
  std::string stored;
  append_little_endian(stored, static_cast<std::uint64_t>(raw.size()));
  std::size_t prefix = stored.size();
  stored.resize(prefix + ZSTD_compressBound(raw.size()));
  std::size_t size = ZSTD_compressCCtx(context_->zstd.get(), stored.data() + prefix,
                                       stored.size() - prefix, raw.data(), raw.size(), kZstdLevel);
  ensure(ZSTD_isError(size) == 0, "zstd compresses whatever it is given");
  stored.resize(prefix + size);
  return stored;
}

Bytes decompress_frame(GeneralScheme scheme, ByteSpan frame, std::uint64_t size,
                       const PagePlace& place) {
  return scheme == GeneralScheme::zstd ? zstd_frame(frame, size, place)
                                       : lz4_frame(frame, size, place);
}

}  // namespace omnigraph::lance

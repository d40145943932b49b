#include "lance/structural/level_decoder.h"

#include "lance/compression/value_decoder.h"

#include <fmt/format.h>

namespace omnigraph::lance {
namespace {

using columnar::Buffer;

constexpr std::uint64_t kLevelBits = 16;
// A page has no more entries than this, however well its levels are compressed.
constexpr std::uint64_t kMaxEntries = std::uint64_t{1} << 25;

void unwrap_general(StoredLevels& levels, const PagePlace& place) {
  while (levels.encoding != nullptr && levels.encoding->kind == EncodingKind::general) {
    levels.bytes = Buffer::take(decompress(levels.encoding->scheme, levels.bytes.bytes(), place));
    levels.encoding = &levels.encoding->values();
  }
}

// The sum of the run lengths, if the levels have any.
std::optional<std::uint64_t> run_total(const StoredLevels& levels) {
  constexpr std::size_t kPrefix = sizeof(std::uint64_t);
  if (levels.encoding == nullptr || levels.encoding->kind != EncodingKind::rle ||
      levels.bytes.size() < kPrefix) {
    return std::nullopt;
  }
  ByteSpan lengths = levels.bytes.bytes().subspan(kPrefix);
  auto values = load_little_endian<std::uint64_t>(levels.bytes.data());
  std::uint64_t total = 0;
  for (std::byte length : lengths.subspan(std::min<std::uint64_t>(values, lengths.size()))) {
    total += static_cast<std::uint64_t>(length);
  }
  return total;
}

}  // namespace

std::vector<std::uint16_t> decode_levels(const StoredEncoding& encoding, Buffer bytes,
                                         std::uint64_t count, const PagePlace& place) {
  if (count > kMaxEntries) {
    throw_corrupt(place, fmt::format("a page of {} entries", count));
  }
  DecodedValues values = decode_block(encoding, std::move(bytes), count, place);
  if (values.bits != kLevelBits) {
    throw_corrupt(place, fmt::format("levels of {} bits", values.bits));
  }
  std::vector<std::uint16_t> levels(count);
  copy_bytes(levels.data(), values.bytes.data(), count * sizeof(std::uint16_t));
  return levels;
}

DecodedLevels decode_chunk_levels(StoredLevels repetition, StoredLevels definition,
                                  std::uint16_t stored_count, const PagePlace& place) {
  constexpr std::uint64_t kModulus = std::uint64_t{1} << kLevelBits;
  unwrap_general(repetition, place);
  unwrap_general(definition, place);
  DecodedLevels levels;
  levels.count = stored_count;
  for (const StoredLevels* stored : {&repetition, &definition}) {
    std::optional<std::uint64_t> total = run_total(*stored);
    if (total && *total % kModulus == stored_count) {
      levels.count = *total;
      break;
    }
  }
  if (repetition.encoding != nullptr) {
    levels.repetition =
        decode_levels(*repetition.encoding, std::move(repetition.bytes), levels.count, place);
  }
  if (definition.encoding != nullptr) {
    levels.definition =
        decode_levels(*definition.encoding, std::move(definition.bytes), levels.count, place);
  }
  return levels;
}

}  // namespace omnigraph::lance

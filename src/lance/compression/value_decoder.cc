#include "lance/compression/value_decoder.h"

#include "base/throw_error.h"
#include "columnar/bitmap.h"
#include "lance/compression/fastlanes.h"

#include <fmt/format.h>

#include <algorithm>

namespace omnigraph::lance {
namespace {

using columnar::Buffer;

template <typename T>
Buffer unpack(ByteSpan packed, std::uint64_t packed_bits) {
  std::vector<T> values(kFastLanesValues);
  unpack_fastlanes<T>(packed.data(), packed_bits,
                      std::span<T, kFastLanesValues>(values.data(), kFastLanesValues));
  return Buffer::take(std::move(values));
}

template <typename T>
void repeat(std::byte* out, const std::byte* value, std::uint64_t count) {
  T repeated = load_little_endian<T>(value);
  for (std::uint64_t i = 0; i < count; ++i) {
    copy_bytes(out + i * sizeof(T), &repeated, sizeof(T));
  }
}

void repeat_value(std::byte* out, const std::byte* value, std::uint64_t width,
                  std::uint64_t count) {
  switch (width) {
    case 1:
      std::memset(out, static_cast<int>(*value), count);
      break;
    case 2:
      repeat<std::uint16_t>(out, value, count);
      break;
    case 4:
      repeat<std::uint32_t>(out, value, count);
      break;
    case 8:
      repeat<std::uint64_t>(out, value, count);
      break;
    default:
      for (std::uint64_t i = 0; i < count; ++i) {
        copy_bytes(out + i * width, value, width);
      }
      break;
  }
}

}  // namespace

void refuse_encoding(const StoredEncoding& encoding, std::string_view where,
                     const PagePlace& place) {
  throw_internal("{}: encoding {} cannot be read in {}", place.description,
                 static_cast<int>(encoding.kind) + 1, where);
}

DecodedValues fixed_values(Buffer buffer, std::uint64_t bits, std::uint64_t count,
                           const PagePlace& place) {
  check_decoded_size(place, count);
  std::uint64_t needed = bits == 1 ? columnar::bytes_for_bits(count) : count * (bits / 8);
  if (buffer.size() < needed) {
    throw_corrupt(place, fmt::format("a buffer of {} bytes has not {} values of {} bits",
                                     buffer.size(), count, bits));
  }
  DecodedValues values;
  values.count = count;
  values.bits = bits;
  values.bytes = std::move(buffer);
  return values;
}

DecodedValues unpack_block(ByteSpan packed, std::uint64_t word_bits, std::uint64_t packed_bits,
                           std::uint64_t count, const PagePlace& place) {
  if (packed_bits > word_bits || count > kFastLanesValues ||
      packed.size() < fastlanes_block_bytes(packed_bits)) {
    throw_corrupt(place, fmt::format("{} bytes are no block of {} values of {} in {} bits",
                                     packed.size(), count, packed_bits, word_bits));
  }
  Buffer values;
  switch (word_bits) {
    case 8:
      values = unpack<std::uint8_t>(packed, packed_bits);
      break;
    case 16:
      values = unpack<std::uint16_t>(packed, packed_bits);
      break;
    case 32:
      values = unpack<std::uint32_t>(packed, packed_bits);
      break;
    default:
      values = unpack<std::uint64_t>(packed, packed_bits);
      break;
  }
  return fixed_values(std::move(values), word_bits, count, place);
}

DecodedValues decode_inline_bitpacking(ByteSpan stored, std::uint64_t word_bits,
                                       std::uint64_t count, const PagePlace& place) {
  std::size_t word = word_bits / 8;
  if (stored.size() < word) {
    throw_corrupt(place, "packed values do not say how many bits they have");
  }
  std::uint64_t packed_bits = 0;
  copy_bytes(&packed_bits, stored.data(), word);
  return unpack_block(stored.subspan(word), word_bits, packed_bits, count, place);
}

DecodedValues expand_runs(ByteSpan values, std::uint64_t bits, ByteSpan run_lengths,
                          std::uint64_t count, const PagePlace& place) {
  std::uint64_t width = bits / 8;
  if (run_lengths.size() > values.size() / width) {
    throw_corrupt(place, "there are more runs than values");
  }
  std::uint64_t total = 0;
  for (std::byte length : run_lengths) {
    total += static_cast<std::uint64_t>(length);
  }
  if (total < count) {
    throw_corrupt(place, fmt::format("runs hold {} values, not {}", total, count));
  }
  check_decoded_size(place, count * width);
  Bytes expanded(count * width);
  std::uint64_t done = 0;
  for (std::size_t i = 0; done < count; ++i) {
    std::uint64_t length =
        std::min<std::uint64_t>(static_cast<std::uint64_t>(run_lengths[i]), count - done);
    repeat_value(expanded.data() + done * width, values.data() + i * width, width, length);
    done += length;
  }
  return fixed_values(Buffer::take(std::move(expanded)), bits, count, place);
}

DecodedValues string_values(Buffer bytes, std::uint64_t first, std::uint64_t base,
                            std::uint64_t bits, std::uint64_t count, const PagePlace& place) {
  std::uint64_t width = bits / 8;
  if (first > bytes.size() || base > bytes.size() || count >= (bytes.size() - first) / width) {
    throw_corrupt(place, fmt::format("{} bytes have no room for {} offsets", bytes.size(), count));
  }
  DecodedValues values;
  values.count = count;
  values.offsets.resize(count + 1);
  std::uint64_t before = 0;
  for (std::uint64_t i = 0; i <= count; ++i) {
    const std::byte* at = bytes.data() + first + i * width;
    std::uint64_t offset =
        width == 4 ? load_little_endian<std::uint32_t>(at) : load_little_endian<std::uint64_t>(at);
    if (offset > bytes.size() - base || offset + base < before) {
      throw_corrupt(place, "offsets of values are out of order");
    }
    before = offset + base;
    values.offsets[i] = static_cast<std::int64_t>(before);
  }
  values.bytes = std::move(bytes);
  return values;
}

DecodedValues decode_fsst(const FsstDecoder& symbols, const DecodedValues& values,
                          const PagePlace& place) {
  if (values.offsets.empty()) {
    throw_corrupt(place, "FSST values are no byte strings");
  }
  auto stored = static_cast<std::size_t>(values.offsets.back() - values.offsets.front());
  check_decoded_size(place, symbols.max_size(stored));
  constexpr std::size_t kSlack = 8;
  Bytes text(symbols.max_size(stored) + kSlack);
  DecodedValues decoded;
  decoded.count = values.count;
  decoded.offsets.resize(values.offsets.size());
  std::size_t size = 0;
  for (std::size_t i = 0; i < values.count; ++i) {
    size += symbols.decode(values.text_at(i), text.data() + size);
    decoded.offsets[i + 1] = static_cast<std::int64_t>(size);
  }
  text.resize(size);
  decoded.bytes = Buffer::take(std::move(text));
  return decoded;
}

}  // namespace omnigraph::lance

#include "lance/compression/fastlanes.h"
#include "lance/compression/value_decoder.h"
#include "lance/memory_file.h"
#include "lance/packed_integer_page.h"
#include "lance_testing.h"

#include <rapidcheck/gtest.h>

namespace omnigraph::lance {
namespace {

using columnar::Buffer;
using ::testing::ElementsAre;
using testing::error_of;
using ::testing::HasSubstr;

const PagePlace kPlace{nullptr, "data/x.lance, field 'f'"};

template <typename T>
std::string little_endian(std::initializer_list<T> values) {
  std::string out;
  for (T value : values) {
    append_little_endian(out, value);
  }
  return out;
}

template <typename T>
std::vector<T> numbers(const DecodedValues& values) {
  std::vector<T> out(values.count);
  copy_bytes(out.data(), values.bytes.data(), out.size() * sizeof(T));
  return out;
}

std::vector<std::string> texts(const DecodedValues& values) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < values.count; ++i) {
    out.emplace_back(values.text_at(i));
  }
  return out;
}

StoredEncoding of_kind(EncodingKind kind, std::uint64_t bits) {
  StoredEncoding encoding;
  encoding.kind = kind;
  encoding.bits = bits;
  return encoding;
}

StoredEncoding run_lengths(std::uint64_t bits) {
  StoredEncoding encoding = of_kind(EncodingKind::rle, bits);
  encoding.inner.push_back(of_kind(EncodingKind::flat, bits));
  return encoding;
}

Buffer buffer(std::string bytes) { return Buffer::take(std::move(bytes)); }

TEST(FastLanes, LNC_164_values_lie_where_the_format_says) {
  std::vector<std::byte> packed(fastlanes_block_bytes(1));
  auto set = [&packed](std::size_t word, std::size_t bit) {
    packed[word * 4 + bit / 8] |= static_cast<std::byte>(1U << bit % 8);
  };
  set(5, 1);
  set(8, 16);
  std::vector<std::uint32_t> values(kFastLanesValues);
  unpack_fastlanes<std::uint32_t>(packed.data(), 1,
                                  std::span<std::uint32_t, kFastLanesValues>(values));
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(values[i], i == 133 || i == 40 ? 1U : 0U) << i;
  }
}

template <typename T>
void round_trip(std::size_t bits) {
  testing::SeededRandom random(bits);
  std::vector<T> values(kFastLanesValues);
  T mask = bits == sizeof(T) * 8 ? static_cast<T>(~T{0}) : static_cast<T>((T{1} << bits) - 1);
  for (T& value : values) {
    value = static_cast<T>(random.next()) & mask;
  }
  std::vector<std::byte> packed(fastlanes_block_bytes(bits));
  pack_fastlanes<T>(std::span<const T, kFastLanesValues>(values), bits, packed.data());
  std::vector<T> restored(kFastLanesValues);
  unpack_fastlanes<T>(packed.data(), bits, std::span<T, kFastLanesValues>(restored));
  EXPECT_EQ(restored, values) << bits << " of " << sizeof(T) * 8;
}

TEST(FastLanes, every_width_round_trips) {
  for (std::size_t bits = 0; bits <= 64; ++bits) {
    round_trip<std::uint64_t>(bits);
    if (bits <= 32) {
      round_trip<std::uint32_t>(bits);
    }
    if (bits <= 16) {
      round_trip<std::uint16_t>(bits);
    }
    if (bits <= 8) {
      round_trip<std::uint8_t>(bits);
    }
  }
}

TEST(Encodings, LNC_152_the_word_before_a_block_says_how_many_bits) {
  std::vector<std::uint32_t> values(kFastLanesValues, 0);
  values[0] = 5;
  values[1] = 7;
  std::string stored = little_endian<std::uint32_t>({3});
  std::vector<std::byte> packed(fastlanes_block_bytes(3));
  pack_fastlanes<std::uint32_t>(std::span<const std::uint32_t, kFastLanesValues>(values), 3,
                                packed.data());
  stored += as_text(packed);
  StoredEncoding encoding = of_kind(EncodingKind::inline_bitpacking, 32);
  EXPECT_THAT(numbers<std::uint32_t>(decode_mini_block(encoding, {buffer(stored)}, 2, kPlace)),
              ElementsAre(5, 7));
  EXPECT_THROW(decode_mini_block(encoding, {buffer(stored)}, 1025, kPlace), Error);
  EXPECT_THROW(decode_mini_block(encoding, {buffer(stored.substr(0, 300))}, 2, kPlace), Error);
  stored[0] = 33;
  EXPECT_THAT(error_of([&] { decode_block(encoding, buffer(stored), 2, kPlace); }).what(),
              HasSubstr("data/x.lance"));
}

TEST(Encodings, LNC_153_runs_are_cut_at_the_end_and_must_reach_it) {
  StoredEncoding encoding = run_lengths(16);
  Buffer values = buffer(little_endian<std::uint16_t>({7, 8, 9}));
  Buffer lengths = buffer(little_endian<std::uint8_t>({2, 0, 255}));
  EXPECT_THAT(numbers<std::uint16_t>(decode_mini_block(encoding, {values, lengths}, 4, kPlace)),
              ElementsAre(7, 7, 9, 9));
  EXPECT_THROW(decode_mini_block(encoding, {values, lengths}, 258, kPlace), Error);
  EXPECT_THROW(decode_mini_block(encoding, {values}, 4, kPlace), Error);
  EXPECT_THROW(decode_mini_block(encoding, {values.slice(0, 4), lengths}, 4, kPlace), Error);
  // The same as one block.
  std::string block = little_endian<std::uint64_t>({6}) + little_endian<std::uint16_t>({7, 8, 9}) +
                      little_endian<std::uint8_t>({2, 0, 255});
  EXPECT_THAT(numbers<std::uint16_t>(decode_block(encoding, buffer(block), 3, kPlace)),
              ElementsAre(7, 7, 9));
  block[0] = 100;
  EXPECT_THROW(decode_block(encoding, buffer(block), 3, kPlace), Error);
}

TEST(Encodings, LNC_153_split_bytes_are_joined) {
  StoredEncoding encoding = of_kind(EncodingKind::byte_stream_split, 32);
  EXPECT_THAT(numbers<std::uint32_t>(decode_mini_block(
                  encoding, {buffer(testing::from_hex("0102 0304 0506 0708"))}, 2, kPlace)),
              ElementsAre(0x07050301U, 0x08060402U));
  EXPECT_THROW(decode_mini_block(encoding, {buffer("1234567")}, 2, kPlace), Error);
}

TEST(Encodings, LNC_151_offsets_of_texts_are_checked) {
  StoredEncoding encoding = of_kind(EncodingKind::variable, 32);
  std::string stored = little_endian<std::uint32_t>({12, 13, 15}) + "abc";
  EXPECT_THAT(texts(decode_mini_block(encoding, {buffer(stored)}, 2, kPlace)),
              ElementsAre("a", "bc"));
  for (std::size_t at : {0U, 4U, 8U}) {
    std::string changed = stored;
    changed[at] = at == 0 ? 14 : 16;
    EXPECT_THROW(decode_mini_block(encoding, {buffer(changed)}, 2, kPlace), Error) << at;
  }
  EXPECT_THROW(decode_mini_block(encoding, {buffer(stored)}, 4, kPlace), Error);
  EXPECT_THROW(decode_mini_block(encoding, {buffer(stored)}, ~std::uint64_t{0}, kPlace), Error);
}

TEST(Encodings, LNC_155_blocks_of_texts_say_where_their_bytes_start) {
  StoredEncoding encoding = of_kind(EncodingKind::variable, 32);
  for (int width : {4, 8}) {
    std::string stored = width == 4 ? little_endian<std::uint32_t>({32, 20, 0, 1, 3}) + "abc"
                                    : little_endian<std::uint64_t>({64, 40, 0, 1, 3}) + "abc";
    EXPECT_THAT(texts(decode_block(encoding, buffer(stored), 2, kPlace)), ElementsAre("a", "bc"));
    EXPECT_THROW(decode_block(encoding, buffer(stored.substr(0, stored.size() - 1)), 2, kPlace),
                 Error);
    EXPECT_THROW(decode_block(encoding, buffer(stored.substr(0, 5)), 2, kPlace), Error);
  }
}

TEST(Encodings, LNC_155_the_rest_of_packed_words_is_raw_or_one_more_block) {
  StoredEncoding encoding = of_kind(EncodingKind::out_of_line_bitpacking, 16);
  encoding.packed_bits = 4;
  std::vector<std::uint16_t> values(kFastLanesValues);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = i % 16;
  }
  std::vector<std::byte> packed(fastlanes_block_bytes(4));
  pack_fastlanes<std::uint16_t>(std::span<const std::uint16_t, kFastLanesValues>(values), 4,
                                packed.data());
  std::string block(as_text(packed));
  std::vector<std::uint16_t> expected = values;
  expected.push_back(500);
  expected.push_back(3);
  EXPECT_EQ(numbers<std::uint16_t>(decode_block(
                encoding, buffer(block + little_endian<std::uint16_t>({500, 3})), 1026, kPlace)),
            expected);
  expected = values;
  expected.insert(expected.end(), {0, 1});
  EXPECT_EQ(numbers<std::uint16_t>(decode_block(encoding, buffer(block + block), 1026, kPlace)),
            expected);
  EXPECT_THROW(decode_block(encoding, buffer(block), 1026, kPlace), Error);
}

std::string symbol_table(std::initializer_list<std::string_view> symbols) {
  std::string table;
  append_little_endian(table,
                       std::uint64_t{0x46535354} << 32 | std::uint64_t{1} << 24 | symbols.size());
  for (std::string_view symbol : symbols) {
    table += symbol;
    table.append(8 - symbol.size(), '\0');
  }
  for (std::string_view symbol : symbols) {
    table += static_cast<char>(symbol.size());
  }
  return table;
}

TEST(Encodings, LNC_165_fsst_codes_stand_for_symbols_and_255_for_the_next_byte) {
  FsstDecoder decoder(as_bytes(symbol_table({"hello ", "x"})), kPlace);
  std::string stored = "\x01\xff!";
  stored.insert(stored.begin(), '\0');
  Bytes out(decoder.max_size(stored.size()) + 8);
  std::size_t size = decoder.decode(stored, out.data());
  EXPECT_EQ(as_text(ByteSpan(out).first(size)), "hello x!");
  EXPECT_THROW(decoder.decode("\x02", out.data()), Error);
  EXPECT_THROW(decoder.decode("\xff", out.data()), Error);
  std::string table = symbol_table({"hello "});
  EXPECT_THROW(FsstDecoder(as_bytes(table).first(14), kPlace), Error);
  table.back() = 9;
  EXPECT_THROW(FsstDecoder(as_bytes(table), kPlace), Error);
  std::string inactive = symbol_table({});
  inactive[3] = 0;
  EXPECT_EQ(FsstDecoder(as_bytes(inactive), kPlace).decode("ab", out.data()), 2U);
}

TEST(Encodings, LNC_166_compressed_buffers_have_their_length_before_them) {
  std::string raw(100'000, 'z');
  std::string stored = ZstdCompressor().compress(as_bytes(raw));
  EXPECT_EQ(as_text(decompress(GeneralScheme::zstd, as_bytes(stored), kPlace)), raw);
  // A bare frame, as LNC-107 allows.
  EXPECT_EQ(as_text(decompress(GeneralScheme::zstd, as_bytes(stored).subspan(8), kPlace)), raw);
  EXPECT_TRUE(decompress(GeneralScheme::zstd, {}, kPlace).empty());
  // A block of five literals.
  std::string lz4 = little_endian<std::uint32_t>({5}) + testing::from_hex("50 6161616161");
  EXPECT_EQ(as_text(decompress(GeneralScheme::lz4, as_bytes(lz4), kPlace)), "aaaaa");
  for (std::uint64_t claim :
       {std::uint64_t{99'999}, std::uint64_t{100'001}, ~std::uint64_t{0}, std::uint64_t{1} << 40}) {
    std::string changed = stored;
    std::memcpy(changed.data(), &claim, sizeof(claim));
    EXPECT_THROW(decompress(GeneralScheme::zstd, as_bytes(changed), kPlace), Error) << claim;
  }
  lz4[3] = 0x7F;
  EXPECT_THROW(decompress(GeneralScheme::lz4, as_bytes(lz4), kPlace), Error);
}

TEST(Encodings, LNC_160_slots_of_lists_begin_with_the_validity_of_their_items) {
  StoredEncoding encoding = of_kind(EncodingKind::fixed_size_list, 3 * 16);
  encoding.items_per_value = 3;
  encoding.has_validity = true;
  encoding.inner.push_back(of_kind(EncodingKind::flat, 16));
  DecodedValues slots;
  slots.count = 2;
  slots.bits = 7 * 8;
  slots.bytes =
      buffer(testing::from_hex("05 0100 0200 0300") + testing::from_hex("07 0400 0500 0600"));
  DecodedValues lists = decode_per_value(encoding, slots, kPlace);
  lists.count = 6;
  EXPECT_THAT(numbers<std::uint16_t>(lists), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_EQ(lists.item_validity.data()[0], std::byte{0x3D});
  slots.bits = 6 * 8;
  EXPECT_THROW(decode_per_value(encoding, slots, kPlace), Error);
}

TEST(Encodings, LNC_161_fields_of_packed_structures_are_taken_apart) {
  StoredEncoding encoding = of_kind(EncodingKind::variable_packed_struct, 0);
  encoding.fields.push_back({8, 0, of_kind(EncodingKind::flat, 8)});
  encoding.fields.push_back({0, 32, of_kind(EncodingKind::variable, 32)});
  DecodedValues slots;
  slots.count = 2;
  slots.bytes = buffer(testing::from_hex("05 02000000 6162"));
  slots.offsets = {0, 7, 7};  // the second row is null
  DecodedValues rows = decode_per_value(encoding, slots, kPlace);
  EXPECT_THAT(numbers<std::uint8_t>(rows.fields[0]), ElementsAre(5, 0));
  EXPECT_THAT(texts(rows.fields[1]), ElementsAre("ab", ""));
  slots.offsets = {0, 6, 7};
  EXPECT_THROW(decode_per_value(encoding, slots, kPlace), Error);
}

// Values packed as encoding 10 does: one bit string.
std::string pack_consecutive(const std::vector<std::uint64_t>& values, std::uint64_t bits) {
  std::string packed((values.size() * bits + 7) / 8, '\0');
  for (std::size_t i = 0; i < values.size() * bits; ++i) {
    if ((values[i / bits] >> i % bits & 1) != 0) {
      packed[i / 8] = static_cast<char>(packed[i / 8] | 1 << i % 8);
    }
  }
  return packed;
}

RC_GTEST_PROP(Encodings, packed_integers_read_as_they_were, ()) {
  auto bits = *rc::gen::inRange<std::uint64_t>(1, 65);
  std::uint64_t mask = bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  auto values = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::uint64_t>>(rc::gen::map(
      rc::gen::arbitrary<std::uint64_t>(), [mask](std::uint64_t value) { return value & mask; })));
  MemorySource source(buffer(pack_consecutive(values, bits)), "p");
  PackedIntegers integers;
  integers.type = {columnar::Type(columnar::TypeId::uint64), {columnar::TypeId::uint64, 64}, 0};
  integers.packed_bits = bits;
  integers.values = {0, source.size()};
  PackedIntegerPage page({&source, "p"}, integers);
  auto first = *rc::gen::inRange<std::size_t>(0, values.size());
  columnar::ArrayPtr read = page.read(first, values.size() - first);
  for (std::size_t i = first; i < values.size(); ++i) {
    RC_ASSERT(read->values<std::uint64_t>()[i - first] == values[i]);
  }
  std::vector<std::uint32_t> rows{static_cast<std::uint32_t>(first), 0};
  RC_ASSERT(page.take(rows)->values<std::uint64_t>()[0] == values[first]);
}

}  // namespace
}  // namespace omnigraph::lance

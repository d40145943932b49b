#include "lance/text_page_encoder.h"

#include "columnar/bitmap.h"
#include "lance/dictionary_builder.h"
#include "lance/encoding_messages.h"
#include "lance/proto/data_file.pb.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

namespace omnigraph::lance {
namespace {

using columnar::Array;

constexpr std::uint64_t kEndBits = 64;
constexpr std::uint64_t kByteBits = 8;

// Texts as a page stores them: their ends, a null's raised, and their bytes.
struct StoredTexts {
  std::vector<std::uint64_t> ends;
  std::uint64_t adjustment = 0;
  std::string packed;  // only if something must be left out
  ByteSpan bytes;

  std::size_t size() const { return ends.size() * sizeof(std::uint64_t) + bytes.size(); }
};

void gather(const Array& array, StoredTexts& texts) {
  texts.ends.resize(array.length());
  std::span<const std::int64_t> offsets = array.offsets();
  if (array.null_count() == 0) {
    auto base = static_cast<std::size_t>(offsets.front());
    texts.bytes =
        array.parts().values.bytes().subspan(base, static_cast<std::size_t>(offsets.back()) - base);
    for (std::size_t i = 0; i < texts.ends.size(); ++i) {
      texts.ends[i] = static_cast<std::uint64_t>(offsets[i + 1]) - base;
    }
    texts.adjustment = texts.bytes.size() + 1;
    return;
  }
  // A null may own bytes in memory; in a file it must not.
  for (std::size_t i = 0; i < texts.ends.size(); ++i) {
    if (array.is_valid(i)) {
      texts.packed += array.text_at(i);
    }
    texts.ends[i] = texts.packed.size();
  }
  texts.bytes = as_bytes(texts.packed);
  texts.adjustment = texts.bytes.size() + 1;
  columnar::BitmapBuilder validity;
  validity.append_from(array.parts().validity.data(), array.parts().offset, array.length());
  raise_nulls(texts.ends, validity.finish(), texts.adjustment);
}

// The parts of a `binary` encoding, which lie on two buffers.
struct EncodedTexts {
  EncodedValues ends;
  EncodedValues bytes;

  std::size_t size() const { return ends.size() + bytes.size(); }
};

EncodedTexts plain_texts(const StoredTexts& texts) {
  EncodedTexts encoded;
  encoded.ends.bits = kEndBits;
  encoded.ends.plain = std::as_bytes(std::span(texts.ends));
  encoded.bytes.bits = kByteBits;
  encoded.bytes.plain = texts.bytes;
  return encoded;
}

void describe_texts(proto::ArrayEncoding& out, const EncodedTexts& texts, std::uint64_t adjustment,
                    std::uint32_t first_buffer) {
  proto::Binary& binary = *out.mutable_binary();
  describe_valid(*binary.mutable_indices(), texts.ends, first_buffer);
  describe_values(*binary.mutable_bytes(), texts.bytes, first_buffer + 1);
  binary.set_null_adjustment(adjustment);
}

// A page by its dictionary: the indices on buffer 0, the plain items on two more.
struct EncodedDictionary {
  TextDictionary dictionary;
  StoredTexts items;
  EncodedValues indices;

  std::size_t size() const {
    return indices.size() + items.ends.size() * sizeof(std::uint64_t) + items.packed.size();
  }
};

std::optional<EncodedDictionary> encode_dictionary(const Array& array,
                                                   ValueCompressor& compressor) {
  if (!compressor.is_enabled() || array.type().id() != columnar::TypeId::utf8) {
    return std::nullopt;
  }
  std::optional<TextDictionary> found = build_dictionary(array);
  if (!found) {
    return std::nullopt;
  }
  EncodedDictionary encoded;
  encoded.dictionary = std::move(*found);
  for (std::string_view item : encoded.dictionary.items) {
    encoded.items.packed += item;
    encoded.items.ends.push_back(encoded.items.packed.size());
  }
  encoded.items.adjustment = encoded.items.packed.size() + 1;
  encoded.indices = compressor.compress_integers(encoded.dictionary.indices, kByteBits);
  return encoded;
}

void write_dictionary(EncodedDictionary& encoded, FileOutput& output, PageList& pages) {
  encoded.items.bytes = as_bytes(encoded.items.packed);
  EncodedTexts items = plain_texts(encoded.items);
  proto::ArrayEncoding encoding;
  proto::Dictionary& dictionary = *encoding.mutable_dictionary();
  describe_valid(*dictionary.mutable_indices(), encoded.indices, 0);
  describe_texts(*dictionary.mutable_items(), items, encoded.items.adjustment, 1);
  dictionary.set_num_dictionary_items(static_cast<std::uint32_t>(encoded.dictionary.items.size()));
  std::array<ByteRange, 3> buffers{output.append_buffer(encoded.indices.bytes()),
                                   output.append_buffer(items.ends.bytes()),
                                   output.append_buffer(items.bytes.bytes())};
  pages.add(encoded.dictionary.indices.size(), encoding, buffers);
}

}  // namespace

void raise_nulls(std::span<std::uint64_t> ends, const Bytes& validity, std::uint64_t adjustment) {
  for (std::size_t i = 0; i < ends.size(); ++i) {
    ends[i] += columnar::get_bit(validity.data(), i) ? 0 : adjustment;
  }
}

void encode_text_page(const Array& array, ValueCompressor& compressor, FileOutput& output,
                      PageList& pages) {
  StoredTexts texts;
  gather(array, texts);
  EncodedTexts encoded = plain_texts(texts);
  std::optional<EncodedDictionary> dictionary = encode_dictionary(array, compressor);
  // A dictionary that halves the page is taken at once: little is left to be gained.
  bool is_settled = dictionary && dictionary->size() * 2 <= texts.size();
  if (compressor.is_enabled() && !is_settled) {
    EncodedTexts compressed{compressor.compress_integers(encoded.ends.plain, kEndBits),
                            compressor.compress(encoded.bytes.plain, kByteBits)};
    if (is_worth_decoding(texts.size(), compressed.size())) {
      encoded = std::move(compressed);
    }
  }
  if (dictionary && dictionary->size() < encoded.size() &&
      is_worth_decoding(texts.size(), dictionary->size())) {
    write_dictionary(*dictionary, output, pages);
    return;
  }
  proto::ArrayEncoding encoding;
  describe_texts(encoding, encoded, texts.adjustment, 0);
  std::array<ByteRange, 2> buffers{output.append_buffer(encoded.ends.bytes()),
                                   output.append_buffer(encoded.bytes.bytes())};
  pages.add(array.length(), encoding, buffers);
}

}  // namespace omnigraph::lance

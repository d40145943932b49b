#include "lance/dictionary_builder.h"

#include <absl/container/flat_hash_map.h>

namespace omnigraph::lance {

std::optional<TextDictionary> build_dictionary(const columnar::Array& texts) {
  TextDictionary dictionary;
  dictionary.indices.resize(texts.length());
  absl::flat_hash_map<std::string_view, std::byte> numbers;
  std::string_view last;
  std::byte last_index{0};
  for (std::size_t i = 0; i < texts.length(); ++i) {
    if (texts.is_null(i)) {
      continue;
    }
    std::string_view text = texts.text_at(i);
    if (last_index == std::byte{0} || text != last) {
      auto [known, is_new] =
          numbers.try_emplace(text, static_cast<std::byte>(dictionary.items.size() + 1));
      if (is_new) {
        if (dictionary.items.size() == kMaxDictionaryItems) {
          return std::nullopt;
        }
        dictionary.items.push_back(text);
      }
      last = text;
      last_index = known->second;
    }
    dictionary.indices[i] = last_index;
  }
  return dictionary;
}

}  // namespace omnigraph::lance

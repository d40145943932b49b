#include "lance/utf8.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

namespace omnigraph::lance {

void check_utf8(const columnar::Array& text, const PagePlace& place) {
  if (place.is_trusted || text.type().id() != columnar::TypeId::utf8 || text.length() == 0) {
    return;
  }
  std::span<const std::int64_t> ends = text.offsets();
  const char* bytes = reinterpret_cast<const char*>(text.parts().values.data());
  // All at once; then no value may start within a character.
  bool is_valid = simdjson::validate_utf8(bytes + ends.front(),
                                          static_cast<std::size_t>(ends.back() - ends.front()));
  is_valid = is_valid && std::all_of(ends.begin(), ends.end() - 1, [&](std::int64_t at) {
               return at == ends.back() || (static_cast<unsigned char>(bytes[at]) & 0xC0) != 0x80;
             });
  if (!is_valid) {
    throw_corrupt(place, "it has text that is not valid UTF-8");
  }
}

}  // namespace omnigraph::lance

#include "storage/sequence.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace omnigraph::storage {
namespace {

constexpr std::size_t kDigits = 20;

}  // namespace

std::string Sequence::name(std::uint64_t number) const {
  return fmt::format("{}{:020}{}", prefix_, ~number, suffix_);
}

std::optional<std::uint64_t> Sequence::parse(std::string_view name) const {
  if (name.size() != prefix_.size() + kDigits + suffix_.size() || !name.starts_with(prefix_) ||
      !name.ends_with(suffix_)) {
    return std::nullopt;
  }
  std::string_view digits = name.substr(prefix_.size(), kDigits);
  std::uint64_t inverted = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + kDigits, inverted);
  if (error != std::errc() || end != digits.data() + kDigits) {
    return std::nullopt;
  }
  return ~inverted;
}

std::uint64_t Sequence::list_last(ObjectStore& store) const {
  // One name is enough unless something foreign sorts before ours: then go on a page at a time.
  ListRequest request{prefix_, {}, 1};
  for (;;) {
    std::vector<ObjectInfo> objects = store.list(request);
    for (const ObjectInfo& object : objects) {
      if (auto number = parse(object.name)) {
        return *number;
      }
    }
    if (objects.empty()) {
      return 0;
    }
    request.start_after = objects.back().name;
    request.limit = 100;
  }
}

std::uint64_t Sequence::find_last(ObjectStore& store, std::uint64_t known) const {
  if (store.lists_in_order()) {
    return std::max(known, list_last(store));
  }
  std::uint64_t present = known;
  std::uint64_t absent = 0;
  for (std::uint64_t step = 1; absent == 0; step *= 2) {
    if (store.exists(name(present + step))) {
      present += step;
    } else {
      absent = present + step;
    }
  }
  while (absent - present > 1) {
    std::uint64_t middle = present + (absent - present) / 2;
    (store.exists(name(middle)) ? present : absent) = middle;
  }
  return present;
}

}  // namespace omnigraph::storage

#include "lance/manifest_name.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>

namespace omnigraph::lance {
namespace {

constexpr std::string_view kExtension = ".manifest";
constexpr std::size_t kInvertedDigits = 20;
constexpr std::uint64_t kAllOnes = std::numeric_limits<std::uint64_t>::max();
// Versions with the top bit set are detached, never part of the sequence (LNC-11).
constexpr std::uint64_t kMaxVersion = kAllOnes >> 1;

}  // namespace

std::string manifest_name(std::uint64_t version) {
  return fmt::format("{:020}{}", kAllOnes - version, kExtension);
}

std::optional<ManifestName> parse_manifest_name(std::string_view name) {
  if (!name.ends_with(kExtension)) {
    return std::nullopt;
  }
  std::string_view digits = name.substr(0, name.size() - kExtension.size());
  std::uint64_t number = 0;
  auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || error != std::errc() || stop != digits.data() + digits.size()) {
    return std::nullopt;
  }
  ManifestName parsed;
  parsed.naming =
      digits.size() == kInvertedDigits ? ManifestNaming::inverted : ManifestNaming::decimal;
  parsed.version = parsed.naming == ManifestNaming::inverted ? kAllOnes - number : number;
  if (parsed.version == 0 || parsed.version > kMaxVersion) {
    return std::nullopt;
  }
  return parsed;
}

}  // namespace omnigraph::lance

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace omnigraph::lance {

/// The two ways that manifests are named (LNC-10). One directory has only one of them.
enum class ManifestNaming : std::uint8_t {
  decimal,   ///< V1: `<version>.manifest`
  inverted,  ///< V2: 20 digits of 2^64-1-version, so that the newest sorts first; what we write
};

struct ManifestName {
  std::uint64_t version = 0;
  ManifestNaming naming = ManifestNaming::inverted;

  friend bool operator==(const ManifestName&, const ManifestName&) = default;
};

/// The name of the manifest of `version`, 1 … 2^63-1, inside `_versions/`.
std::string manifest_name(std::uint64_t version);

/// What the name of a file in `_versions/` says; nothing for the names that LNC-11 has ignored.
std::optional<ManifestName> parse_manifest_name(std::string_view name);

}  // namespace omnigraph::lance

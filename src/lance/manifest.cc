#include "lance/manifest.h"

#include <fmt/format.h>

namespace omnigraph::lance {

std::string deletion_file_name(std::uint64_t fragment_id, const DeletionFile& file) {
  return fmt::format("{}-{}-{}.{}", fragment_id, file.read_version, file.id,
                     file.kind == DeletionFileKind::bitmap ? "bin" : "arrow");
}

std::uint64_t needed_reader_flags(const Manifest& manifest) {
  std::uint64_t flags = manifest.base_paths.empty() ? 0 : kFeatureBasePaths;
  for (const Fragment& fragment : manifest.fragments) {
    flags |= fragment.deletion_file ? kFeatureDeletionFiles : 0;
  }
  return flags;
}

std::uint64_t needed_writer_flags(const Manifest& manifest) {
  return needed_reader_flags(manifest) | (manifest.config.empty() ? 0 : kFeatureConfig);
}

std::uint64_t unsupported_writer_flags(const Manifest& manifest) {
  return manifest.writer_feature_flags & ~kSupportedFeatures;
}

}  // namespace omnigraph::lance

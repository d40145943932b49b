#include "table/lance_manifest.h"

namespace omnigraph::table {

lance::Manifest empty_manifest(std::vector<lance::Field> fields, std::int64_t micros) {
  lance::Manifest manifest;
  manifest.fields = std::move(fields);
  manifest.timestamp =
      lance::Timestamp{micros / 1'000'000, static_cast<std::int32_t>(micros % 1'000'000 * 1000)};
  manifest.writer_version = lance::WriterVersion{"omnigraph", OMNIGRAPH_VERSION};
  manifest.data_format = lance::DataFormat{};
  return manifest;
}

}  // namespace omnigraph::table

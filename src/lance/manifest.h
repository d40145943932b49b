#pragma once

#include "lance/field.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace omnigraph::lance {

/// A file with columns of one fragment (LNC-40, LNC-41).
struct DataFile {
  /// One path segment below `data/`.
  std::string path;
  /// Ids of the fields in the file, and for each the number of its column; -2 marks a field that a
  /// later file replaced, column -1 one that has no column of its own.
  std::vector<std::int32_t> fields;
  std::vector<std::int32_t> column_indices;
  std::uint32_t major_version = 2;
  std::uint32_t minor_version = 0;
  /// The exact size; 0 if unknown.
  std::uint64_t size_bytes = 0;
  /// The entry of `Manifest::base_paths` below which the file lies; absent: in this dataset.
  std::optional<std::uint32_t> base_id;
  /// Ours, in staged manifests only (D-36): `DataFileSummary::tail_checksum`.
  std::optional<std::uint64_t> tail_checksum;

  friend bool operator==(const DataFile&, const DataFile&) = default;
};

enum class DeletionFileKind : std::uint8_t { arrow = 0, bitmap = 1 };

/// A stored set of deleted rows, cumulative (lance-format section 6).
struct DeletionFile {
  DeletionFileKind kind = DeletionFileKind::bitmap;
  std::uint64_t read_version = 0;
  std::uint64_t id = 0;
  /// 0: unknown.
  std::uint64_t deleted_row_count = 0;
  std::optional<std::uint32_t> base_id;

  friend bool operator==(const DeletionFile&, const DeletionFile&) = default;
};

/// The name of a deletion file below `_deletions/`.
std::string deletion_file_name(std::uint64_t fragment_id, const DeletionFile& file);

/// Rows written together. Deleted are the rows of `deletion_file`, `deleted_rows` and
/// `deletion_vector`, whichever are set.
struct Fragment {
  std::uint64_t id = 0;
  std::vector<DataFile> files;
  std::optional<DeletionFile> deletion_file;
  /// Rows in the files, deleted ones included.
  std::uint64_t physical_rows = 0;
  /// Ours, in staged manifests only (D-21): a deletion vector's stored form, or empty.
  std::string deleted_rows;
  /// Ours, in staged manifests only (D-21): the name of an immutable `.dv` object, or empty.
  std::string deletion_vector;
  /// The XXH3-64 of that object.
  std::optional<std::uint64_t> deletion_vector_checksum;

  friend bool operator==(const Fragment&, const Fragment&) = default;
};

/// UTC.
struct Timestamp {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;

  friend bool operator==(const Timestamp&, const Timestamp&) = default;
};

struct WriterVersion {
  std::string library;
  std::string version;

  friend bool operator==(const WriterVersion&, const WriterVersion&) = default;
};

struct DataFormat {
  std::string file_format = "lance";
  std::string version = "2.0";

  friend bool operator==(const DataFormat&, const DataFormat&) = default;
};

/// Another place where files of the table may lie (LNC-18).
struct BasePath {
  std::uint32_t id = 0;
  std::optional<std::string> name;
  bool is_dataset_root = false;
  std::string path;

  friend bool operator==(const BasePath&, const BasePath&) = default;
};

/// One immutable state of a table. What foreign writers say beyond this (indices, row ids) is
/// dropped; tables carry it only as derived data.
struct Manifest {
  std::vector<Field> fields;
  /// In row order.
  std::vector<Fragment> fragments;
  std::uint64_t version = 1;
  std::map<std::string, std::string> schema_metadata;
  std::optional<Timestamp> timestamp;
  std::string tag;
  std::uint64_t reader_feature_flags = 0;
  std::uint64_t writer_feature_flags = 0;
  /// The highest fragment id ever used; absent if there never was a fragment.
  std::optional<std::uint32_t> max_fragment_id;
  std::optional<WriterVersion> writer_version;
  std::optional<DataFormat> data_format;
  std::map<std::string, std::string> config;
  std::vector<BasePath> base_paths;
  std::map<std::string, std::string> table_metadata;
  std::optional<std::string> branch;

  friend bool operator==(const Manifest&, const Manifest&) = default;
};

/// Bits of the feature flags (LNC-22).
inline constexpr std::uint64_t kFeatureDeletionFiles = 1;
inline constexpr std::uint64_t kFeatureStableRowIds = 2;
inline constexpr std::uint64_t kFeatureDataVersion2 = 4;
inline constexpr std::uint64_t kFeatureConfig = 8;
inline constexpr std::uint64_t kFeatureBasePaths = 16;
inline constexpr std::uint64_t kFeatureNoTransactionFile = 32;
inline constexpr std::uint64_t kFeatureIndexExtraColumns = 128;
inline constexpr std::uint64_t kFeatureMixedDataVersions = 256;
/// Those that we implement.
inline constexpr std::uint64_t kSupportedFeatures =
    kFeatureDeletionFiles | kFeatureStableRowIds | kFeatureDataVersion2 | kFeatureConfig |
    kFeatureBasePaths | kFeatureNoTransactionFile | kFeatureIndexExtraColumns |
    kFeatureMixedDataVersions;

/// The reader flags that the content of `manifest` needs, and the writer flags.
std::uint64_t needed_reader_flags(const Manifest& manifest);
std::uint64_t needed_writer_flags(const Manifest& manifest);

/// The writer flags that we do not implement: when there are any, the table must not be written.
std::uint64_t unsupported_writer_flags(const Manifest& manifest);

}  // namespace omnigraph::lance

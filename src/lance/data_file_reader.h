#pragma once

#include "base/mutex.h"
#include "columnar/array.h"
#include "lance/byte_source.h"
#include "lance/checked_source.h"
#include "lance/column_builder.h"
#include "lance/column_reader.h"
#include "lance/decoded_pages.h"
#include "lance/field.h"
#include "lance/file_layout.h"
#include "lance/manifest.h"
#include "lance/side_files.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace omnigraph::lance {

/// Whether a reader compares what it reads with the checksums of the file (CheckedSource).
enum class Checksums : std::uint8_t { verify, ignore };

struct DataFileReaderOptions {
  /// Opens what blobs of version 2 may lie in.
  SideFileOpener side_files = {};
  /// Files of others have no checksums.
  Checksums checksums = Checksums::verify;
  /// Keeps the pages that must be decoded, as a whole; without, each read decodes at least what it
  /// needs, of a compressed page all of it. Only files of 2.0 have such pages.
  std::shared_ptr<DecodedPages> decoded_pages = {};
};

/// Reads a data file. Columns are decoded on demand; of a mapped file, numbers, vectors and texts
/// without nulls are used in place. Immutable and safe to use from any thread.
///
/// All errors are `Error` (internal) and name the file. Corrupt pages may go unnoticed until they
/// are read.
class DataFileReader {
 public:
  /// Opens a file by the schema that it carries: ours, or any whose manifest is not at hand.
  static std::shared_ptr<const DataFileReader> open(std::shared_ptr<ByteSource> source,
                                                    DataFileReaderOptions options = {});
  /// Opens a file of a table: `schema` and `file` are its manifest's. Fields are matched by id
  /// alone (LNC-30). Those that `file` does not list are not in `schema()`.
  static std::shared_ptr<const DataFileReader> open(std::shared_ptr<ByteSource> source,
                                                    std::span<const Field> schema,
                                                    const DataFile& file,
                                                    DataFileReaderOptions options = {});

  /// Unique in the process: the file in the keys of `DecodedPages`.
  std::uint64_t file_id() const { return file_id_; }
  FormatVersion version() const { return layout_.version; }
  std::uint64_t row_count() const { return layout_.row_count; }
  /// The top-level fields that can be read from this file.
  const std::vector<Field>& schema() const { return schema_; }
  /// Whether the file has the field, at top level or as the field of a structure.
  bool has_field(std::int32_t field_id) const;

  /// Rows `first … first + count - 1` of a field, which may be a structure's field too. Throws if
  /// the file does not have them.
  columnar::ArrayPtr read_column(std::int32_t field_id, std::uint64_t first,
                                 std::uint64_t count) const;
  /// The values of a field in `rows`, in that order. Of a plain page only those are read; a page of
  /// 2.0 that is compressed, or that `DecodedPages` keep, is decoded as a whole. Throws if a row
  /// does not exist.
  columnar::ArrayPtr take(std::int32_t field_id, std::span<const std::uint32_t> rows) const;
  /// The parts of the file that `read_column` will ask for, as far as its metadata tells: where
  /// texts and lists are concerned, those of the whole page; blob values are left out. For sources
  /// that are far away: fetch the ranges of several columns at once, then read.
  std::vector<ByteRange> byte_ranges(std::int32_t field_id, std::uint64_t first,
                                     std::uint64_t count) const;

  /// The directory of the file's buffers and segments; null if the file is not ours.
  const BufferDirectory* directory() const;
  /// The number of the global buffer with the first segment of that kind and field, if there is
  /// one.
  std::optional<std::uint32_t> find_segment(std::uint32_t kind, std::int32_t field_id) const;
  /// Throws unless the end of the file has that checksum: `DataFileSummary::tail_checksum`.
  void verify_tail(std::uint64_t checksum) const;

  /// Global buffers, 0 (the schema) included.
  std::size_t global_buffer_count() const { return layout_.global_buffers.size(); }
  ByteRange global_buffer_range(std::size_t number) const;
  columnar::Buffer global_buffer(std::size_t number) const;

 private:
  DataFileReader(std::shared_ptr<ByteSource> source, FileLayout layout,
                 DataFileReaderOptions options);

  bool holds(const Field& field) const;
  ColumnBuilder builder() const;
  columnar::Buffer stored_global_buffer(std::size_t number) const;
  const ColumnReader& column(std::int32_t field_id) const;
  const ColumnReader& column_with_rows(std::int32_t field_id, std::uint64_t first,
                                       std::uint64_t count) const;

  std::uint64_t file_id_;
  std::shared_ptr<ByteSource> source_;
  FileLayout layout_;
  std::vector<Field> schema_;
  ColumnNumbers numbers_;
  DataFileReaderOptions options_;
  mutable CheckedSource checked_;
  mutable Mutex mutex_;
  // Built on first use; an entry never changes or goes.
  mutable std::map<std::int32_t, std::unique_ptr<const ColumnReader>> columns_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace omnigraph::lance

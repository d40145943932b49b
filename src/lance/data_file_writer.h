#pragma once

#include "base/bytes.h"
#include "columnar/batch.h"
#include "lance/buffer_directory.h"
#include "lance/byte_sink.h"
#include "lance/data_file_writer_options.h"
#include "lance/field.h"
#include "lance/file_output.h"
#include "lance/manifest.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace omnigraph::lance {

class ColumnWriter;
class PageEncoder;

/// What a file became.
struct DataFileSummary {
  std::uint64_t row_count = 0;
  /// Fields, columns, version and size; the path is left to whoever knows it.
  DataFile file;
  /// The end of the file, which describes the rest: from global buffer 0 on. Checksums of what it
  /// describes are in the directory; its own XXH3-64 is kept outside of the file.
  ByteRange tail;
  std::uint64_t tail_checksum = 0;
};

/// Writes a data file of version 2.0 front to back (lance-format sections 8 and 9).
///
///     per page: its buffers; blob values and segments between them
///     global buffer 1: the directory of all of these (BufferDirectory)
///     global buffer 0: FileDescriptor
///     metadata of the columns, table of the columns, table of the global buffers, footer
///
/// Every buffer starts at a multiple of 64 and has zeros before it. Values wait in memory until
/// their page is full: at most about a page a column.
class DataFileWriter {
 public:
  /// `sink` outlives the writer. The file's columns are `schema` and its children, depth first.
  DataFileWriter(ByteSink& sink, std::vector<Field> schema, DataFileWriterOptions options = {});
  ~DataFileWriter();
  DataFileWriter(const DataFileWriter&) = delete;
  DataFileWriter& operator=(const DataFileWriter&) = delete;

  /// Appends rows. The columns have the schema's order and types; nulls stand only in nullable
  /// fields. Structures are null only in Blob properties, where it means that both children are.
  void write(const columnar::Batch& batch);

  /// Writes `content` as a segment of the file: a global buffer (LNC-93) that the directory lists.
  /// `field_id` is -1 for segments about the whole file. Kinds are the caller's.
  void add_segment(std::uint32_t kind, std::int32_t field_id, ByteSpan content);

  /// Writes out the last pages; no rows may follow, segments may. Called by `finish` too.
  void finish_pages();
  /// All buffers so far, in file order: pages, blob values and global buffers.
  const std::vector<WrittenBuffer>& buffers() const { return output_.buffers(); }

  /// Writes the rest of the file. Nothing may follow.
  DataFileSummary finish();

 private:
  enum class State : std::uint8_t { rows, buffers, finished };

  DataFileSummary summary() const;

  FileOutput output_;
  std::unique_ptr<PageEncoder> encoder_;
  std::vector<Field> schema_;
  std::vector<std::unique_ptr<ColumnWriter>> columns_;
  std::vector<ByteRange> segment_ranges_;
  std::vector<EmbeddedSegment> segments_;
  ByteRange tail_;
  std::uint64_t tail_checksum_ = 0;
  std::uint64_t row_count_ = 0;
  State state_ = State::rows;
};

}  // namespace omnigraph::lance

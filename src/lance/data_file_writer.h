#pragma once

#include "base/bytes.h"
#include "columnar/batch.h"
#include "lance/byte_sink.h"
#include "lance/field.h"
#include "lance/file_output.h"
#include "lance/manifest.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace omnigraph::lance {

class ColumnWriter;

struct DataFileWriterOptions {
  /// Decoded bytes at which a page is full (LNC-97).
  std::size_t page_bytes = std::size_t{8} << 20;
};

/// What a file became.
struct DataFileSummary {
  std::uint64_t row_count = 0;
  /// Fields, columns, version and size; the path is left to whoever knows it.
  DataFile file;
};

/// Writes a data file of version 2.0 front to back (lance-format sections 8 and 9).
///
///     per page: its buffers; blob values and extra global buffers between them
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

  /// Writes `content` as an extra global buffer (LNC-93) and returns its number, from 1 on.
  std::uint32_t add_global_buffer(ByteSpan content);
  /// The next number, for a buffer whose content comes later (a directory of the others, say);
  /// `fill_global_buffer` must follow before `finish`.
  std::uint32_t reserve_global_buffer();
  void fill_global_buffer(std::uint32_t number, ByteSpan content);

  /// Writes out the last pages; no rows may follow, global buffers may. Called by `finish` too.
  void finish_pages();
  /// All buffers so far, in file order: pages, blob values and global buffers.
  const std::vector<WrittenBuffer>& buffers() const { return output_.buffers(); }

  /// Writes the rest of the file. Nothing may follow.
  DataFileSummary finish();

 private:
  enum class State : std::uint8_t { rows, buffers, finished };

  std::vector<ByteRange> append_all(const std::vector<std::string>& columns);
  DataFileSummary summary() const;

  FileOutput output_;
  std::vector<Field> schema_;
  std::vector<std::unique_ptr<ColumnWriter>> columns_;
  std::vector<std::optional<ByteRange>> global_buffers_;  // number 1 is the first
  std::uint64_t row_count_ = 0;
  State state_ = State::rows;
};

}  // namespace omnigraph::lance

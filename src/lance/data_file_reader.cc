#include "lance/data_file_reader.h"

#include "base/hash.h"
#include "base/throw_error.h"
#include "lance/structural/structural_column.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace omnigraph::lance {
namespace {

// The field with `id` at top level or in structures; list items have no rows of their own.
const Field* find_row_field(std::span<const Field> fields, std::int32_t id) {
  for (const Field& field : fields) {
    if (field.id == id) {
      return &field;
    }
    if (field.type.id() == columnar::TypeId::structure) {
      if (const Field* nested = find_row_field(field.children, id)) {
        return nested;
      }
    }
  }
  return nullptr;
}

// The fields that have a column in a file of that version, in the order of the columns.
void append_column_fields(std::span<const Field> fields, FormatVersion version,
                          std::vector<const Field*>& out) {
  for (const Field& field : fields) {
    bool is_leaf = is_leaf_column(field);
    if (is_leaf || version == FormatVersion::v2_0) {
      out.push_back(&field);
    }
    if (!is_leaf || (version == FormatVersion::v2_0 && !is_packed_structure(field))) {
      append_column_fields(field.children, version, out);
    }
  }
}

std::uint64_t next_file_id() {
  static std::atomic<std::uint64_t> next{1};
  return next.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

DataFileReader::DataFileReader(std::shared_ptr<ByteSource> source, FileLayout layout,
                               DataFileReaderOptions options)
    : file_id_(next_file_id()),
      source_(std::move(source)),
      layout_(std::move(layout)),
      options_(std::move(options)),
      checked_(*source_, [this]() -> std::optional<BufferDirectory> {
        if (layout_.global_buffers.size() <= kDirectoryBuffer) {
          return std::nullopt;
        }
        return decode_buffer_directory(stored_global_buffer(kDirectoryBuffer).bytes(),
                                       source_->name());
      }) {}

std::shared_ptr<const DataFileReader> DataFileReader::open(std::shared_ptr<ByteSource> source,
                                                           DataFileReaderOptions options) {
  FileLayout layout = read_layout(*source);
  std::shared_ptr<DataFileReader> reader(
      new DataFileReader(std::move(source), std::move(layout), std::move(options)));
  reader->schema_ = reader->layout_.schema;
  std::vector<const Field*> columns;
  append_column_fields(reader->schema_, reader->version(), columns);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    reader->numbers_.emplace(columns[i]->id, static_cast<std::uint32_t>(i));
  }
  return reader;
}

std::shared_ptr<const DataFileReader> DataFileReader::open(std::shared_ptr<ByteSource> source,
                                                           std::span<const Field> schema,
                                                           const DataFile& file,
                                                           DataFileReaderOptions options) {
  FileLayout layout = read_layout(*source);
  if (file.fields.size() != file.column_indices.size()) {
    throw_internal("{}: the manifest lists {} fields but {} columns", source->name(),
                   file.fields.size(), file.column_indices.size());
  }
  std::shared_ptr<DataFileReader> reader(
      new DataFileReader(std::move(source), std::move(layout), std::move(options)));
  for (std::size_t i = 0; i < file.fields.size(); ++i) {
    if (file.fields[i] >= 0 && file.column_indices[i] >= 0) {
      reader->numbers_.emplace(file.fields[i], static_cast<std::uint32_t>(file.column_indices[i]));
    }
  }
  for (const Field& field : schema) {
    if (reader->holds(field)) {
      reader->schema_.push_back(field);
    }
  }
  return reader;
}

// From 2.1 on only leaves have columns.
bool DataFileReader::holds(const Field& field) const {
  if (version() == FormatVersion::v2_0 || is_leaf_column(field)) {
    return numbers_.contains(field.id);
  }
  return std::any_of(field.children.begin(), field.children.end(),
                     [this](const Field& child) { return holds(child); });
}

bool DataFileReader::has_field(std::int32_t field_id) const {
  const Field* field = find_row_field(schema_, field_id);
  return field != nullptr && holds(*field);
}

ColumnBuilder DataFileReader::builder() const {
  ByteSource& source =
      options_.checksums == Checksums::verify ? static_cast<ByteSource&>(checked_) : *source_;
  return {source,
          layout_,
          numbers_,
          options_.side_files,
          directory() != nullptr,
          options_.decoded_pages.get(),
          file_id_};
}

const ColumnReader& DataFileReader::column(std::int32_t field_id) const {
  {
    MutexLock lock(mutex_);
    auto found = columns_.find(field_id);
    if (found != columns_.end()) {
      return *found->second;
    }
  }
  const Field* field = find_row_field(schema_, field_id);
  if (field == nullptr) {
    throw_internal("{} has no column for field {}", source_->name(), field_id);
  }
  std::unique_ptr<ColumnReader> column = builder().build(*field);
  if (column->length() != layout_.row_count) {
    throw_internal("{} is corrupt: it has {} rows, but {} values of field '{}'", source_->name(),
                   layout_.row_count, column->length(), field->name);
  }
  // Another thread may have been faster; then its reader stays.
  MutexLock lock(mutex_);
  return *columns_.emplace(field_id, std::move(column)).first->second;
}

const ColumnReader& DataFileReader::column_with_rows(std::int32_t field_id, std::uint64_t first,
                                                     std::uint64_t count) const {
  if (first > layout_.row_count || count > layout_.row_count - first) {
    throw_internal("{} has {} rows; {} from row {} on were asked for", source_->name(),
                   layout_.row_count, count, first);
  }
  return column(field_id);
}

columnar::ArrayPtr DataFileReader::read_column(std::int32_t field_id, std::uint64_t first,
                                               std::uint64_t count) const {
  return column_with_rows(field_id, first, count).read(first, count);
}

columnar::ArrayPtr DataFileReader::take(std::int32_t field_id,
                                        std::span<const std::uint32_t> rows) const {
  if (rows.empty()) {
    return column(field_id).read(0, 0);
  }
  std::uint32_t last = *std::max_element(rows.begin(), rows.end());
  return column_with_rows(field_id, last, 1).take(rows);
}

std::vector<ByteRange> DataFileReader::byte_ranges(std::int32_t field_id, std::uint64_t first,
                                                   std::uint64_t count) const {
  std::vector<ByteRange> ranges;
  column_with_rows(field_id, first, count).append_ranges(first, count, ranges);
  return ranges;
}

ByteRange DataFileReader::global_buffer_range(std::size_t number) const {
  if (number >= layout_.global_buffers.size()) {
    throw_internal("{} has {} global buffers; number {} was asked for", source_->name(),
                   layout_.global_buffers.size(), number);
  }
  return layout_.global_buffers[number];
}

columnar::Buffer DataFileReader::stored_global_buffer(std::size_t number) const {
  ByteRange range = global_buffer_range(number);
  if (range.offset >= layout_.tail_offset) {
    return layout_.tail.slice(range.offset - layout_.tail_offset, range.size);
  }
  return source_->read(range);
}

columnar::Buffer DataFileReader::global_buffer(std::size_t number) const {
  columnar::Buffer bytes = stored_global_buffer(number);
  if (number > kDirectoryBuffer && options_.checksums == Checksums::verify) {
    checked_.check(global_buffer_range(number), bytes);
  }
  return bytes;
}

const BufferDirectory* DataFileReader::directory() const {
  const std::optional<BufferDirectory>& directory = checked_.directory();
  return directory ? &*directory : nullptr;
}

std::optional<std::uint32_t> DataFileReader::find_segment(std::uint32_t kind,
                                                          std::int32_t field_id) const {
  if (directory() != nullptr) {
    for (const EmbeddedSegment& segment : directory()->segments) {
      if (segment.kind == kind && segment.field_id == field_id) {
        return segment.global_buffer;
      }
    }
  }
  return std::nullopt;
}

void DataFileReader::verify_tail(std::uint64_t checksum) const {
  // Opening has read it.
  std::uint64_t begin = global_buffer_range(0).offset;
  ensure(begin >= layout_.tail_offset, "the tail of a file is read when it is opened");
  if (hash64(layout_.tail.bytes().subspan(begin - layout_.tail_offset)) != checksum) {
    throw_internal("{} is corrupt: its end has changed since it was written", source_->name());
  }
}

}  // namespace omnigraph::lance

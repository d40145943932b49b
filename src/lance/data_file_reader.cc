#include "lance/data_file_reader.h"

#include "base/throw_error.h"

#include <algorithm>
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

// Layouts of 2.1 and later have other columns and pages than those that ColumnBuilder knows.
void check_version(FormatVersion version, std::string_view path) {
  if (version != FormatVersion::v2_0) {
    throw_internal("{} is a Lance data file of version {}; only 2.0 can be read so far", path,
                   to_string(version));
  }
}

}  // namespace

DataFileReader::DataFileReader(std::shared_ptr<ByteSource> source, FileLayout layout)
    : source_(std::move(source)), layout_(std::move(layout)) {
  check_version(layout_.version, source_->name());
}

std::shared_ptr<const DataFileReader> DataFileReader::open(std::shared_ptr<ByteSource> source) {
  FileLayout layout = read_layout(*source);
  std::shared_ptr<DataFileReader> reader(new DataFileReader(std::move(source), std::move(layout)));
  reader->schema_ = reader->layout_.schema;
  std::uint32_t column = 0;
  for (const Field* field : flatten(reader->schema_)) {
    reader->numbers_.emplace(field->id, column++);
  }
  return reader;
}

std::shared_ptr<const DataFileReader> DataFileReader::open(std::shared_ptr<ByteSource> source,
                                                           std::span<const Field> schema,
                                                           const DataFile& file) {
  if (file.fields.size() != file.column_indices.size()) {
    throw_internal("{}: the manifest lists {} fields but {} columns", source->name(),
                   file.fields.size(), file.column_indices.size());
  }
  FileLayout layout = read_layout(*source);
  std::shared_ptr<DataFileReader> reader(new DataFileReader(std::move(source), std::move(layout)));
  for (std::size_t i = 0; i < file.fields.size(); ++i) {
    if (file.fields[i] >= 0 && file.column_indices[i] >= 0) {
      reader->numbers_.emplace(file.fields[i], static_cast<std::uint32_t>(file.column_indices[i]));
    }
  }
  for (const Field& field : schema) {
    if (reader->numbers_.contains(field.id)) {
      reader->schema_.push_back(field);
    }
  }
  return reader;
}

bool DataFileReader::has_field(std::int32_t field_id) const {
  return numbers_.contains(field_id) && find_row_field(schema_, field_id) != nullptr;
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
  std::unique_ptr<ColumnReader> column = ColumnBuilder{*source_, layout_, numbers_}.build(*field);
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

columnar::Buffer DataFileReader::global_buffer(std::size_t number) const {
  ByteRange range = global_buffer_range(number);
  if (range.offset >= layout_.tail_offset) {
    return layout_.tail.slice(range.offset - layout_.tail_offset, range.size);
  }
  return source_->read(range);
}

}  // namespace omnigraph::lance

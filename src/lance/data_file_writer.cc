#include "lance/data_file_writer.h"

#include "base/hash.h"
#include "base/throw_error.h"
#include "lance/column_writer.h"
#include "lance/field_codec.h"
#include "lance/message_codec.h"
#include "lance/page_encoder.h"
#include "lance/proto/data_file.pb.h"

#include <string>
#include <utility>

namespace omnigraph::lance {
namespace {

std::string describe_file(std::span<const Field> schema, std::uint64_t row_count) {
  proto::FileDescriptor descriptor;
  encode_fields(schema, *descriptor.mutable_schema()->mutable_fields());
  descriptor.set_length(row_count);
  return serialize_message(descriptor);
}

void append_table(std::string& out, std::span<const ByteRange> ranges) {
  for (const ByteRange& range : ranges) {
    append_little_endian(out, range.offset);
    append_little_endian(out, range.size);
  }
}

// Refuses nulls where the field allows none, at any depth.
void check_nulls(const Field& field, const columnar::Array& array) {
  if (!field.nullable && array.null_count() > 0) {
    throw_internal("field '{}' has nulls but is not nullable", field.name);
  }
  if (field.type.id() == columnar::TypeId::structure) {
    for (std::size_t i = 0; i < field.children.size(); ++i) {
      check_nulls(field.children[i], *array.child(i));
    }
  } else if (field.type.id() == columnar::TypeId::list && !field.children.front().nullable) {
    std::span<const std::int64_t> ends = array.offsets();
    auto first = static_cast<std::size_t>(ends.front());
    check_nulls(field.children.front(),
                *array.items().slice(first, static_cast<std::size_t>(ends.back()) - first));
  }
}

}  // namespace

DataFileWriter::DataFileWriter(ByteSink& sink, std::vector<Field> schema,
                               DataFileWriterOptions options)
    : output_(sink),
      encoder_(std::make_unique<PageEncoder>(output_, options.compression)),
      schema_(std::move(schema)) {
  for (const Field& field : schema_) {
    columns_.push_back(make_column_writer(field, *encoder_, options));
  }
}

DataFileWriter::~DataFileWriter() = default;

void DataFileWriter::write(const columnar::Batch& batch) {
  ensure(state_ == State::rows, "rows are written before the pages are finished");
  ensure(batch.columns.size() == schema_.size(), "a batch has the file's columns");
  if (batch.length == 0) {
    return;
  }
  for (std::size_t i = 0; i < schema_.size(); ++i) {
    const columnar::Array& column = *batch.columns[i];
    if (column.length() != batch.length || column.type() != schema_[i].type) {
      throw_internal("column '{}' has {} values of {}, expected {} of {}", schema_[i].name,
                     column.length(), to_string(column.type()), batch.length,
                     to_string(schema_[i].type));
    }
    check_nulls(schema_[i], column);
  }
  for (std::size_t i = 0; i < schema_.size(); ++i) {
    columns_[i]->append(*batch.columns[i]);
  }
  row_count_ += batch.length;
}

void DataFileWriter::add_segment(std::uint32_t kind, std::int32_t field_id, ByteSpan content) {
  ensure(state_ != State::finished, "segments are added before the file is finished");
  // Number 0 is the schema, 1 the directory.
  auto number = static_cast<std::uint32_t>(segments_.size() + kDirectoryBuffer + 1);
  segment_ranges_.push_back(output_.append_buffer(content));
  segments_.push_back({kind, field_id, number});
}

void DataFileWriter::finish_pages() {
  if (state_ == State::rows) {
    for (const std::unique_ptr<ColumnWriter>& column : columns_) {
      column->finish_pages();
    }
    state_ = State::buffers;
  }
}

DataFileSummary DataFileWriter::finish() {
  ensure(state_ != State::finished, "a file is finished once");
  finish_pages();
  state_ = State::finished;
  // Buffer 0 comes last, so that one read from it to the end is enough to open the file (LNC-91).
  std::string directory = encode_buffer_directory({output_.buffers(), segments_});
  std::vector<ByteRange> globals(1);
  globals.push_back(output_.append_buffer(as_bytes(directory)));
  globals.insert(globals.end(), segment_ranges_.begin(), segment_ranges_.end());
  std::string tail = describe_file(schema_, row_count_);
  globals.front() = output_.begin_buffer(tail.size());

  std::vector<std::string> columns;
  for (const std::unique_ptr<ColumnWriter>& column : columns_) {
    column->append_metadata(columns);
  }
  std::uint64_t start = globals.front().offset;
  std::uint64_t metadata_position = start + tail.size();
  std::vector<ByteRange> ranges;
  for (const std::string& column : columns) {
    ranges.push_back({start + tail.size(), column.size()});
    tail += column;
  }
  std::uint64_t column_table = start + tail.size();
  append_table(tail, ranges);
  std::uint64_t global_table = start + tail.size();
  append_table(tail, globals);
  append_little_endian(tail, metadata_position);
  append_little_endian(tail, column_table);
  append_little_endian(tail, global_table);
  append_little_endian(tail, static_cast<std::uint32_t>(globals.size()));
  append_little_endian(tail, static_cast<std::uint32_t>(ranges.size()));
  append_little_endian(tail, std::uint16_t{0});  // 2.0 calls itself 0.3 in the footer
  append_little_endian(tail, std::uint16_t{3});
  tail += "LANC";
  output_.append(as_bytes(tail));
  tail_ = {start, tail.size()};
  tail_checksum_ = hash64(as_bytes(tail));
  return summary();
}

DataFileSummary DataFileWriter::summary() const {
  DataFileSummary summary;
  summary.row_count = row_count_;
  summary.file.size_bytes = output_.position();
  summary.tail = tail_;
  summary.tail_checksum = tail_checksum_;
  for (const Field* field : flatten(schema_)) {
    summary.file.column_indices.push_back(static_cast<std::int32_t>(summary.file.fields.size()));
    summary.file.fields.push_back(field->id);
  }
  return summary;
}

}  // namespace omnigraph::lance

#include "lance/file_layout.h"

#include "base/throw_error.h"
#include "lance/field_codec.h"
#include "lance/message_codec.h"
#include "lance/proto/data_file.pb.h"

#include <algorithm>

namespace omnigraph::lance {
namespace {

constexpr std::uint64_t kFooterBytes = 40;
constexpr std::uint64_t kTailBytes = std::uint64_t{64} << 10;
constexpr std::uint64_t kTableEntryBytes = 16;
// Rows are numbered by 32 bits within a fragment.
constexpr std::uint64_t kMaxRows = std::uint64_t{1} << 32;

struct Footer {
  std::uint64_t metadata_position = 0;
  std::uint64_t column_table = 0;
  std::uint64_t global_table = 0;
  std::uint32_t global_buffer_count = 0;
  std::uint32_t column_count = 0;
  FormatVersion version = FormatVersion::v2_0;
};

FormatVersion parse_version(std::uint16_t major, std::uint16_t minor, std::string_view path) {
  if ((major == 0 && minor == 3) || (major == 2 && minor == 0)) {
    return FormatVersion::v2_0;
  }
  if (major == 2 && minor == 1) {
    return FormatVersion::v2_1;
  }
  if (major == 2 && minor == 2) {
    return FormatVersion::v2_2;
  }
  throw_internal("{} is a Lance data file of version {}.{}{}; we read 2.0, 2.1 and 2.2", path,
                 major, minor, major == 0 ? " (legacy)" : "");
}

Footer parse_footer(ByteSpan bytes, std::string_view path) {
  const std::byte* at = bytes.data();
  if (as_text(bytes.last(4)) != "LANC") {
    throw_internal("{} is no Lance data file: it does not end in LANC", path);
  }
  Footer footer;
  footer.metadata_position = load_little_endian<std::uint64_t>(at);
  footer.column_table = load_little_endian<std::uint64_t>(at + 8);
  footer.global_table = load_little_endian<std::uint64_t>(at + 16);
  footer.global_buffer_count = load_little_endian<std::uint32_t>(at + 24);
  footer.column_count = load_little_endian<std::uint32_t>(at + 28);
  footer.version = parse_version(load_little_endian<std::uint16_t>(at + 32),
                                 load_little_endian<std::uint16_t>(at + 34), path);
  return footer;
}

// Reads parts of the file, from its end if they are in there.
class TailReader {
 public:
  explicit TailReader(ByteSource& source) : source_(source), size_(source.size()) {
    extend_to(size_ - std::min(size_, kTailBytes));
  }

  // Makes everything from `offset` on part of the tail.
  void extend_to(std::uint64_t offset) {
    if (offset < offset_) {
      tail_ = source_.read({offset, size_ - offset});
      offset_ = offset;
    }
  }

  columnar::Buffer read(ByteRange range) {
    check_range(range, size_, source_.name());
    extend_to(range.offset);
    return tail_.slice(range.offset - offset_, range.size);
  }

  std::vector<ByteRange> read_table(std::uint64_t position, std::uint32_t count) {
    columnar::Buffer table = read({position, count * kTableEntryBytes});
    std::vector<ByteRange> ranges(count);
    for (std::size_t i = 0; i < count; ++i) {
      const std::byte* entry = table.data() + i * kTableEntryBytes;
      ranges[i] = {load_little_endian<std::uint64_t>(entry),
                   load_little_endian<std::uint64_t>(entry + 8)};
      check_range(ranges[i], size_, source_.name());
    }
    return ranges;
  }

  const columnar::Buffer& tail() const { return tail_; }
  std::uint64_t offset() const { return offset_; }

 private:
  ByteSource& source_;
  std::uint64_t size_;
  columnar::Buffer tail_;
  std::uint64_t offset_ = ~std::uint64_t{0};
};

}  // namespace

std::string_view to_string(FormatVersion version) {
  switch (version) {
    case FormatVersion::v2_0:
      return "2.0";
    case FormatVersion::v2_1:
      return "2.1";
    case FormatVersion::v2_2:
      return "2.2";
  }
  return "unknown";
}

void check_range(ByteRange range, std::uint64_t size, std::string_view path) {
  if (range.offset > size || range.size > size - range.offset) {
    throw_internal("{} is corrupt: {} bytes at {} are outside of its {} bytes", path, range.size,
                   range.offset, size);
  }
}

FileLayout read_layout(ByteSource& source) {
  std::uint64_t size = source.size();
  std::string_view path = source.name();
  if (size < kFooterBytes) {
    throw_internal("{} is no Lance data file: it has only {} bytes", path, size);
  }
  TailReader tail(source);
  Footer footer = parse_footer(tail.read({size - kFooterBytes, kFooterBytes}).bytes(), path);
  // A table starts before the footer; so does the metadata. One more read covers them all.
  if (footer.metadata_position < size) {
    tail.extend_to(footer.metadata_position);
  }
  FileLayout layout;
  layout.version = footer.version;
  layout.global_buffers = tail.read_table(footer.global_table, footer.global_buffer_count);
  if (layout.global_buffers.empty()) {
    throw_internal("{} is corrupt: it does not describe its schema", path);
  }
  for (const ByteRange& range : tail.read_table(footer.column_table, footer.column_count)) {
    layout.columns.push_back(tail.read(range));
  }
  proto::FileDescriptor descriptor;
  parse_message(descriptor, tail.read(layout.global_buffers.front()).bytes(), "schema", path);
  layout.row_count = descriptor.length();
  if (layout.row_count > kMaxRows) {
    throw_internal("{} is corrupt: {} rows", path, layout.row_count);
  }
  layout.schema = decode_fields(descriptor.schema().fields(), path);
  layout.tail = tail.tail();
  layout.tail_offset = tail.offset();
  return layout;
}

}  // namespace omnigraph::lance

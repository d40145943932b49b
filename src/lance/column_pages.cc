#include "lance/column_pages.h"

#include "base/throw_error.h"
#include "lance/message_codec.h"
#include "lance/proto/data_file.pb.h"

#include <fmt/format.h>

#include <utility>

namespace omnigraph::lance {
namespace {

// Rows and items are addressed with 32 bits.
constexpr std::uint64_t kMaxLength = std::uint64_t{1} << 32;

// The bytes of the message that `encoding` wraps, which must be of type `type` (LNC-95). Only what
// follows the last slash of a type name counts.
std::string unwrap(const proto::Encoding& encoding, std::string_view type,
                   const std::string& description) {
  proto::TypedValue typed;
  if (!encoding.has_direct()) {
    throw_internal("{} is corrupt: an encoding is not given directly", description);
  }
  parse_message(typed, as_bytes(encoding.direct().encoding()), "encoding", description);
  std::string_view name = typed.type_url();
  name.remove_prefix(name.rfind('/') + 1);  // npos + 1 is 0
  if (name != type) {
    throw_internal("{}: metadata of type '{}' cannot be read where {} is expected", description,
                   name, type);
  }
  return std::move(*typed.mutable_value());
}

}  // namespace

ColumnPages::ColumnPages(const ColumnBuilder& builder, const Field& field)
    : source_(builder.source),
      is_trusted_(builder.is_trusted),
      metadata_(std::make_unique<proto::ColumnMetadata>()) {
  description_ = fmt::format("{}, field '{}'", source_.name(), field.name);
  auto number = builder.numbers.find(field.id);
  if (number == builder.numbers.end()) {
    throw_internal("{} (id {}) has no column in this file", description_, field.id);
  }
  if (number->second >= builder.layout.columns.size()) {
    throw_internal("{} is corrupt: it has no column {}", description_, number->second);
  }
  number_ = number->second;
  parse_message(*metadata_, builder.layout.columns[number_].bytes(), "column metadata",
                description_);
  proto::ColumnEncoding column;
  std::string encoding =
      unwrap(metadata_->encoding(), "lance.encodings.ColumnEncoding", description_);
  parse_message(column, as_bytes(encoding), "column encoding", description_);
  holds_blobs_ = column.has_blob();
}

ColumnPages::~ColumnPages() = default;

int ColumnPages::count() const { return metadata_->pages_size(); }

PageMetadata ColumnPages::page(int index) {
  const proto::Page& stored = metadata_->pages(index);
  if (stored.buffer_offsets_size() != stored.buffer_sizes_size()) {
    throw_internal("{} is corrupt: a page has {} buffers but {} sizes", description_,
                   stored.buffer_offsets_size(), stored.buffer_sizes_size());
  }
  total_length_ += stored.length();
  if (stored.length() > kMaxLength || total_length_ > kMaxLength) {
    throw_internal("{} is corrupt: a column of more than {} values", description_, kMaxLength);
  }
  PageMetadata page;
  page.place = {&source_, description_, is_trusted_};
  page.length = stored.length();
  for (int i = 0; i < stored.buffer_offsets_size(); ++i) {
    ByteRange range{stored.buffer_offsets(i), stored.buffer_sizes(i)};
    check_range(range, source_.size(), description_);
    page.buffers.push_back(range);
  }
  return page;
}

std::string ColumnPages::encoding(int index, std::string_view type) const {
  return unwrap(metadata_->pages(index).encoding(), type, description_);
}

}  // namespace omnigraph::lance

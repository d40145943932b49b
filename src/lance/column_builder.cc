#include "lance/column_builder.h"

#include "base/throw_error.h"
#include "lance/blob_page.h"
#include "lance/message_codec.h"
#include "lance/page_decoder.h"
#include "lance/paged_column.h"
#include "lance/proto/data_file.pb.h"
#include "lance/value_pages.h"

#include <fmt/format.h>

#include <limits>
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

// One page: what it is, and how it is encoded.
struct ParsedPage {
  PageMetadata metadata;
  proto::ArrayEncoding encoding;
};

// The metadata of one column of a 2.0 file.
class ColumnPages {
 public:
  ColumnPages(const ColumnBuilder& builder, const Field& field) : source_(builder.source) {
    description_ = fmt::format("{}, field '{}'", source_.name(), field.name);
    auto number = builder.numbers.find(field.id);
    if (number == builder.numbers.end()) {
      throw_internal("{} (id {}) has no column in this file", description_, field.id);
    }
    if (number->second >= builder.layout.columns.size()) {
      throw_internal("{} is corrupt: it has no column {}", description_, number->second);
    }
    parse_message(metadata_, builder.layout.columns[number->second].bytes(), "column metadata",
                  description_);
    std::string encoding =
        unwrap(metadata_.encoding(), "lance.encodings.ColumnEncoding", description_);
    parse_message(column_, as_bytes(encoding), "column encoding", description_);
  }

  bool holds_blobs() const { return column_.has_blob(); }
  int count() const { return metadata_.pages_size(); }
  const std::string& description() const { return description_; }

  ParsedPage page(int index) {
    const proto::Page& stored = metadata_.pages(index);
    if (stored.buffer_offsets_size() != stored.buffer_sizes_size()) {
      throw_internal("{} is corrupt: a page has {} buffers but {} sizes", description_,
                     stored.buffer_offsets_size(), stored.buffer_sizes_size());
    }
    total_length_ += stored.length();
    if (stored.length() > kMaxLength || total_length_ > kMaxLength) {
      throw_internal("{} is corrupt: a column of more than {} values", description_, kMaxLength);
    }
    ParsedPage page;
    page.metadata.place = {&source_, description_};
    page.metadata.length = stored.length();
    for (int i = 0; i < stored.buffer_offsets_size(); ++i) {
      ByteRange range{stored.buffer_offsets(i), stored.buffer_sizes(i)};
      check_range(range, source_.size(), description_);
      page.metadata.buffers.push_back(range);
    }
    std::string encoding = unwrap(stored.encoding(), "lance.encodings.ArrayEncoding", description_);
    parse_message(page.encoding, as_bytes(encoding), "page encoding", description_);
    return page;
  }

 private:
  ByteSource& source_;
  std::string description_;
  proto::ColumnMetadata metadata_;
  proto::ColumnEncoding column_;
  std::uint64_t total_length_ = 0;
};

void require_values(const ColumnPages& pages) {
  if (pages.holds_blobs()) {
    throw_internal("{}: a blob column cannot be read as values", pages.description());
  }
}

std::unique_ptr<ColumnReader> build_values(ColumnPages& pages, const Field& field) {
  require_values(pages);
  ValueType type = value_type_of(field);
  auto column = std::make_unique<PagedColumn>(field.type);
  for (int i = 0; i < pages.count(); ++i) {
    ParsedPage page = pages.page(i);
    column->add_page(page.metadata.length, decode_value_page(page.metadata, type, page.encoding));
  }
  return column;
}

std::unique_ptr<ColumnReader> build_blobs(ColumnPages& pages, const Field& field) {
  if (field.type.id() != columnar::TypeId::binary) {
    throw_internal("{}: a blob column cannot be read as {}", pages.description(),
                   to_string(field.type));
  }
  auto column = std::make_unique<PagedColumn>(field.type);
  for (int i = 0; i < pages.count(); ++i) {
    ParsedPage page = pages.page(i);
    column->add_page(page.metadata.length,
                     std::make_unique<BlobPage>(page.metadata.place,
                                                decode_blob_page(page.metadata, page.encoding)));
  }
  return column;
}

std::unique_ptr<ColumnReader> build_list(const ColumnBuilder& builder, ColumnPages& pages,
                                         const Field& field) {
  require_values(pages);
  std::unique_ptr<ColumnReader> items = builder.build(field.children.front());
  auto column = std::make_unique<PagedColumn>(field.type);
  std::uint64_t first_item = 0;
  for (int i = 0; i < pages.count(); ++i) {
    ParsedPage page = pages.page(i);
    EndPositions ends = decode_list_page(page.metadata, page.encoding);
    if (ends.limit > items->length() - first_item) {
      throw_corrupt(page.metadata.place, "its lists have more items than there are");
    }
    column->add_page(
        page.metadata.length,
        std::make_unique<ListPage>(page.metadata.place, field.type, ends, *items, first_item));
    first_item += ends.limit;
  }
  column->own_items(std::move(items));
  return column;
}

std::unique_ptr<ColumnReader> build_structure(const ColumnBuilder& builder, ColumnPages& pages,
                                              const Field& field) {
  require_values(pages);
  std::uint64_t length = 0;
  for (int i = 0; i < pages.count(); ++i) {
    ParsedPage page = pages.page(i);
    check_structure_page(page.metadata, page.encoding);
    length += page.metadata.length;
  }
  std::vector<std::unique_ptr<ColumnReader>> fields;
  for (const Field& child : field.children) {
    fields.push_back(builder.build(child));
    if (fields.back()->length() != length) {
      throw_internal("{} is corrupt: it has {} values, its field '{}' has {}", pages.description(),
                     length, child.name, fields.back()->length());
    }
  }
  return std::make_unique<StructureColumn>(field.type, length, std::move(fields),
                                           is_blob_structure(field)
                                               ? StructureColumn::Nulls::where_all_fields_are
                                               : StructureColumn::Nulls::never);
}

}  // namespace

std::unique_ptr<ColumnReader> ColumnBuilder::build(const Field& field) const {
  if (!is_readable(field)) {
    throw_internal("{}, field '{}': values of type {} cannot be read", source.name(), field.name,
                   logical_type(field));
  }
  ColumnPages pages(*this, field);
  if (field.type.id() == columnar::TypeId::structure) {
    return build_structure(*this, pages, field);
  }
  if (field.type.id() == columnar::TypeId::list && !field.children.empty()) {
    return build_list(*this, pages, field);
  }
  ensure(field.children.empty(), "only lists and structures have child fields");
  return pages.holds_blobs() ? build_blobs(pages, field) : build_values(pages, field);
}

}  // namespace omnigraph::lance

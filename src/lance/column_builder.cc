#include "lance/column_builder.h"

#include "base/throw_error.h"
#include "lance/blob_page.h"
#include "lance/column_pages.h"
#include "lance/message_codec.h"
#include "lance/page_decoder.h"
#include "lance/paged_column.h"
#include "lance/proto/data_file.pb.h"
#include "lance/structural/leaf_type.h"
#include "lance/structural/structural_column.h"
#include "lance/value_pages.h"

#include <utility>

namespace omnigraph::lance {
namespace {

// One page: what it is, and how it is encoded.
struct ParsedPage {
  PageMetadata metadata;
  proto::ArrayEncoding encoding;
};

ParsedPage parse_page(ColumnPages& pages, int index) {
  ParsedPage page;
  page.metadata = pages.page(index);
  parse_message(page.encoding, as_bytes(pages.encoding(index, "lance.encodings.ArrayEncoding")),
                "page encoding", pages.description());
  return page;
}

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
    ParsedPage page = parse_page(pages, i);
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
    ParsedPage page = parse_page(pages, i);
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
    ParsedPage page = parse_page(pages, i);
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

std::unique_ptr<ColumnReader> build_packed(ColumnPages& pages, const Field& field) {
  require_values(pages);
  LeafType type = leaf_type_of(field, pages.description());
  auto column = std::make_unique<PagedColumn>(field.type);
  for (int i = 0; i < pages.count(); ++i) {
    ParsedPage page = parse_page(pages, i);
    column->add_page(page.metadata.length, decode_packed_page(page.metadata, type, page.encoding));
  }
  return column;
}

std::unique_ptr<ColumnReader> build_structure(const ColumnBuilder& builder, ColumnPages& pages,
                                              const Field& field) {
  require_values(pages);
  std::uint64_t length = 0;
  for (int i = 0; i < pages.count(); ++i) {
    ParsedPage page = parse_page(pages, i);
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
  if (layout.version != FormatVersion::v2_0) {
    return build_structural_column(*this, field);
  }
  ColumnPages pages(*this, field);
  if (is_packed_structure(field)) {
    return build_packed(pages, field);
  }
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

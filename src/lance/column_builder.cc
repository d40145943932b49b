#include "lance/column_builder.h"

#include "base/throw_error.h"
#include "lance/blob_page.h"
#include "lance/column_pages.h"
#include "lance/kept_page.h"
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

// The reader of page `index`, which keeps what it decodes if that takes more than a look.
std::unique_ptr<PageReader> keep(const ColumnBuilder& builder, const ColumnPages& pages, int index,
                                 std::uint64_t length, std::unique_ptr<PageReader> reader) {
  if (builder.decoded_pages == nullptr || length == 0 || reader->is_plain()) {
    return reader;
  }
  DecodedPageKey key{builder.file_id, pages.number(), static_cast<std::uint32_t>(index)};
  return std::make_unique<KeptPage>(*builder.decoded_pages, key, length, std::move(reader));
}

void require_values(const ColumnPages& pages) {
  if (pages.holds_blobs()) {
    throw_internal("{}: a blob column cannot be read as values", pages.description());
  }
}

std::unique_ptr<ColumnReader> build_values(const ColumnBuilder& builder, ColumnPages& pages,
                                           const Field& field) {
  require_values(pages);
  ValueType type = value_type_of(field);
  auto column = std::make_unique<PagedColumn>(field.type);
  for (int i = 0; i < pages.count(); ++i) {
    ParsedPage page = parse_page(pages, i);
    std::uint64_t length = page.metadata.length;
    column->add_page(length, keep(builder, pages, i, length,
                                  decode_value_page(page.metadata, type, page.encoding)));
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
  // Kept with their lists, if at all.
  ColumnBuilder item_builder = builder;
  item_builder.decoded_pages = nullptr;
  std::unique_ptr<ColumnReader> items = item_builder.build(field.children.front());
  auto column = std::make_unique<PagedColumn>(field.type);
  std::uint64_t first_item = 0;
  for (int i = 0; i < pages.count(); ++i) {
    ParsedPage page = parse_page(pages, i);
    ListPageReader lists =
        decode_list_page(page.metadata, field.type, page.encoding, {*items, first_item});
    std::uint64_t length = page.metadata.length;
    column->add_page(length, keep(builder, pages, i, length, std::move(lists.reader)));
    first_item += lists.item_count;
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
  return pages.holds_blobs() ? build_blobs(pages, field) : build_values(*this, pages, field);
}

}  // namespace omnigraph::lance

#include "lance/structural/page_layout.h"

#include "base/throw_error.h"
#include "lance/message_codec.h"
#include "lance/proto/structural.pb.h"
#include "lance/structural/blob_layout_page.h"
#include "lance/structural/constant_page.h"
#include "lance/structural/full_zip_page.h"
#include "lance/structural/mini_block_page.h"

#include <vector>

namespace omnigraph::lance {
namespace {

using proto21::PageLayout;

template <typename Message>
Layers layers_of(const Message& message, const LeafPath& path, const PagePlace& place) {
  std::vector<std::int32_t> stored(message.layers().begin(), message.layers().end());
  return parse_layers(stored, path, place);
}

std::optional<StoredEncoding> parse_optional(bool present,
                                             const proto21::CompressiveEncoding& message,
                                             const PagePlace& place) {
  return present ? std::optional(parse_encoding(message, place)) : std::nullopt;
}

std::unique_ptr<PageReader> decode_mini_block_page(PageMetadata page,
                                                   std::shared_ptr<const LeafPath> path,
                                                   const proto21::MiniBlockLayout& message) {
  const PagePlace& place = page.place;
  MiniBlockLayout layout;
  layout.repetition =
      parse_optional(message.has_rep_compression(), message.rep_compression(), place);
  layout.definition =
      parse_optional(message.has_def_compression(), message.def_compression(), place);
  layout.values = parse_encoding(message.value_compression(), place);
  layout.dictionary = parse_optional(message.has_dictionary(), message.dictionary(), place);
  layout.dictionary_items = message.num_dictionary_items();
  layout.layers = layers_of(message, *path, place);
  layout.value_buffers = message.num_buffers();
  layout.index_depth = message.repetition_index_depth();
  layout.value_count = message.num_items();
  layout.chunk_width = message.has_large_chunk() ? ChunkWidth::large : ChunkWidth::small;
  return std::make_unique<MiniBlockPage>(std::move(page), std::move(path), std::move(layout));
}

std::unique_ptr<PageReader> decode_constant_page(PageMetadata page,
                                                 std::shared_ptr<const LeafPath> path,
                                                 const proto21::ConstantLayout& message) {
  const PagePlace& place = page.place;
  ConstantLayout layout;
  if (message.has_inline_value()) {
    layout.inline_value = message.inline_value();
  }
  layout.repetition =
      parse_optional(message.has_rep_compression(), message.rep_compression(), place);
  layout.definition =
      parse_optional(message.has_def_compression(), message.def_compression(), place);
  layout.repetition_count = message.num_rep_values();
  layout.definition_count = message.num_def_values();
  layout.layers = layers_of(message, *path, place);
  return std::make_unique<ConstantPage>(std::move(page), std::move(path), std::move(layout));
}

std::unique_ptr<PageReader> decode_full_zip_page(PageMetadata page,
                                                 std::shared_ptr<const LeafPath> path,
                                                 const proto21::FullZipLayout& message) {
  FullZipLayout layout;
  layout.repetition_bits = message.bits_rep();
  layout.definition_bits = message.bits_def();
  layout.value_bits = message.bits_per_value();
  layout.length_bits = message.bits_per_offset();
  layout.values = parse_encoding(message.value_compression(), page.place);
  layout.layers = layers_of(message, *path, page.place);
  return std::make_unique<FullZipPage>(std::move(page), std::move(path), std::move(layout));
}

std::unique_ptr<PageReader> decode_blob_layout_page(PageMetadata page,
                                                    std::shared_ptr<const LeafPath> path,
                                                    const proto21::BlobLayout& message) {
  PagePlace place = page.place;
  Layers layers = layers_of(message, *path, place);
  if (layers.list_count > 0 || path->leaf.type.id() != columnar::TypeId::binary ||
      message.inner_layout().has_blob()) {
    throw_internal("{}: blobs cannot be read in lists, or as {}", place.description,
                   to_string(path->leaf.type));
  }
  auto descriptors = std::make_shared<LeafPath>();
  descriptors->leaf = packed_leaf({{"position", columnar::Type(columnar::TypeId::uint64), false},
                                   {"size", columnar::Type(columnar::TypeId::uint64), false}});
  descriptors->types = {descriptors->leaf.type};
  return std::make_unique<BlobLayoutPage>(
      std::move(place), std::move(path), std::move(layers),
      decode_structural_page(std::move(page), std::move(descriptors), message.inner_layout()));
}

}  // namespace

std::unique_ptr<PageReader> decode_structural_page(PageMetadata page,
                                                   std::shared_ptr<const LeafPath> path,
                                                   const PageLayout& layout) {
  switch (layout.layout_case()) {
    case PageLayout::kMiniBlock:
      return decode_mini_block_page(std::move(page), std::move(path), layout.mini_block());
    case PageLayout::kConstant:
      return decode_constant_page(std::move(page), std::move(path), layout.constant());
    case PageLayout::kFullZip:
      return decode_full_zip_page(std::move(page), std::move(path), layout.full_zip());
    case PageLayout::kBlob:
      return decode_blob_layout_page(std::move(page), std::move(path), layout.blob());
    case PageLayout::LAYOUT_NOT_SET:
      break;
  }
  throw_internal("{}: page layout number {} cannot be read", page.place.description,
                 first_field_number(layout));
}

}  // namespace omnigraph::lance

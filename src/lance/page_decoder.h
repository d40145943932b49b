#pragma once

#include "lance/column_reader.h"
#include "lance/field.h"
#include "lance/logical_type.h"
#include "lance/page_reader.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace omnigraph::lance {

namespace proto {
class ArrayEncoding;
}  // namespace proto

struct LeafType;

/// A page of a file as its column's metadata describes it.
struct PageMetadata {
  PagePlace place;
  std::uint64_t length = 0;
  std::vector<ByteRange> buffers;  ///< all within the file
};

/// What the values of a column without children are in memory and on disk.
struct ValueType {
  columnar::Type type;
  StoredScalar stored;          ///< of a scalar, or of the items of a fixed-size list
  std::uint32_t dimension = 0;  ///< of a fixed-size list; 0 for scalars
};

/// The value type of a readable field that is neither list nor structure by its children.
ValueType value_type_of(const Field& field);

/// The reader of a page of scalars, vectors or foreign fixed-size lists, chosen by its encoding
/// (lance-format section 9). Throws `Error` (internal) naming an encoding that we do not read, and
/// the file.
std::unique_ptr<PageReader> decode_value_page(const PageMetadata& page, const ValueType& type,
                                              const proto::ArrayEncoding& encoding);

/// The reader of a page of packed structures (LNC-109) of `type`.
std::unique_ptr<PageReader> decode_packed_page(const PageMetadata& page, const LeafType& type,
                                               const proto::ArrayEncoding& encoding);

/// Where the items of a page of lists are: in `column`, which outlives the page, from `first` on.
struct ListItems {
  const ColumnReader& column;
  std::uint64_t first = 0;
};

/// A page of lists, and how many items are its own.
struct ListPageReader {
  std::unique_ptr<PageReader> reader;
  std::uint64_t item_count = 0;
};

/// The reader of a page of lists of `type` (LNC-103). Throws as above, and if there are fewer items
/// than it says.
ListPageReader decode_list_page(const PageMetadata& page, const columnar::Type& type,
                                const proto::ArrayEncoding& encoding, const ListItems& items);

/// Where the descriptors of a page of blobs are.
ByteRange decode_blob_page(const PageMetadata& page, const proto::ArrayEncoding& encoding);

/// Throws `Error` (internal) unless the page is that of a structure's header.
void check_structure_page(const PageMetadata& page, const proto::ArrayEncoding& encoding);

}  // namespace omnigraph::lance

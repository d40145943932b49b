#include "lance/structural/structural_column.h"

#include "base/throw_error.h"
#include "columnar/bitmap.h"
#include "lance/column_pages.h"
#include "lance/message_codec.h"
#include "lance/paged_column.h"
#include "lance/proto/structural.pb.h"
#include "lance/structural/blob_v2.h"
#include "lance/structural/page_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Buffer;
using columnar::TypeId;

// The fields from the outermost down to a leaf.
using FieldStack = std::vector<const Field*>;

std::unique_ptr<PagedColumn> build_leaf(const ColumnBuilder& builder, const FieldStack& stack) {
  auto path = std::make_shared<const LeafPath>(make_leaf_path(stack, builder.source.name()));
  ColumnPages pages(builder, *stack.back());
  auto column = std::make_unique<PagedColumn>(path->type());
  for (int i = 0; i < pages.count(); ++i) {
    PageMetadata page = pages.page(i);
    if (page.length == 0) {
      continue;
    }
    proto21::PageLayout layout;
    parse_message(layout, as_bytes(pages.encoding(i, "lance.encodings21.PageLayout")),
                  "page layout", pages.description());
    std::uint64_t length = page.length;
    column->add_page(length, decode_structural_page(std::move(page), path, layout));
  }
  return column;
}

// The validity of an array as a bitmap that starts with its first value.
Buffer own_validity(const Array& array) {
  if (array.null_count() == 0 || array.parts().offset == 0) {
    return array.null_count() == 0 ? Buffer() : array.parts().validity;
  }
  columnar::BitmapBuilder bits;
  bits.append_from(array.parts().validity.data(), array.parts().offset, array.length());
  return Buffer::take(bits.finish());
}

// The items of a list array without those before its first and after its last list.
ArrayPtr used_items(const Array& lists) {
  std::span<const std::int64_t> ends = lists.offsets();
  return lists.items().slice(static_cast<std::size_t>(ends.front()),
                             static_cast<std::size_t>(ends.back() - ends.front()));
}

bool same_lists(const Array& a, const Array& b) {
  std::span<const std::int64_t> ends = a.offsets();
  std::span<const std::int64_t> others = b.offsets();
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (ends[i] - ends.front() != others[i] - others.front()) {
      return false;
    }
  }
  return true;
}

std::size_t leaf_count(const Field& field) {
  std::size_t count = 0;
  for (const Field& child : field.children) {
    count += leaf_count(child);
  }
  return is_leaf_column(field) ? 1 : count;
}

// A field of a file of 2.1 or later: its leaves, each with the structure above it.
class StructuralColumn final : public ColumnReader {
 public:
  StructuralColumn(const ColumnBuilder& builder, const Field& field)
      : field_(field),
        place_{&builder.source, fmt::format("{}, field '{}'", builder.source.name(), field.name),
               builder.is_trusted},
        side_files_(builder.side_files) {
    FieldStack stack;
    collect(builder, field, stack);
    if (leaves_.empty()) {
      throw_internal("{}: a structure without fields cannot be read", place_.description);
    }
    for (const std::unique_ptr<PagedColumn>& leaf : leaves_) {
      if (leaf->length() != leaves_.front()->length()) {
        throw_corrupt(place_, "its parts have different lengths");
      }
    }
  }

  std::uint64_t length() const override { return leaves_.front()->length(); }

  ArrayPtr read(std::uint64_t first, std::uint64_t count) const override {
    std::vector<ArrayPtr> arrays;
    for (const std::unique_ptr<PagedColumn>& leaf : leaves_) {
      arrays.push_back(leaf->read(first, count));
    }
    return merge(field_, arrays);
  }

  ArrayPtr take(std::span<const std::uint32_t> rows) const override {
    std::vector<ArrayPtr> arrays;
    for (const std::unique_ptr<PagedColumn>& leaf : leaves_) {
      arrays.push_back(leaf->take(rows));
    }
    return merge(field_, arrays);
  }

  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override {
    for (const std::unique_ptr<PagedColumn>& leaf : leaves_) {
      leaf->append_ranges(first, count, ranges);
    }
  }

 private:
  void collect(const ColumnBuilder& builder, const Field& field, FieldStack& stack) {
    stack.push_back(&field);
    if (is_leaf_column(field)) {
      leaves_.push_back(build_leaf(builder, stack));
    } else {
      for (const Field& child : field.children) {
        collect(builder, child, stack);
      }
    }
    stack.pop_back();
  }

  // Puts the arrays of the leaves below `field` together; all have the same length.
  ArrayPtr merge(const Field& field, std::span<const ArrayPtr> leaves) const {
    if (is_blob_v2(field)) {
      return BlobV2Reader(place_, field.type, std::string(place_.source->name()), side_files_)
          .resolve(*leaves.front());
    }
    if (is_leaf_column(field)) {
      return leaves.front();
    }
    const Array& first = *leaves.front();
    Array::Parts parts;
    parts.type = field.type;
    parts.length = first.length();
    parts.null_count = first.null_count();
    parts.validity = own_validity(first);
    std::vector<ArrayPtr> inner;
    if (field.type.id() == TypeId::list) {
      parts.offsets = rebased_offsets(first);
      for (const ArrayPtr& leaf : leaves) {
        if (!same_lists(first, *leaf)) {
          throw_corrupt(place_, "the fields of its structures have different lists");
        }
        inner.push_back(used_items(*leaf));
      }
    } else {
      std::transform(leaves.begin(), leaves.end(), std::back_inserter(inner),
                     [](const ArrayPtr& leaf) { return leaf->child(0); });
    }
    std::size_t begin = 0;
    for (const Field& child : field.children) {
      std::size_t count = leaf_count(child);
      parts.children.push_back(merge(child, std::span(inner).subspan(begin, count)));
      begin += count;
    }
    if (is_blob_structure(field)) {
      mark_blob_nulls(parts);
    }
    return Array::make(std::move(parts));
  }

  static Buffer rebased_offsets(const Array& lists) {
    std::span<const std::int64_t> ends = lists.offsets();
    std::vector<std::int64_t> offsets(ends.begin(), ends.end());
    for (std::int64_t& offset : offsets) {
      offset -= ends.front();
    }
    return Buffer::take(std::move(offsets));
  }

  // A Blob property is null where all its fields are (LNC-112).
  static void mark_blob_nulls(Array::Parts& parts) {
    columnar::BitmapBuilder valid;
    for (std::size_t i = 0; i < parts.length; ++i) {
      valid.append((parts.validity.empty() || columnar::get_bit(parts.validity.data(), i)) &&
                   std::any_of(parts.children.begin(), parts.children.end(),
                               [i](const ArrayPtr& child) { return child->is_valid(i); }));
    }
    parts.null_count = parts.length - valid.set_count();
    parts.validity = parts.null_count == 0 ? Buffer() : Buffer::take(valid.finish());
  }

  const Field& field_;
  PagePlace place_;
  const SideFileOpener& side_files_;
  std::vector<std::unique_ptr<PagedColumn>> leaves_;
};

}  // namespace

bool is_leaf_column(const Field& field) {
  return field.children.empty() || is_packed_structure(field) || is_blob_v2(field);
}

std::unique_ptr<ColumnReader> build_structural_column(const ColumnBuilder& builder,
                                                      const Field& field) {
  return std::make_unique<StructuralColumn>(builder, field);
}

}  // namespace omnigraph::lance

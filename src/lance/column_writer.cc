#include "lance/column_writer.h"

#include "base/throw_error.h"
#include "columnar/bitmap.h"
#include "columnar/builder.h"
#include "lance/page_cuts.h"
#include "lance/page_list.h"

#include <algorithm>
#include <utility>

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::TypeId;

constexpr std::size_t kOffsetBytes = sizeof(std::uint64_t);
// Rows are numbered by 32 bits, the items of a list column as well.
constexpr std::uint64_t kMaxRows = std::uint64_t{1} << 32;

void count_rows(std::uint64_t& total, std::size_t added, const Field& field) {
  total += added;
  if (total > kMaxRows) {
    throw_bad_request("one file cannot hold more than {} values of '{}'; write several", kMaxRows,
                      field.name);
  }
}

// Scalars and vectors. Whole pages are written from where they are; only what is left is copied.
class ScalarWriter final : public ColumnWriter {
 public:
  ScalarWriter(const Field& field, PageEncoder& encoder, const DataFileWriterOptions& options)
      : field_(field),
        encoder_(encoder),
        cuts_(field.type, options),
        pages_(ColumnKind::values),
        pending_(field.type) {}

  void append(const Array& array) override {
    count_rows(rows_, array.length(), field_);
    std::size_t first = 0;
    while (first < array.length()) {
      PageCuts::Cut cut = cuts_.next(array, first, page_);
      page_.next_row += cut.rows;
      ArrayPtr part = array.slice(first, cut.rows);
      if (cut.ends_page && page_.rows == 0) {
        encoder_.encode(*part, pages_);
      } else {
        pending_.append_range(*part, 0, cut.rows);
        page_.rows += cut.rows;
        page_.bytes += columnar::value_bytes(*part);
        if (cut.ends_page) {
          finish_pages();
        }
      }
      first += cut.rows;
    }
  }

  void finish_pages() override {
    if (page_.rows > 0) {
      encoder_.encode(*pending_.finish(), pages_);
      page_.rows = 0;
      page_.bytes = 0;
    }
  }

  void append_metadata(std::vector<std::string>& columns) const override {
    columns.push_back(pages_.serialize());
  }

 private:
  const Field& field_;
  PageEncoder& encoder_;
  PageCuts cuts_;
  PageList pages_;
  columnar::Builder pending_;
  PageCuts::Page page_;
  std::uint64_t rows_ = 0;
};

// Items are rows of a column of their own, which need not end with those of other columns.
DataFileWriterOptions without_alignment(DataFileWriterOptions options) {
  options.page_rows = 1;
  return options;
}

// The offsets of a list; the items go to a column of their own. Where a page of offsets ends, one
// of items does too: pages of lists that are decoded as a whole have no items in common.
class ListWriter final : public ColumnWriter {
 public:
  ListWriter(const Field& field, PageEncoder& encoder, const DataFileWriterOptions& options)
      : field_(field),
        encoder_(encoder),
        cuts_(field.type, options),
        pages_(ColumnKind::values),
        items_(make_column_writer(field.children.front(), encoder, without_alignment(options))) {}

  void append(const Array& array) override {
    count_rows(rows_, array.length(), field_);
    std::span<const std::int64_t> ends = array.offsets();
    auto first_item = static_cast<std::size_t>(ends.front());  // not yet passed on
    for (std::size_t i = 0; i < array.length(); ++i) {
      auto begin = static_cast<std::size_t>(ends[i]);
      auto end = static_cast<std::size_t>(ends[i + 1]);
      bool is_valid = array.is_valid(i);
      std::size_t bytes = kOffsetBytes + (is_valid ? run_bytes(array.items(), begin, end) : 0);
      bool leaves_out = !is_valid && end > begin;  // a null may own items in memory
      bool ends_before = cuts_.has_no_room(page_, bytes);
      if (leaves_out || ends_before) {
        append_items(array, first_item, begin);
        first_item = leaves_out ? end : begin;
      }
      if (ends_before) {
        flush();
      }
      append_row(is_valid, end - begin, bytes);
      if (cuts_.is_full(page_)) {
        append_items(array, first_item, end);
        first_item = end;
        flush();
      }
    }
    append_items(array, first_item, static_cast<std::size_t>(ends.back()));
  }

  void finish_pages() override { flush(); }

  void append_metadata(std::vector<std::string>& columns) const override {
    columns.push_back(pages_.serialize());
    items_->append_metadata(columns);
  }

 private:
  // The decoded size of items `begin … end - 1`.
  static std::size_t run_bytes(const Array& items, std::size_t begin, std::size_t end) {
    if (items.type().is_fixed_width()) {
      return (end - begin) * items.type().bit_width() / 8;
    }
    return begin == end ? 0 : columnar::value_bytes(*items.slice(begin, end - begin));
  }

  void append_items(const Array& array, std::size_t begin, std::size_t end) {
    if (end > begin) {
      items_->append(*array.items().slice(begin, end - begin));
    }
  }

  void append_row(bool is_valid, std::size_t items, std::size_t bytes) {
    item_count_ += is_valid ? items : 0;
    ends_.push_back(item_count_);
    validity_.append(is_valid);
    ++page_.rows;
    ++page_.next_row;
    page_.bytes += bytes;
  }

  void flush() {
    if (page_.rows > 0) {
      encoder_.encode_list(ends_, validity_.finish(), item_count_, pages_);
      ends_.clear();
      item_count_ = 0;
      page_.rows = 0;
      page_.bytes = 0;
    }
    items_->finish_pages();
  }

  const Field& field_;
  PageEncoder& encoder_;
  PageCuts cuts_;
  PageList pages_;
  std::unique_ptr<ColumnWriter> items_;
  std::vector<std::uint64_t> ends_;
  columnar::BitmapBuilder validity_;
  std::uint64_t item_count_ = 0;
  PageCuts::Page page_;
  std::uint64_t rows_ = 0;
};

// A copy of `child` that is also null where `parent` is.
ArrayPtr mask_nulls(const Array& parent, const ArrayPtr& child) {
  columnar::Builder builder(child->type());
  for (std::size_t i = 0; i < child->length(); ++i) {
    if (parent.is_null(i) || child->is_null(i)) {
      builder.append_null();
    } else {
      builder.append_from(*child, i);
    }
  }
  return builder.finish();
}

// The header column of a structure. 2.0 has no null structures; the null of a Blob property is that
// of both its children (LNC-112), other structures refuse them.
class StructureWriter final : public ColumnWriter {
 public:
  StructureWriter(const Field& field, PageEncoder& encoder, const DataFileWriterOptions& options)
      : field_(field), pages_(ColumnKind::values) {
    for (const Field& child : field.children) {
      children_.push_back(make_column_writer(child, encoder, options));
    }
  }

  void append(const Array& array) override {
    if (array.null_count() > 0 && !is_blob_structure(field_)) {
      throw_internal("field '{}' has null structures, which files of version 2.0 cannot hold",
                     field_.name);
    }
    rows_ += array.length();
    for (std::size_t i = 0; i < children_.size(); ++i) {
      ArrayPtr child = array.child(i);
      children_[i]->append(array.null_count() > 0 ? *mask_nulls(array, child) : *child);
    }
  }

  void finish_pages() override {
    if (rows_ > 0) {
      encode_structure_page(rows_, pages_);
      rows_ = 0;
    }
    for (const std::unique_ptr<ColumnWriter>& child : children_) {
      child->finish_pages();
    }
  }

  void append_metadata(std::vector<std::string>& columns) const override {
    columns.push_back(pages_.serialize());
    for (const std::unique_ptr<ColumnWriter>& child : children_) {
      child->append_metadata(columns);
    }
  }

 private:
  const Field& field_;
  PageList pages_;
  std::vector<std::unique_ptr<ColumnWriter>> children_;
  std::uint64_t rows_ = 0;  // of the page
};

// Blob data: the values at once, outside pages; the pages hold where they are (LNC-110).
class BlobWriter final : public ColumnWriter {
 public:
  BlobWriter(const Field& field, PageEncoder& encoder, const DataFileWriterOptions& options)
      : field_(field),
        encoder_(encoder),
        numbers_per_page_(std::max<std::size_t>(1, options.plain_page_bytes / (2 * kOffsetBytes)) *
                          2),
        pages_(ColumnKind::blob) {}

  void append(const Array& array) override {
    count_rows(rows_, array.length(), field_);
    for (std::size_t i = 0; i < array.length(); ++i) {
      ByteRange place{1, 0};  // null; an empty value is 0, 0
      if (array.is_valid(i)) {
        std::string_view value = array.text_at(i);
        place = value.empty() ? ByteRange{0, 0} : encoder_.output().append_buffer(as_bytes(value));
      }
      descriptors_.push_back(place.offset);
      descriptors_.push_back(place.size);
      if (descriptors_.size() == numbers_per_page_) {
        finish_pages();
      }
    }
  }

  void finish_pages() override {
    if (!descriptors_.empty()) {
      encoder_.encode_blobs(descriptors_, pages_);
      descriptors_.clear();
    }
  }

  void append_metadata(std::vector<std::string>& columns) const override {
    columns.push_back(pages_.serialize());
  }

 private:
  const Field& field_;
  PageEncoder& encoder_;
  std::size_t numbers_per_page_;
  PageList pages_;
  std::vector<std::uint64_t> descriptors_;
  std::uint64_t rows_ = 0;
};

}  // namespace

std::unique_ptr<ColumnWriter> make_column_writer(const Field& field, PageEncoder& encoder,
                                                 const DataFileWriterOptions& options) {
  if (!field.foreign_type.empty() && field.foreign_type != "large_binary" &&
      field.foreign_type != "large_string") {
    throw_internal("field '{}' has type {}, which we do not write", field.name, field.foreign_type);
  }
  switch (field.type.id()) {
    case TypeId::list:
      ensure(field.children.size() == 1, "a list has one child field");
      return std::make_unique<ListWriter>(field, encoder, options);
    case TypeId::structure:
      ensure(field.children.size() == field.type.children().size(),
             "a structure's fields are its type's");
      return std::make_unique<StructureWriter>(field, encoder, options);
    default:
      if (is_blob_data(field)) {
        return std::make_unique<BlobWriter>(field, encoder, options);
      }
      return std::make_unique<ScalarWriter>(field, encoder, options);
  }
}

}  // namespace omnigraph::lance

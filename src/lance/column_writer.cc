#include "lance/column_writer.h"

#include "base/throw_error.h"
#include "columnar/bitmap.h"
#include "columnar/builder.h"
#include "lance/page_encoder.h"
#include "lance/page_list.h"

#include <algorithm>
#include <optional>
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
  ScalarWriter(const Field& field, FileOutput& output, std::size_t page_bytes)
      : field_(field),
        output_(output),
        page_bytes_(page_bytes),
        pages_(ColumnKind::values),
        pending_(field.type) {}

  void append(const Array& array) override {
    count_rows(rows_, array.length(), field_);
    std::size_t first = 0;
    while (first < array.length()) {
      std::size_t fitting = rows_that_fit(array, first);
      bool fills_page = fitting < array.length() - first;
      if (pending_.length() == 0 && fills_page) {
        fitting = std::max<std::size_t>(fitting, 1);
        encode_page(*array.slice(first, fitting), output_, pages_);
      } else {
        pending_.append_range(array, first, fitting);
        pending_bytes_ += columnar::value_bytes(*array.slice(first, fitting));
        if (fills_page) {
          flush();
        }
      }
      first += fitting;
    }
  }

  void finish_pages() override { flush(); }

  void append_metadata(std::vector<std::string>& columns) const override {
    columns.push_back(pages_.serialize());
  }

 private:
  // How many rows from `first` on the page has room for, maybe none.
  std::size_t rows_that_fit(const Array& array, std::size_t first) const {
    std::size_t room = page_bytes_ - std::min(pending_bytes_, page_bytes_);
    std::size_t left = array.length() - first;
    if (!array.type().is_variable()) {
      std::size_t bits = array.type().id() == TypeId::vector
                             ? array.type().dimension() * sizeof(float) * 8
                             : array.type().bit_width();
      return std::min(left, room * 8 / bits);
    }
    std::span<const std::int64_t> ends = array.offsets().subspan(first);
    // The first count of rows that is too much; sizes grow with the count.
    std::size_t low = 0;
    std::size_t high = left + 1;
    while (low + 1 < high) {
      std::size_t middle = low + (high - low) / 2;
      std::size_t bytes = static_cast<std::size_t>(ends[middle] - ends[0]) + middle * kOffsetBytes;
      (bytes <= room ? low : high) = middle;
    }
    return low;
  }

  void flush() {
    if (pending_.length() > 0) {
      encode_page(*pending_.finish(), output_, pages_);
      pending_bytes_ = 0;
    }
  }

  const Field& field_;
  FileOutput& output_;
  std::size_t page_bytes_;
  PageList pages_;
  columnar::Builder pending_;
  std::size_t pending_bytes_ = 0;
  std::uint64_t rows_ = 0;
};

// The offsets of a list; the items go to a column of their own, whose pages need not align.
class ListWriter final : public ColumnWriter {
 public:
  ListWriter(const Field& field, FileOutput& output, std::size_t page_bytes)
      : field_(field),
        output_(output),
        rows_per_page_(std::max<std::size_t>(1, page_bytes / kOffsetBytes)),
        pages_(ColumnKind::values),
        items_(make_column_writer(field.children.front(), output, page_bytes)) {}

  void append(const Array& array) override {
    count_rows(rows_, array.length(), field_);
    append_items(array);
    for (std::size_t i = 0; i < array.length(); ++i) {
      bool valid = array.is_valid(i);
      if (valid) {
        item_count_ += list_size(array, i);
      }
      ends_.push_back(item_count_);
      validity_.append(valid);
      if (ends_.size() == rows_per_page_) {
        flush();
      }
    }
  }

  void finish_pages() override {
    flush();
    items_->finish_pages();
  }

  void append_metadata(std::vector<std::string>& columns) const override {
    columns.push_back(pages_.serialize());
    items_->append_metadata(columns);
  }

 private:
  static std::size_t list_size(const Array& array, std::size_t i) {
    return static_cast<std::size_t>(array.offsets()[i + 1] - array.offsets()[i]);
  }

  // Appends the items of the lists that are not null, in as long runs as there are.
  void append_items(const Array& array) {
    std::span<const std::int64_t> ends = array.offsets();
    std::size_t first = 0;
    for (std::size_t i = 0; i <= array.length(); ++i) {
      bool skip = i == array.length() || (array.is_null(i) && list_size(array, i) > 0);
      if (!skip) {
        continue;
      }
      if (ends[i] > ends[first]) {
        items_->append(*array.items().slice(static_cast<std::size_t>(ends[first]),
                                            static_cast<std::size_t>(ends[i] - ends[first])));
      }
      first = i + 1;
    }
  }

  void flush() {
    if (!ends_.empty()) {
      encode_list_page(ends_, validity_.finish(), item_count_, output_, pages_);
      ends_.clear();
      item_count_ = 0;
    }
  }

  const Field& field_;
  FileOutput& output_;
  std::size_t rows_per_page_;
  PageList pages_;
  std::unique_ptr<ColumnWriter> items_;
  std::vector<std::uint64_t> ends_;
  columnar::BitmapBuilder validity_;
  std::uint64_t item_count_ = 0;
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
  StructureWriter(const Field& field, FileOutput& output, std::size_t page_bytes)
      : field_(field), pages_(ColumnKind::values) {
    for (const Field& child : field.children) {
      children_.push_back(make_column_writer(child, output, page_bytes));
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
  std::uint64_t rows_ = 0;
};

// Blob data: the values at once, outside pages; the pages hold where they are (LNC-110).
class BlobWriter final : public ColumnWriter {
 public:
  BlobWriter(const Field& field, FileOutput& output, std::size_t page_bytes)
      : field_(field),
        output_(output),
        numbers_per_page_(std::max<std::size_t>(1, page_bytes / (2 * kOffsetBytes)) * 2),
        pages_(ColumnKind::blob) {}

  void append(const Array& array) override {
    count_rows(rows_, array.length(), field_);
    for (std::size_t i = 0; i < array.length(); ++i) {
      ByteRange place{1, 0};  // null; an empty value is 0, 0
      if (array.is_valid(i)) {
        std::string_view value = array.text_at(i);
        place = value.empty() ? ByteRange{0, 0} : output_.append_buffer(as_bytes(value));
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
      encode_blob_page(descriptors_, output_, pages_);
      descriptors_.clear();
    }
  }

  void append_metadata(std::vector<std::string>& columns) const override {
    columns.push_back(pages_.serialize());
  }

 private:
  const Field& field_;
  FileOutput& output_;
  std::size_t numbers_per_page_;
  PageList pages_;
  std::vector<std::uint64_t> descriptors_;
  std::uint64_t rows_ = 0;
};

}  // namespace

std::unique_ptr<ColumnWriter> make_column_writer(const Field& field, FileOutput& output,
                                                 std::size_t page_bytes) {
  if (!field.foreign_type.empty() && field.foreign_type != "large_binary" &&
      field.foreign_type != "large_string") {
    throw_internal("field '{}' has type {}, which we do not write", field.name, field.foreign_type);
  }
  switch (field.type.id()) {
    case TypeId::list:
      ensure(field.children.size() == 1, "a list has one child field");
      return std::make_unique<ListWriter>(field, output, page_bytes);
    case TypeId::structure:
      ensure(field.children.size() == field.type.children().size(),
             "a structure's fields are its type's");
      return std::make_unique<StructureWriter>(field, output, page_bytes);
    default:
      if (is_blob_data(field)) {
        return std::make_unique<BlobWriter>(field, output, page_bytes);
      }
      return std::make_unique<ScalarWriter>(field, output, page_bytes);
  }
}

}  // namespace omnigraph::lance

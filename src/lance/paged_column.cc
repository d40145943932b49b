#include "lance/paged_column.h"

#include "columnar/bitmap.h"
#include "columnar/builder.h"

#include <algorithm>
#include <utility>

namespace omnigraph::lance {

using columnar::Array;
using columnar::ArrayPtr;

void PagedColumn::add_page(std::uint64_t length, std::unique_ptr<PageReader> page) {
  if (length > 0) {
    pages_.push_back({length_, length, std::move(page)});
    length_ += length;
  }
}

std::size_t PagedColumn::page_of(std::uint64_t row) const {
  auto after =
      std::upper_bound(pages_.begin(), pages_.end(), row,
                       [](std::uint64_t value, const Page& page) { return value < page.first; });
  return static_cast<std::size_t>(after - pages_.begin()) - 1;
}

std::vector<PagedColumn::Part> PagedColumn::parts_of(std::uint64_t first,
                                                     std::uint64_t count) const {
  std::vector<Part> parts;
  if (count == 0) {
    return parts;
  }
  for (std::size_t i = page_of(first); count > 0; ++i) {
    const Page& page = pages_[i];
    std::uint64_t size = std::min(count, page.first + page.length - first);
    parts.push_back({&page, first - page.first, size});
    first += size;
    count -= size;
  }
  return parts;
}

ArrayPtr PagedColumn::read(std::uint64_t first, std::uint64_t count) const {
  std::vector<ArrayPtr> arrays;
  for (const Part& part : parts_of(first, count)) {
    arrays.push_back(part.page->reader->read(part.first, part.count));
  }
  return columnar::concatenate(arrays, type_);
}

ArrayPtr PagedColumn::take(std::span<const std::uint32_t> rows) const {
  if (pages_.size() == 1) {
    return pages_.front().reader->take(rows);
  }
  if (rows.size() == 1) {
    const Page& only = pages_[page_of(rows.front())];
    auto row = static_cast<std::uint32_t>(rows.front() - only.first);
    return only.reader->take({&row, 1});
  }
  // Rows by page, with the place where each stands in the result.
  std::vector<std::vector<std::uint32_t>> wanted(pages_.size());
  std::vector<std::uint32_t> page_of_row(rows.size());
  std::size_t page = 0;
  bool in_order = true;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] < pages_[page].first || rows[i] >= pages_[page].first + pages_[page].length) {
      std::size_t next = page_of(rows[i]);
      in_order = in_order && (i == 0 || next > page);
      page = next;
    }
    page_of_row[i] = static_cast<std::uint32_t>(page);
    wanted[page].push_back(static_cast<std::uint32_t>(rows[i] - pages_[page].first));
  }
  std::vector<ArrayPtr> arrays;
  std::vector<std::uint32_t> next_position(pages_.size());
  std::uint32_t taken = 0;
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    if (!wanted[i].empty()) {
      arrays.push_back(pages_[i].reader->take(wanted[i]));
    }
    next_position[i] = taken;
    taken += static_cast<std::uint32_t>(wanted[i].size());
  }
  ArrayPtr by_page = columnar::concatenate(arrays, type_);
  if (in_order) {
    return by_page;
  }
  std::vector<std::uint32_t> order(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    order[i] = next_position[page_of_row[i]]++;
  }
  return columnar::take(*by_page, order);
}

void PagedColumn::append_ranges(std::uint64_t first, std::uint64_t count,
                                std::vector<ByteRange>& ranges) const {
  for (const Part& part : parts_of(first, count)) {
    part.page->reader->append_ranges(part.first, part.count, ranges);
  }
}

bool PagedColumn::is_plain(std::uint64_t first, std::uint64_t count) const {
  std::vector<Part> parts = parts_of(first, count);
  return std::all_of(parts.begin(), parts.end(),
                     [](const Part& part) { return part.page->reader->is_plain(); });
}

StructureColumn::StructureColumn(columnar::Type type, std::uint64_t length,
                                 std::vector<std::unique_ptr<ColumnReader>> fields, Nulls nulls)
    : type_(std::move(type)), length_(length), fields_(std::move(fields)), nulls_(nulls) {}

ArrayPtr StructureColumn::read(std::uint64_t first, std::uint64_t count) const {
  std::vector<ArrayPtr> fields;
  for (const std::unique_ptr<ColumnReader>& field : fields_) {
    fields.push_back(field->read(first, count));
  }
  return assemble(std::move(fields), count);
}

ArrayPtr StructureColumn::take(std::span<const std::uint32_t> rows) const {
  std::vector<ArrayPtr> fields;
  for (const std::unique_ptr<ColumnReader>& field : fields_) {
    fields.push_back(field->take(rows));
  }
  return assemble(std::move(fields), rows.size());
}

ArrayPtr StructureColumn::assemble(std::vector<ArrayPtr> fields, std::size_t length) const {
  Array::Parts parts;
  parts.type = type_;
  parts.length = length;
  if (nulls_ == Nulls::where_all_fields_are) {
    columnar::BitmapBuilder validity;
    for (std::size_t i = 0; i < length; ++i) {
      validity.append(std::any_of(fields.begin(), fields.end(),
                                  [i](const ArrayPtr& field) { return field->is_valid(i); }));
    }
    parts.null_count = length - validity.set_count();
    if (parts.null_count > 0) {
      parts.validity = columnar::Buffer::take(validity.finish());
    }
  }
  parts.children = std::move(fields);
  return Array::make(std::move(parts));
}

bool StructureColumn::is_plain(std::uint64_t first, std::uint64_t count) const {
  return std::all_of(fields_.begin(), fields_.end(),
                     [first, count](const std::unique_ptr<ColumnReader>& field) {
                       return field->is_plain(first, count);
                     });
}

void StructureColumn::append_ranges(std::uint64_t first, std::uint64_t count,
                                    std::vector<ByteRange>& ranges) const {
  for (const std::unique_ptr<ColumnReader>& field : fields_) {
    field->append_ranges(first, count, ranges);
  }
}

}  // namespace omnigraph::lance

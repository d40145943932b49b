#pragma once

#include "lance/column_reader.h"
#include "lance/page_reader.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace omnigraph::lance {

/// A column as a sequence of pages.
class PagedColumn final : public ColumnReader {
 public:
  explicit PagedColumn(columnar::Type type) : type_(std::move(type)) {}

  /// Appends a page of `length` values; empty pages are dropped.
  void add_page(std::uint64_t length, std::unique_ptr<PageReader> page);
  /// Keeps `items` alive as long as the pages, which refer to it.
  void own_items(std::unique_ptr<ColumnReader> items) { items_ = std::move(items); }

  std::uint64_t length() const override { return length_; }
  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;
  bool is_plain(std::uint64_t first, std::uint64_t count) const override;

 private:
  struct Page {
    std::uint64_t first = 0;
    std::uint64_t length = 0;
    std::unique_ptr<PageReader> reader;
  };
  struct Part {
    const Page* page = nullptr;
    std::uint64_t first = 0;
    std::uint64_t count = 0;
  };

  std::size_t page_of(std::uint64_t row) const;
  std::vector<Part> parts_of(std::uint64_t first, std::uint64_t count) const;

  columnar::Type type_;
  std::unique_ptr<ColumnReader> items_;
  std::vector<Page> pages_;
  std::uint64_t length_ = 0;
};

/// Structures: their fields' columns side by side. The null of a Blob property is that of both its
/// fields (LNC-112); other structures of 2.0 are never null.
class StructureColumn final : public ColumnReader {
 public:
  enum class Nulls : std::uint8_t { never, where_all_fields_are };

  /// Every field has `length` values.
  StructureColumn(columnar::Type type, std::uint64_t length,
                  std::vector<std::unique_ptr<ColumnReader>> fields, Nulls nulls);

  std::uint64_t length() const override { return length_; }
  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;
  bool is_plain(std::uint64_t first, std::uint64_t count) const override;

 private:
  columnar::ArrayPtr assemble(std::vector<columnar::ArrayPtr> fields, std::size_t length) const;

  columnar::Type type_;
  std::uint64_t length_;
  std::vector<std::unique_ptr<ColumnReader>> fields_;
  Nulls nulls_;
};

}  // namespace omnigraph::lance

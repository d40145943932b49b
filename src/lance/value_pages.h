#pragma once

#include "columnar/type.h"
#include "lance/column_reader.h"
#include "lance/compression/fsst.h"
#include "lance/end_positions.h"
#include "lance/logical_type.h"
#include "lance/page_reader.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace omnigraph::lance {

/// A page of nothing but nulls; it has no bytes.
class NullPage final : public PageReader {
 public:
  NullPage(PagePlace place, columnar::Type type)
      : place_(std::move(place)), type_(std::move(type)) {}
  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t, std::uint64_t, std::vector<ByteRange>&) const override {}
  bool is_plain() const override { return true; }

 private:
  PagePlace place_;
  columnar::Type type_;
};

/// Values of equal width: numbers, dates, booleans (one bit), vectors, byte strings of one size.
struct FixedWidthLayout {
  columnar::Type type;
  std::uint64_t bits = 0;  ///< of a stored value; of the whole vector
  Widening widening = Widening::none;
  ByteRange values;
  std::optional<ByteRange> validity;
  /// Of the floats of vectors. In memory vectors have no null items; these become NaN.
  std::optional<ByteRange> item_validity;
};

/// Values in place, where the file has them aligned (LNC-100, LNC-101).
class FixedWidthPage final : public PageReader {
 public:
  FixedWidthPage(PagePlace place, FixedWidthLayout layout)
      : place_(std::move(place)), layout_(std::move(layout)) {}
  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;
  bool is_plain() const override { return layout_.widening == Widening::none; }

 private:
  struct Window;

  Window window(std::uint64_t first, std::uint64_t count) const;
  Bytes take_values(std::span<const std::uint32_t> rows) const;
  columnar::Buffer offsets(std::size_t count) const;
  columnar::Buffer finish_values(columnar::Buffer stored, std::uint64_t first,
                                 std::size_t count) const;

  PagePlace place_;
  FixedWidthLayout layout_;
};

/// Vectors whose items are all null: there is nothing of them but their own validity.
class EmptyVectorPage final : public PageReader {
 public:
  EmptyVectorPage(PagePlace place, columnar::Type type, std::optional<ByteRange> validity)
      : place_(std::move(place)), type_(std::move(type)), validity_(validity) {}
  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;

 private:
  PagePlace place_;
  columnar::Type type_;
  std::optional<ByteRange> validity_;
};

/// Texts or byte strings (LNC-102).
class TextPage final : public PageReader {
 public:
  TextPage(PagePlace place, columnar::Type type, EndPositions ends, ByteRange bytes)
      : place_(std::move(place)), type_(std::move(type)), ends_(ends), bytes_(bytes) {}
  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;
  bool is_plain() const override { return true; }

 private:
  PagePlace place_;
  columnar::Type type_;
  EndPositions ends_;
  ByteRange bytes_;
};

/// Texts that were compressed one by one (LNC-108).
class FsstPage final : public PageReader {
 public:
  /// `compressed` reads them as byte strings.
  FsstPage(PagePlace place, columnar::Type type, FsstDecoder symbols,
           std::unique_ptr<PageReader> compressed)
      : place_(std::move(place)),
        type_(std::move(type)),
        symbols_(std::move(symbols)),
        compressed_(std::move(compressed)) {}
  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;

 private:
  columnar::ArrayPtr decode(const columnar::Array& compressed) const;

  PagePlace place_;
  columnar::Type type_;
  FsstDecoder symbols_;
  std::unique_ptr<PageReader> compressed_;
};

/// Texts as numbers of items, 0 for null (LNC-106).
class DictionaryPage final : public PageReader {
 public:
  DictionaryPage(PagePlace place, columnar::Type type, ByteRange indices,
                 std::unique_ptr<PageReader> items, std::uint32_t item_count);
  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;

 private:
  columnar::ArrayPtr look_up(ByteSpan indices) const;

  PagePlace place_;
  columnar::Type type_;
  ByteRange indices_;
  std::unique_ptr<PageReader> items_;
  std::uint32_t item_count_;
};

/// A foreign fixed-size list that is no vector, read as lists of `dimension` items.
class FixedSizeListPage final : public PageReader {
 public:
  FixedSizeListPage(PagePlace place, columnar::Type type, std::uint32_t dimension,
                    std::optional<ByteRange> validity, std::unique_ptr<PageReader> items);
  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;
  bool is_plain() const override { return items_->is_plain(); }

 private:
  PagePlace place_;
  columnar::Type type_;
  std::uint32_t dimension_;
  std::optional<ByteRange> validity_;
  std::unique_ptr<PageReader> items_;
};

/// The offsets of lists; their items are those of another column from `first_item` on (LNC-103).
class ListPage final : public PageReader {
 public:
  /// `items` outlives the page and holds `first_item + ends.limit` values at least.
  ListPage(PagePlace place, columnar::Type type, EndPositions ends, const ColumnReader& items,
           std::uint64_t first_item)
      : place_(std::move(place)),
        type_(std::move(type)),
        ends_(ends),
        items_(items),
        first_item_(first_item) {}
  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;
  bool is_plain() const override { return items_.is_plain(first_item_, ends_.limit); }

 private:
  PagePlace place_;
  columnar::Type type_;
  EndPositions ends_;
  const ColumnReader& items_;
  std::uint64_t first_item_;
};

}  // namespace omnigraph::lance

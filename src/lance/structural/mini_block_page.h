#pragma once

#include "base/lazy.h"
#include "lance/compression/stored_encoding.h"
#include "lance/page_reader.h"
#include "lance/structural/chunk_table.h"
#include "lance/structural/entries.h"

#include <memory>
#include <optional>
#include <utility>

namespace omnigraph::lance {

/// The metadata of a mini-block page (lance-format section 11).
struct MiniBlockLayout {
  std::optional<StoredEncoding> repetition;
  std::optional<StoredEncoding> definition;
  StoredEncoding values;
  std::optional<StoredEncoding> dictionary;
  std::uint64_t dictionary_items = 0;
  Layers layers;
  std::uint64_t value_buffers = 0;
  std::uint64_t index_depth = 0;  ///< of the repetition index; 0 if there is none
  std::uint64_t value_count = 0;  ///< visible values of the page
  ChunkWidth chunk_width = ChunkWidth::small;
};

/// Values in chunks that are decoded one by one: a read decodes the chunks that it touches.
class MiniBlockPage final : public PageReader {
 public:
  /// Throws `Error` (internal) naming the page's place if it lacks buffers.
  MiniBlockPage(PageMetadata page, std::shared_ptr<const LeafPath> path, MiniBlockLayout layout);

  columnar::ArrayPtr read(std::uint64_t first, std::uint64_t count) const override;
  columnar::ArrayPtr take(std::span<const std::uint32_t> rows) const override;
  void append_ranges(std::uint64_t first, std::uint64_t count,
                     std::vector<ByteRange>& ranges) const override;

 private:
  const ChunkTable& chunks() const;
  const columnar::ArrayPtr& dictionary() const;

  /// All entries of the chunks, which are consecutive.
  Entries decode_chunks(std::size_t first, std::size_t last) const;
  Entries decode_chunk(const columnar::Buffer& bytes, std::uint64_t value_count) const;
  columnar::ArrayPtr look_up(const DecodedValues& indices, const Entries& levels) const;
  columnar::ArrayPtr read_lists(std::uint64_t first, std::uint64_t count) const;
  columnar::ArrayPtr take_lists(std::span<const std::uint32_t> rows) const;

  PageMetadata page_;
  std::shared_ptr<const LeafPath> path_;
  MiniBlockLayout layout_;
  Lazy<ChunkTable> chunks_;
  Lazy<columnar::ArrayPtr> dictionary_;
};

}  // namespace omnigraph::lance

#include "lance/deletion_file.h"

#include "lance/compression/general_compression.h"
#include "lance/flat_table.h"

#include <fmt/format.h>

#include <string>

namespace omnigraph::lance {
namespace {

constexpr std::string_view kMagic = "ARROW1";
// Slots of the messages (LNC-51).
constexpr std::size_t kFooterBatches = 3;
constexpr std::size_t kMessageHeaderType = 1;
constexpr std::size_t kMessageHeader = 2;
constexpr std::size_t kBatchLength = 0;
constexpr std::size_t kBatchBuffers = 2;
constexpr std::size_t kBatchCompression = 3;
constexpr std::size_t kCompressionCodec = 0;
constexpr std::uint8_t kRecordBatch = 3;
constexpr std::int8_t kLz4Frame = 0;
constexpr std::int8_t kZstd = 1;

// The columns of an Arrow IPC file
// (https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format) of one column, uint32.
class ArrowFile {
 public:
  ArrowFile(ByteSpan bytes, const PagePlace& place) : bytes_(bytes), place_(place) {}

  std::vector<RowOffset> read() const {
    constexpr std::size_t kTail = kMagic.size() + sizeof(std::int32_t);
    if (bytes_.size() < kMagic.size() + kTail || !as_text(bytes_).starts_with(kMagic) ||
        !as_text(bytes_).ends_with(kMagic)) {
      throw_corrupt(place_, "it is no Arrow file");
    }
    ByteSpan body = bytes_.first(bytes_.size() - kTail);
    auto footer_size = load_little_endian<std::uint32_t>(body.data() + body.size());
    if (footer_size > body.size()) {
      throw_corrupt(place_, "its footer is cut off");
    }
    FlatTable footer = FlatTable::root(body.last(footer_size), place_);
    ByteSpan blocks = footer.vector(kFooterBatches, kBlockBytes);
    std::vector<RowOffset> rows;
    for (; !blocks.empty(); blocks = blocks.subspan(kBlockBytes)) {
      append_block(blocks.first(kBlockBytes), rows);
    }
    return rows;
  }

 private:
  static constexpr std::size_t kBlockBytes = 24;
  static constexpr std::size_t kBufferBytes = 16;

  ByteSpan part(std::uint64_t offset, std::uint64_t size) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset) {
      throw_corrupt(place_, "a part of it lies outside");
    }
    return bytes_.subspan(offset, size);
  }

  void append_block(ByteSpan block, std::vector<RowOffset>& rows) const {
    constexpr std::size_t kPrefix = 2 * sizeof(std::uint32_t);
    ByteSpan metadata = part(load_little_endian<std::uint64_t>(block.data()),
                             load_little_endian<std::uint32_t>(block.data() + 8));
    auto body_offset = load_little_endian<std::uint64_t>(block.data()) + metadata.size();
    ByteSpan body = part(body_offset, load_little_endian<std::uint64_t>(block.data() + 16));
    if (metadata.size() < kPrefix ||
        load_little_endian<std::uint32_t>(metadata.data()) != ~std::uint32_t{0}) {
      throw_corrupt(place_, "it has no message where its footer says");
    }
    FlatTable message = FlatTable::root(metadata.subspan(kPrefix), place_);
    if (message.number<std::uint8_t>(kMessageHeaderType, 0) != kRecordBatch) {
      throw_corrupt(place_, "it has another message where rows should be");
    }
    FlatTable batch = message.table(kMessageHeader);
    auto length = batch.number<std::uint64_t>(kBatchLength, 0);
    ByteSpan buffers = batch.vector(kBatchBuffers, kBufferBytes);
    if (length == 0) {
      return;
    }
    if (buffers.size() != 2 * kBufferBytes) {
      throw_corrupt(place_, "it has other columns than row_id");
    }
    Bytes storage;
    ByteSpan values = buffer(body, buffers.last(kBufferBytes), batch, storage);
    if (values.size() / sizeof(RowOffset) < length) {
      throw_corrupt(place_, fmt::format("{} bytes are no {} rows", values.size(), length));
    }
    std::size_t first = rows.size();
    rows.resize(first + length);
    copy_bytes(rows.data() + first, values.data(), length * sizeof(RowOffset));
  }

  // The bytes that a buffer's entry stands for, in the file or in `storage`.
  ByteSpan buffer(ByteSpan body, ByteSpan entry, const FlatTable& batch, Bytes& storage) const {
    constexpr std::size_t kLength = sizeof(std::int64_t);
    auto offset = load_little_endian<std::uint64_t>(entry.data());
    auto size = load_little_endian<std::uint64_t>(entry.data() + 8);
    if (offset > body.size() || size > body.size() - offset) {
      throw_corrupt(place_, "a buffer lies outside");
    }
    ByteSpan stored = body.subspan(offset, size);
    if (!batch.has(kBatchCompression)) {
      return stored;
    }
    auto codec = batch.table(kBatchCompression).number<std::int8_t>(kCompressionCodec, kLz4Frame);
    if ((codec != kLz4Frame && codec != kZstd) || stored.size() < kLength) {
      throw_corrupt(place_, fmt::format("compression {} cannot be read", codec));
    }
    auto raw_size = load_little_endian<std::int64_t>(stored.data());
    ByteSpan content = stored.subspan(kLength);
    if (raw_size == -1) {
      return content;
    }
    storage = decompress_frame(codec == kZstd ? GeneralScheme::zstd : GeneralScheme::lz4, content,
                               static_cast<std::uint64_t>(raw_size), place_);
    return storage;
  }

  ByteSpan bytes_;
  const PagePlace& place_;
};

}  // namespace

DeletionVector decode_deletion_file(DeletionFileKind kind, ByteSpan bytes, std::string_view path) {
  if (kind == DeletionFileKind::bitmap) {
    return DeletionVector::decode(bytes, path);
  }
  PagePlace place{nullptr, std::string(path)};
  std::vector<RowOffset> rows = ArrowFile(bytes, place).read();
  DeletionVector vector = DeletionVector().with(rows);
  if (vector.count() != rows.size()) {
    throw_corrupt(place, "a row is deleted twice");
  }
  return vector;
}

}  // namespace omnigraph::lance

#include "lance/compressed_page.h"

#include "lance/proto/data_file.pb.h"

#include <utility>

namespace omnigraph::lance {
namespace {

using columnar::ArrayPtr;
using columnar::Buffer;

// Buffers in memory as if they lay in a file, with room before each.
class BufferSource final : public ByteSource {
 public:
  BufferSource(std::vector<Buffer> buffers, std::string_view name)
      : buffers_(std::move(buffers)), name_(name) {
    for (const Buffer& buffer : buffers_) {
      ranges_.push_back({size_ + kGap, buffer.size()});
      size_ = ranges_.back().offset + buffer.size();
    }
  }

  const std::vector<ByteRange>& ranges() const { return ranges_; }
  std::uint64_t size() const override { return size_; }
  std::string_view name() const override { return name_; }
  bool is_in_memory() const override { return true; }

  Buffer read(ByteRange range) override {
    for (std::size_t i = 0; i < buffers_.size(); ++i) {
      const ByteRange& whole = ranges_[i];
      if (range.offset >= whole.offset && range.offset + range.size <= whole.offset + whole.size) {
        return buffers_[i].slice(range.offset - whole.offset, range.size);
      }
    }
    // It begins in the gap before a buffer, which reads as zeros.
    Bytes bytes(range.size);
    for (std::size_t i = 0; i < buffers_.size(); ++i) {
      const ByteRange& whole = ranges_[i];
      std::uint64_t begin = std::max(range.offset, whole.offset);
      std::uint64_t end = std::min(range.offset + range.size, whole.offset + whole.size);
      if (begin < end) {
        copy_bytes(bytes.data() + (begin - range.offset),
                   buffers_[i].data() + (begin - whole.offset), end - begin);
      }
    }
    return Buffer::take(std::move(bytes));
  }

  std::vector<Buffer> read_many(std::span<const ByteRange> ranges) override {
    std::vector<Buffer> buffers;
    for (const ByteRange& range : ranges) {
      buffers.push_back(read(range));
    }
    return buffers;
  }

 private:
  static constexpr std::uint64_t kGap = 64;

  std::vector<Buffer> buffers_;
  std::vector<ByteRange> ranges_;
  std::uint64_t size_ = 0;
  std::string name_;
};

class SchemeExtractor {
 public:
  explicit SchemeExtractor(const PagePlace& place) : place_(place) {}

  void extract(proto::ArrayEncoding& encoding, int depth) {
    constexpr int kMaxDepth = 16;
    if (depth > kMaxDepth) {
      throw_corrupt(place_, "encodings are nested more than 16 deep");
    }
    switch (encoding.kind_case()) {
      case proto::ArrayEncoding::kFlat:
        extract_flat(*encoding.mutable_flat());
        break;
      case proto::ArrayEncoding::kNullable:
        extract_nullable(*encoding.mutable_nullable(), depth);
        break;
      case proto::ArrayEncoding::kFixedSizeList:
        extract(*encoding.mutable_fixed_size_list()->mutable_items(), depth + 1);
        break;
      case proto::ArrayEncoding::kBinary:
        extract(*encoding.mutable_binary()->mutable_indices(), depth + 1);
        extract(*encoding.mutable_binary()->mutable_bytes(), depth + 1);
        break;
      case proto::ArrayEncoding::kDictionary:
        extract(*encoding.mutable_dictionary()->mutable_indices(), depth + 1);
        extract(*encoding.mutable_dictionary()->mutable_items(), depth + 1);
        break;
      case proto::ArrayEncoding::kFsst:
        extract(*encoding.mutable_fsst()->mutable_binary(), depth + 1);
        break;
      default:
        break;  // nothing flat in it that may be compressed
    }
  }

  CompressedPage::Schemes schemes;

 private:
  void extract_flat(proto::Flat& flat) {
    GeneralScheme scheme = parse_scheme(flat.compression().scheme(), place_);
    flat.clear_compression();
    if (scheme == GeneralScheme::none) {
      return;
    }
    auto [known, added] = schemes.emplace(flat.buffer().index(), scheme);
    if (!added || flat.buffer().type() != 0) {
      throw_corrupt(place_, "a compressed buffer is used twice, or not the page's");
    }
  }

  void extract_nullable(proto::Nullable& nullable, int depth) {
    if (nullable.has_no_nulls()) {
      extract(*nullable.mutable_no_nulls()->mutable_values(), depth + 1);
    } else if (nullable.has_some_nulls()) {
      extract(*nullable.mutable_some_nulls()->mutable_validity(), depth + 1);
      extract(*nullable.mutable_some_nulls()->mutable_values(), depth + 1);
    }
  }

  const PagePlace& place_;
};

}  // namespace

// The page with its buffers as they were before compression.
class CompressedPage::Restored {
 public:
  explicit Restored(const CompressedPage& page)
      : source_(restore(page), page.page_.place.source->name()) {
    PageMetadata metadata = page.page_;
    metadata.place.source = &source_;
    metadata.buffers = source_.ranges();
    reader_ = decode_value_page(metadata, page.type_, *page.encoding_);
  }

  const PageReader& reader() const { return *reader_; }

 private:
  static std::vector<Buffer> restore(const CompressedPage& page) {
    std::vector<Buffer> buffers = page.page_.place.source->read_many(page.page_.buffers);
    for (const auto& [number, scheme] : page.schemes_) {
      buffers[number] = Buffer::take(decompress(scheme, buffers[number].bytes(), page.page_.place));
    }
    return buffers;
  }

  BufferSource source_;
  std::unique_ptr<PageReader> reader_;
};

CompressedPage::CompressedPage(PageMetadata page, ValueType type,
                               std::shared_ptr<const proto::ArrayEncoding> encoding,
                               Schemes schemes)
    : page_(std::move(page)),
      type_(std::move(type)),
      encoding_(std::move(encoding)),
      schemes_(std::move(schemes)) {
  for (const auto& [number, scheme] : schemes_) {
    if (number >= page_.buffers.size()) {
      throw_corrupt(page_.place, "a compressed buffer is missing");
    }
  }
}

CompressedPage::~CompressedPage() = default;

ArrayPtr CompressedPage::read(std::uint64_t first, std::uint64_t count) const {
  return Restored(*this).reader().read(first, count);
}

ArrayPtr CompressedPage::take(std::span<const std::uint32_t> rows) const {
  return Restored(*this).reader().take(rows);
}

void CompressedPage::append_ranges(std::uint64_t, std::uint64_t,
                                   std::vector<ByteRange>& ranges) const {
  ranges.insert(ranges.end(), page_.buffers.begin(), page_.buffers.end());
}

CompressedPage::Schemes extract_compression(proto::ArrayEncoding& encoding,
                                            const PagePlace& place) {
  SchemeExtractor extractor(place);
  extractor.extract(encoding, 1);
  return std::move(extractor.schemes);
}

}  // namespace omnigraph::lance
